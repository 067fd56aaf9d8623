package dev.ebm.data;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** Five arms that bend more the further out they reach. */
final class Pinwheel {

  /**
   * Chosen by {@code pinwheel}; its density has no closed form, since undoing the bend means to
   * solve a transcendental equation that may have several roots.
   */
  static final ComponentFactory<Dataset, Plane.Config> FACTORY =
      Plane.factory("pinwheel", "Five bent arms", Pinwheel::draw);

  private static final int ARMS = 5;
  private static final double RADIAL_DEVIATION = 0.3;
  private static final double TANGENTIAL_DEVIATION = 0.1;
  private static final double BEND = 0.25;

  private Pinwheel() {}

  private static Tensor draw(Key key, int count) {
    Tensor arm = key.fold("arm").integers(ARMS, count).cast(DType.FLOAT32);
    Tensor radial = key.fold("radial").normal(count).mul(RADIAL_DEVIATION).add(1);
    Tensor tangential = key.fold("tangential").normal(count).mul(TANGENTIAL_DEVIATION);
    Tensor angle = arm.mul(2 * Math.PI / ARMS).add(radial.exp().mul(BEND));
    Tensor cos = angle.cos();
    Tensor sin = angle.sin();
    return Plane.rows(
            radial.mul(cos).add(tangential.mul(sin)), tangential.mul(cos).sub(radial.mul(sin)))
        .mul(2);
  }
}
