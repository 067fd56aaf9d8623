package dev.ebm.losses;

import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.function.Supplier;

/**
 * A mixture of normal laws around training rows, each with the deviation n^(-1/(d+4)) times that of
 * the feature (Scott 1992, "Multivariate density estimation", rule 6.42), multiplied by the scale.
 * A density costs n distances.
 *
 * @param d features of a row
 * @param n rows that are centres; fewer are repeated in turn
 * @param rows {@code [.., ...]}, asked for when training begins
 */
record KernelNoise(int d, int n, Supplier<TensorData> rows) implements NoiseLaw {

  private NoiseFit fit() {
    return new NoiseFit(rows.get(), "kernel");
  }

  /** The mean, the bandwidth of each feature, and the centres less the mean in bandwidths. */
  @Override
  public Tree<Parameter> fitted() {
    Initializer mean = Initializer.given(() -> NoiseFit.float32(fit().means()));
    Initializer bandwidth = Initializer.given(() -> NoiseFit.float32(bandwidth(fit())));
    Initializer centres = Initializer.given(() -> NoiseFit.float32(centres(fit())));
    return Tree.of("mean", new Parameter(Shape.of(d), mean).frozen())
        .with("bandwidth", new Parameter(Shape.of(d), bandwidth).frozen())
        .with("centres", new Parameter(Shape.of(n, d), centres).frozen());
  }

  private double[] bandwidth(NoiseFit fit) {
    double[] bandwidth = fit.deviations();
    for (int i = 0; i < d; i++) {
      bandwidth[i] *= Math.pow(Math.min(n, fit.count()), -1.0 / (d + 4));
    }
    return bandwidth;
  }

  private double[][] centres(NoiseFit fit) {
    double[] means = fit.means();
    double[] bandwidth = bandwidth(fit);
    double[][] centres = new double[n][d];
    for (int row = 0; row < n; row++) {
      for (int i = 0; i < d; i++) {
        centres[row][i] = (fit.at(row % fit.count(), i) - means[i]) / bandwidth[i];
      }
    }
    return centres;
  }

  @Override
  public Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count) {
    Tensor centres = fitted.get("centres").gather(key.fold("centre").integers(n, count));
    Tensor units = key.fold("kernel").normal(count, d).mul(scale).add(centres);
    Tensor rows = units.mul(fitted.get("bandwidth")).add(fitted.get("mean"));
    return new Draws(rows, ofUnits(fitted, scale, units));
  }

  @Override
  public Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows) {
    Tensor units = rows.sub(fitted.get("mean")).div(fitted.get("bandwidth"));
    return ofUnits(fitted, scale, units);
  }

  /** The log-density where rows are given as the centres are. */
  private Tensor ofUnits(Tree<Tensor> fitted, Tensor scale, Tensor units) {
    Tensor distances = Tensors.pairwiseSquaredDistances(units, fitted.get("centres"));
    Tensor mixture = Tensors.logSumExp(distances.div(scale.square()).mul(-0.5), 1);
    Tensor logWidth = fitted.get("bandwidth").mul(scale).log().sum();
    return mixture.sub(logWidth).sub(Math.log(n) + d * Math.log(2 * Math.PI) / 2);
  }
}
