package dev.ebm.data;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** Two interleaved spirals of one and a half turns, each the other's mirror image in the origin. */
final class TwoSpirals {

  /** Chosen by {@code two-spirals}; its density has no closed form. */
  static final ComponentFactory<Dataset, Plane.Config> FACTORY =
      Plane.factory("two-spirals", "Two interleaved spirals", TwoSpirals::draw);

  private TwoSpirals() {}

  private static Tensor draw(Key key, int count) {
    Tensor angle = key.fold("angle").uniform(count).sqrt().mul(3 * Math.PI);
    Tensor spiral = Plane.rows(angle.cos().mul(angle).neg(), angle.sin().mul(angle));
    Tensor jitter = key.fold("jitter").uniform(count, 2).mul(0.5);
    Tensor arm = key.fold("arm").uniform(count, 1).lt(0.5).cast(DType.FLOAT32).mul(2).sub(1);
    Tensor noise = key.fold("noise").normal(count, 2).mul(0.1);
    return spiral.add(jitter).mul(arm).div(3).add(noise);
  }
}
