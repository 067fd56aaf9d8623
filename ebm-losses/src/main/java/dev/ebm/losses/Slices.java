package dev.ebm.losses;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * What directions v see of an energy at rows, {@code [n, B]} each: n directions for each row.
 *
 * @param slope v . grad U
 * @param curvature v' H v with the Hessian H of U
 * @param squaredGradient |grad U|^2, the same for all directions of a row
 */
record Slices(Tensor slope, Tensor curvature, Tensor squaredGradient) {

  /**
   * Along random directions.
   *
   * @param x {@code [B, ...]}
   * @param count n, at least 1
   */
  static Slices random(EnergyFunction energy, Tensor x, Key key, int count, Projection law) {
    Shape tiled = energy.features().prepend(count * x.dim(0));
    return along(energy, x, law.draw(key, tiled).reshape(x.shape().prepend(count)));
  }

  /**
   * Along given directions, in one forward and two backward passes over n copies of the rows.
   *
   * @param x {@code [B, ...]}
   * @param directions {@code [n, B, ...]}
   */
  static Slices along(EnergyFunction energy, Tensor x, Tensor directions) {
    Tensor copies = x.expandDims(0).broadcastTo(directions.shape());
    Tensor gradient = energy.gradient(copies);
    Tensor product = Gradients.of(gradient.mul(directions).sum(), copies);
    return new Slices(
        overFeatures(gradient.mul(directions)),
        overFeatures(product.mul(directions)),
        overFeatures(gradient.square()));
  }

  private static Tensor overFeatures(Tensor values) {
    return values.reshape(values.dim(0), values.dim(1), -1).sum(2);
  }
}
