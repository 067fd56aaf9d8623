package dev.ebm.core.train;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a loss sees while a training step is traced. */
final class StepContext implements LossContext {

  /** What the trainer and the logs write themselves. */
  private static final Set<String> RESERVED = Set.of("loss", "gradient-norm", "step", "seconds");

  private final EnergyFunction energy;
  private final Key key;
  private final Tensor step;
  private final Tree<Tensor> state;
  private final Tree<Tensor> parameters;
  private final Map<String, Tensor> metrics = new LinkedHashMap<>();
  private final Map<Problem, List<Tensor>> warnings = new LinkedHashMap<>();
  private Tree<Tensor> newState;

  StepContext(
      EnergyFunction energy, Key key, Tensor step, Tree<Tensor> state, Tree<Tensor> parameters) {
    this.energy = energy;
    this.key = key;
    this.step = step;
    this.state = state;
    this.parameters = parameters;
    this.newState = state;
  }

  @Override
  public EnergyFunction energy() {
    return energy;
  }

  @Override
  public Key key(String purpose) {
    return key.fold(purpose);
  }

  @Override
  public Tensor step() {
    return step;
  }

  @Override
  public Tensor parameter(String name) {
    return parameters.get(name);
  }

  @Override
  public Tensor state(String name) {
    return state.get(name);
  }

  @Override
  public void updateState(String name, Tensor value) {
    Tensor old = state.get(name);
    if (!old.type().equals(value.type())) {
      throw new TensorException(
          Problem.error(
              "EBM-M003",
              "loss state '" + name + "'",
              "is " + old.type() + " and was set to " + value.type(),
              "state keeps its type over steps"));
    }
    newState = newState.with(name, value.stopGradient());
  }

  @Override
  public void metric(String name, Tensor value) {
    if (RESERVED.contains(name) || metrics.containsKey(name)) {
      throw badMetric(name, "is taken", "choose another name, once");
    }
    if (value.rank() != 0 || !value.dtype().isFloating()) {
      throw badMetric(name, "is " + value.type(), "report a floating scalar");
    }
    metrics.put(name, value.stopGradient());
  }

  @Override
  public void warn(Tensor when, Problem warning) {
    warn(when, warning, List.of());
  }

  @Override
  public void warn(Tensor when, Problem warning, List<Tensor> numbers) {
    if (when.rank() != 0 || when.dtype() != DType.BOOL) {
      throw new TensorException(
          Problem.error(
              "EBM-M004",
              "warning " + warning.code(),
              "its condition is " + when.type(),
              "give a bool scalar"));
    }
    List<Tensor> all = new ArrayList<>(List.of(when.cast(DType.FLOAT32)));
    for (Tensor number : numbers) {
      if (number.rank() != 0 || !number.dtype().isFloating()) {
        throw new TensorException(
            Problem.error(
                "EBM-M004",
                "warning " + warning.code(),
                "a number of it is " + number.type(),
                "give floating scalars"));
      }
      all.add(number);
    }
    warnings.put(warning, all.stream().map(Tensor::stopGradient).toList());
  }

  private static TensorException badMetric(String name, String what, String hint) {
    return new TensorException(Problem.error("EBM-M004", "metric '" + name + "'", what, hint));
  }

  Tree<Tensor> newState() {
    return newState;
  }

  Map<String, Tensor> metrics() {
    return metrics;
  }

  /**
   * For each warning 1 where its condition holds and 0 elsewhere, then the numbers of its words.
   */
  Map<Problem, List<Tensor>> warnings() {
    return warnings;
  }
}
