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
 * The normal law with the rows' mean and covariance, its deviations multiplied by the scale.
 *
 * @param d features of a row
 * @param rows {@code [n, ...]}, asked for when training begins
 */
record GaussianNoise(int d, Supplier<TensorData> rows) implements NoiseLaw {

  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private NoiseFit fit() {
    return new NoiseFit(rows.get(), "gaussian");
  }

  /** The mean, a root L of the covariance, and the inverse of L. */
  @Override
  public Tree<Parameter> fitted() {
    Initializer mean = Initializer.given(() -> NoiseFit.float32(fit().means()));
    Initializer root = Initializer.given(() -> NoiseFit.float32(fit().root()));
    Initializer whitening =
        Initializer.given(() -> NoiseFit.float32(NoiseFit.inverse(fit().root())));
    return Tree.of("mean", new Parameter(Shape.of(d), mean).frozen())
        .with("root", new Parameter(Shape.of(d, d), root).frozen())
        .with("whitening", new Parameter(Shape.of(d, d), whitening).frozen());
  }

  @Override
  public int fittedNumbers() {
    return d * (d + 3) / 2;
  }

  @Override
  public Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count) {
    Tensor z = key.normal(count, d);
    Tensor gap = z.matmul(fitted.get("root").transpose()).mul(scale);
    return new Draws(gap.add(fitted.get("mean")), ofWhite(fitted, scale, z));
  }

  @Override
  public Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows) {
    Tensor gap = rows.sub(fitted.get("mean"));
    Tensor white = gap.matmul(fitted.get("whitening").transpose()).div(scale);
    return ofWhite(fitted, scale, white);
  }

  /** The log-density where the whitened rows are given. */
  private Tensor ofWhite(Tree<Tensor> fitted, Tensor scale, Tensor white) {
    Tensor isDiagonal = Tensors.iota(d).expandDims(1).eq(Tensors.iota(d));
    Tensor diagonal =
        Tensors.where(isDiagonal, fitted.get("whitening"), Tensors.zeros(Shape.of(d, d))).sum(1);
    Tensor logVolume = diagonal.div(scale).log().sum().sub(d * LOG_2_PI / 2);
    return white.square().sum(1).mul(-0.5).add(logVolume);
  }
}
