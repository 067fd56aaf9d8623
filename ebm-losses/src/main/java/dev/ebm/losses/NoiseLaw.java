package dev.ebm.losses;

import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * A law on flat rows {@code [n, d]} that can be drawn from and whose density is known, fitted to
 * training rows when training begins.
 */
interface NoiseLaw {

  /** What was fitted; frozen. */
  Tree<Parameter> fitted();

  /**
   * How many numbers are fitted by maximum likelihood, in a law that is regular in them; 0 for
   * others.
   */
  default int fittedNumbers() {
    return 0;
  }

  /**
   * Draws.
   *
   * @param fitted a value for each of {@link #fitted()}
   * @param scale how much wider than fitted the law is, a positive scalar
   * @param count how many rows
   */
  Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count);

  /**
   * The log-density of rows, -infinity where the law is not.
   *
   * @param rows {@code [n, d]}
   * @return {@code [n]}
   */
  Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows);

  /**
   * Rows of the law with their own log-densities, which rounding cannot put outside of it.
   *
   * @param rows {@code [n, d]}
   * @param logDensity {@code [n]}
   */
  record Draws(Tensor rows, Tensor logDensity) {}
}
