package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.logSumExp;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;

/**
 * Equal mixtures of circles around the origin, every point with round Gaussian noise. A circle of
 * radius R with noise of deviation s has the density
 *
 * <pre>exp(-(r - R)^2 / (2 s^2)) / (2 pi s^2) * e^-z I0(z),  z = r R / s^2</pre>
 */
final class Rings {

  /** Chosen by {@code circles}: radii 1 and 0.5, noise 0.08, times 3. */
  static final ComponentFactory<Dataset, Plane.Config> CIRCLES =
      factory("circles", "Two noisy circles", new Rings(3 * 0.08, 3f, 1.5f));

  /** Chosen by {@code rings}: radii 0.8, 1.6, 2.4 and 3.2, noise 0.05. */
  static final ComponentFactory<Dataset, Plane.Config> RINGS =
      factory("rings", "Four noisy circles", new Rings(0.05, 0.8f, 1.6f, 2.4f, 3.2f));

  private final double deviation;
  private final float[] radii;

  private Rings(double deviation, float... radii) {
    this.deviation = deviation;
    this.radii = radii;
  }

  private static ComponentFactory<Dataset, Plane.Config> factory(
      String name, String summary, Rings rings) {
    return Plane.factory(name, summary, rings::draw, rings::logDensity);
  }

  private Tensor draw(Key key, int count) {
    Tensor radius =
        constant(TensorData.of(radii, radii.length))
            .gather(key.fold("ring").integers(radii.length, count));
    Tensor angle = key.fold("angle").uniform(count).mul(2 * Math.PI);
    Tensor noise = key.fold("noise").normal(count, 2).mul(deviation);
    return Plane.rows(radius.mul(angle.cos()), radius.mul(angle.sin())).add(noise);
  }

  private Tensor logDensity(Tensor x) {
    double variance = deviation * deviation;
    Tensor r = x.square().sum(1).sqrt().expandDims(1); // [B, 1]
    Tensor rings = constant(TensorData.of(radii, 1, radii.length));
    Tensor radial = r.sub(rings).square().mul(-0.5 / variance); // [B, K]
    return logSumExp(radial.add(BesselI0.logScaled(r.mul(rings).div(variance))), 1)
        .sub(Math.log(radii.length * 2 * Math.PI * variance));
  }
}
