package dev.ebm.data;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** One spiral of one and a half turns, with radius and angle growing together. */
final class SwissRoll {

  /** Chosen by {@code swissroll}; its density has no closed form. */
  static final ComponentFactory<Dataset, Plane.Config> FACTORY =
      Plane.factory("swissroll", "One spiral with noise", SwissRoll::draw);

  private SwissRoll() {}

  private static Tensor draw(Key key, int count) {
    Tensor angle = key.fold("angle").uniform(count).mul(2).add(1).mul(1.5 * Math.PI);
    Tensor spiral = Plane.rows(angle.cos().mul(angle), angle.sin().mul(angle));
    return spiral.add(key.fold("noise").normal(count, 2)).div(5);
  }
}
