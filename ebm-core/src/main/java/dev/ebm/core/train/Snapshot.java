package dev.ebm.core.train;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a training run needs to go on, as plain values.
 *
 * @param step the number of updates done
 * @param parameters the energy's parameters, without prefix: {@code layer0/weight}
 * @param ema the exponential moving average of those that are trained; empty if none is kept
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
    Map<String, TensorData> values = new LinkedHashMap<>(parameters.entries());
    values.putAll(ema.entries());
    return Tree.copyOf(values);
  }
}
