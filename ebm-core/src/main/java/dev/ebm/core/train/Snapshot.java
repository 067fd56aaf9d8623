package dev.ebm.core.train;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;

/**
 * Everything that a training run needs to go on, as plain values.
 *
 * @param step the number of updates done
 * @param parameters the energy's parameters, without prefix: {@code layer0/weight}
 * @param ema their exponential moving average; empty if none is kept
 * @param state optimiser and loss state: {@code optimizer/...}, {@code loss/...}
 * @param data what the dataset fitted on its training split
 */
public record Snapshot(
    int step,
    Tree<TensorData> parameters,
    Tree<TensorData> ema,
    Tree<TensorData> state,
    Tree<TensorData> data) {

  /** The parameters to evaluate and sample with: the average where one is kept. */
  public Tree<TensorData> evaluationParameters() {
    return ema.isEmpty() ? parameters : ema;
  }
}
