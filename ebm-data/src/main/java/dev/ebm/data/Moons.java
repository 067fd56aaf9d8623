package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** Two interleaved half circles of radius 2 with noise of deviation 0.2. */
final class Moons {

  /** Chosen by {@code moons}; its density has no closed form. */
  static final ComponentFactory<Dataset, Plane.Config> FACTORY =
      Plane.factory("moons", "Two interleaved half circles", Moons::draw);

  private Moons() {}

  private static Tensor draw(Key key, int count) {
    Tensor angle = key.fold("angle").uniform(count).mul(Math.PI);
    Tensor upper = key.fold("moon").uniform(count).lt(0.5);
    Tensor cos = angle.cos();
    Tensor sin = angle.sin();
    Tensor x0 = where(upper, cos, cos.neg().add(1)).mul(2).sub(1);
    Tensor x1 = where(upper, sin, sin.neg().add(0.5)).mul(2).sub(0.2);
    return Plane.rows(x0, x1).add(key.fold("noise").normal(count, 2).mul(0.2));
  }
}
