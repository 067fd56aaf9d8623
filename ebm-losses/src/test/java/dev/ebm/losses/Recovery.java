package dev.ebm.losses;

import dev.ebm.api.method.Loss;

/**
 * A loss and the Gaussian that it recovers from rows of N(mean, s^2 I) in three dimensions.
 *
 * @param name the loss and its settings, as the page of results shows them
 * @param loss with its own noise and state
 * @param precision what the loss makes of the energy's precision: 1/s^2 unless it is biased
 * @param steps training steps for each estimate of the gradient, over which the loss's state goes
 *     on while the energy stays; 1 for a loss without state
 * @param warmUp of these, the first whose gradients are dropped
 */
record Recovery(String name, Loss loss, double precision, int steps, int warmUp) {

  static final int D = 3;
  static final double S = 0.8;
  static final double[] MEAN = {0.5, -1, 0.25};

  /** A loss that recovers the law of the rows themselves. */
  static Recovery of(String name, Loss loss) {
    return new Recovery(name, loss, 1 / (S * S), 1, 0);
  }

  /** The same loss, known to recover another precision. */
  Recovery ofPrecision(double other) {
    return new Recovery(name, loss, other, steps, warmUp);
  }

  /** The same loss, its state carried over steps. */
  Recovery over(int steps, int warmUp) {
    return new Recovery(name, loss, precision, steps, warmUp);
  }

  /** a, then the three b = -a mean. */
  double[] truth() {
    double[] truth = new double[1 + D];
    truth[0] = precision;
    for (int i = 0; i < D; i++) {
      truth[1 + i] = -precision * MEAN[i];
    }
    return truth;
  }
}
