package dev.ebm.losses;

import dev.ebm.api.method.Perturbation;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * y normal around a point on the way from x to a centre c: y = c + a (x - c) + sqrt(v) xi.
 *
 * <p>As a function of x, q(y | x) is proportional to the normal density around c + (y - c)/a with
 * variance v/a^2, which is the reverse law. Its integral over x is a^-d for every y, so that the
 * weights are 1 but for that constant.
 *
 * @param center c, a scalar or of the shape of a row
 * @param decay a, above 0
 * @param variance v, above 0
 */
record LinearGaussian(Tensor center, Tensor decay, Tensor variance) implements Perturbation {

  @Override
  public Tensor perturb(Key key, Tensor x) {
    return mean(x).add(key.normal(x.shape()).mul(variance.sqrt()));
  }

  @Override
  public Recovery recover(Key key, Tensor y, int count) {
    Shape features = y.shape().range(1, y.rank());
    Tensor deviation = variance.sqrt().div(decay);
    Tensor noise = key.normal(features.prepend(y.dim(0), count)).mul(deviation);
    Tensor origin = y.sub(center).div(decay).add(center);
    return Recovery.symmetric(origin.expandDims(1).add(noise));
  }

  @Override
  public Tensor logDensity(Tensor x, Tensor y) {
    Tensor gap = y.sub(mean(x));
    return gap.square().reshape(x.dim(0), -1).sum(1).div(variance.mul(-2));
  }

  private Tensor mean(Tensor x) {
    return x.sub(center).mul(decay).add(center);
  }
}
