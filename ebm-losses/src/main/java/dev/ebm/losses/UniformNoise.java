package dev.ebm.losses;

import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;

/**
 * The uniform law on the smallest box around the rows, extended on every side by the scale times
 * the deviation of the feature. Rows outside of it teach nothing.
 *
 * @param d features of a row
 * @param rows {@code [n, ...]}, asked for when training begins
 */
record UniformNoise(int d, Supplier<TensorData> rows) implements NoiseLaw {

  /** The smallest and the largest value of each feature, and its deviation. */
  @Override
  public Tree<Parameter> fitted() {
    return Tree.of("low", parameter(() -> extreme(Math::min)))
        .with("high", parameter(() -> extreme(Math::max)))
        .with("deviation", parameter(() -> fit().deviations()));
  }

  private Parameter parameter(Supplier<double[]> values) {
    Initializer initializer = Initializer.given(() -> NoiseFit.float32(values.get()));
    return new Parameter(Shape.of(d), initializer).frozen();
  }

  private NoiseFit fit() {
    return new NoiseFit(rows.get(), "uniform");
  }

  private double[] extreme(DoubleBinaryOperator which) {
    NoiseFit fit = fit();
    double[] extreme = new double[d];
    for (int i = 0; i < d; i++) {
      extreme[i] = fit.at(0, i);
      for (int row = 1; row < fit.count(); row++) {
        extreme[i] = which.applyAsDouble(extreme[i], fit.at(row, i));
      }
    }
    return extreme;
  }

  private static Tensor low(Tree<Tensor> fitted, Tensor scale) {
    return fitted.get("low").sub(fitted.get("deviation").mul(scale));
  }

  private static Tensor high(Tree<Tensor> fitted, Tensor scale) {
    return fitted.get("high").add(fitted.get("deviation").mul(scale));
  }

  private static Tensor insideDensity(Tree<Tensor> fitted, Tensor scale, int count) {
    Tensor width = high(fitted, scale).sub(low(fitted, scale));
    return width.log().sum().neg().broadcastTo(count);
  }

  @Override
  public Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count) {
    Tensor low = low(fitted, scale);
    Tensor width = high(fitted, scale).sub(low);
    return new Draws(
        key.uniform(count, d).mul(width).add(low), insideDensity(fitted, scale, count));
  }

  @Override
  public Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows) {
    Tensor isInside = rows.ge(low(fitted, scale)).and(rows.le(high(fitted, scale)));
    Tensor allInside = isInside.cast(DType.FLOAT32).min(1).gt(0);
    Tensor never = Tensors.fill(Double.NEGATIVE_INFINITY, rows.dim(0));
    return Tensors.where(allInside, insideDensity(fitted, scale, rows.dim(0)), never);
  }
}
