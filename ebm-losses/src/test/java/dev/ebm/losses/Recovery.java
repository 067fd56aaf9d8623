package dev.ebm.losses;

import dev.ebm.api.method.Loss;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A loss and the Gaussian that it recovers from rows of N(mean, s^2 I) in three dimensions.
 *
 * @param name the loss and its settings, as the page of results shows them
 * @param loss with its own noise and state
 * @param precision what the loss makes of the energy's precision: 1/s^2 unless it is biased
 * @param own the values of the loss's own parameters, in their order
 * @param steps training steps for each estimate of the gradient, over which the loss's state goes
 *     on while the energy stays; 1 for a loss without state
 * @param warmUp of these, the first whose gradients are dropped
 */
record Recovery(String name, Loss loss, double precision, List<Double> own, int steps, int warmUp) {

  static final int D = 3;
  static final double S = 0.8;
  static final double[] MEAN = {0.5, -1, 0.25};

  /** A loss that recovers the law of the rows themselves. */
  static Recovery of(String name, Loss loss) {
    return new Recovery(name, loss, 1 / (S * S), List.of(), 1, 0);
  }

  /** The same loss, known to recover another precision. */
  Recovery ofPrecision(double other) {
    return new Recovery(name, loss, other, own, steps, warmUp);
  }

  /** The same loss, whose only parameter is log Z of the rows' law. */
  Recovery withLogZ() {
    double squares = Arrays.stream(MEAN).map(m -> m * m).sum();
    double logZ = D / 2.0 * Math.log(2 * Math.PI / precision) + precision * squares / 2;
    return new Recovery(name, loss, precision, List.of(logZ), steps, warmUp);
  }

  /** Rows of the law for what is fitted to training rows, {@code [n, D]}. */
  static TensorData rows(int n) {
    TensorType type = TensorType.float32(n, D);
    double[] rows = Philox.draw(Op.NORMAL, Philox.seed(3), type).toDoubles();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = MEAN[i % D] + S * rows[i];
    }
    return TensorData.fromDoubles(type, rows);
  }

  /** The same loss, its state carried over steps. */
  Recovery over(int steps, int warmUp) {
    return new Recovery(name, loss, precision, own, steps, warmUp);
  }

  /** a, the three b = -a mean, and the loss's own parameters. */
  double[] truth() {
    double[] truth = new double[1 + D];
    truth[0] = precision;
    for (int i = 0; i < D; i++) {
      truth[1 + i] = -precision * MEAN[i];
    }
    return DoubleStream.concat(Arrays.stream(truth), own.stream().mapToDouble(Double::doubleValue))
        .toArray();
  }
}
