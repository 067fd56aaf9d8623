package dev.ebm.losses;

import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.function.Supplier;

/**
 * Independent bits with the rows' frequencies, half a one and half a zero added to each count so
 * that neither is impossible. The log odds are divided by the scale: a large one makes fair bits.
 *
 * @param d bits of a row
 * @param rows {@code [n, ...]} of 0 and 1, asked for when training begins
 */
record BernoulliNoise(int d, Supplier<TensorData> rows) implements NoiseLaw {

  /** The log odds of each bit. */
  @Override
  public Tree<Parameter> fitted() {
    Initializer odds = Initializer.given(() -> NoiseFit.float32(logOdds()));
    return Tree.of("log-odds", new Parameter(Shape.of(d), odds).frozen());
  }

  private double[] logOdds() {
    NoiseFit fit = new NoiseFit(rows.get(), "bernoulli");
    double[] odds = fit.means();
    for (int i = 0; i < d; i++) {
      double ones = odds[i] * fit.count();
      odds[i] = Math.log((ones + 0.5) / (fit.count() - ones + 0.5));
    }
    return odds;
  }

  @Override
  public int fittedNumbers() {
    return d;
  }

  @Override
  public Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count) {
    Tensor odds = fitted.get("log-odds").div(scale).broadcastTo(count, d);
    Tensor bits = key.bernoulli(odds.logistic()).cast(DType.FLOAT32);
    return new Draws(bits, logDensity(fitted, scale, bits));
  }

  @Override
  public Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows) {
    Tensor odds = fitted.get("log-odds").div(scale);
    return rows.mul(odds).sub(odds.softplus()).sum(1);
  }
}
