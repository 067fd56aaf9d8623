package dev.ebm.core.train;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.nio.file.Path;
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

  /**
   * Checks that these are parameters of an energy.
   *
   * @param where names the energy
   * @param run where this was read
   * @throws EbmException EBM-M008 if names or shapes differ
   */
  public void requireParametersOf(Energy energy, String where, Path run) {
    Map<String, Shape> stored = shapes(parameters.map(TensorData::shape));
    Map<String, Shape> declared = shapes(energy.parameters().map(Parameter::shape));
    if (!stored.equals(declared)) {
      Map<String, Shape> other = new LinkedHashMap<>(stored);
      other.entrySet().removeAll(declared.entrySet());
      declared.entrySet().removeAll(stored.entrySet());
      throw new EbmException(
          Problem.error(
              "EBM-M008",
              where,
              "the checkpoint of %s is of another energy: it holds %s where this one has %s"
                  .formatted(run, other, declared),
              "leave the energy as the run has it, or train it anew"));
    }
  }

  private static Map<String, Shape> shapes(Tree<Shape> tree) {
    return new LinkedHashMap<>(tree.entries());
  }
}
