package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A training step as a loss sees it, which keeps what the loss reports. */
public final class OneStep implements LossContext {

  private static final TensorType BOOL = new TensorType(DType.BOOL, Shape.SCALAR);

  private final EnergyFunction energy;
  private final Key key;
  private final Tensor step;
  private final Tree<Tensor> state;
  private final Tree<Tensor> parameters;
  private Tree<Tensor> nextState;
  private final Map<String, Tensor> metrics = new LinkedHashMap<>();
  private final Map<Problem, Tensor> warnings = new LinkedHashMap<>();
  private final Map<Problem, List<Tensor>> numbers = new LinkedHashMap<>();

  /** The first step of a loss without state. */
  public OneStep(EnergyFunction energy, Key key) {
    this(energy, key, Tensors.fill(DType.INT32, 0, Shape.SCALAR), Tree.empty());
  }

  /**
   * A step.
   *
   * @param step the number of steps done before, int32 scalar
   * @param state of the loss
   */
  public OneStep(EnergyFunction energy, Key key, Tensor step, Tree<Tensor> state) {
    this(energy, key, step, state, Tree.empty());
  }

  /**
   * A step of a loss with parameters of its own.
   *
   * @param step the number of steps done before, int32 scalar
   * @param state of the loss
   * @param parameters of the loss
   */
  public OneStep(
      EnergyFunction energy, Key key, Tensor step, Tree<Tensor> state, Tree<Tensor> parameters) {
    this.energy = energy;
    this.key = key;
    this.step = step;
    this.state = state;
    this.parameters = parameters;
    this.nextState = state;
  }

  /**
   * The first step of a loss without state.
   *
   * @param x the batch {@code [B, features]}
   */
  public static OneStep first(Energy energy, Tree<Tensor> parameters, Key key, Tensor x) {
    return new OneStep(new EnergyFunction(energy, parameters, x.shape().range(1, x.rank())), key);
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
    assertThat(value.type()).as("state '%s'", name).isEqualTo(state.get(name).type());
    nextState = nextState.with(name, value);
  }

  @Override
  public void metric(String name, Tensor value) {
    assertThat(value.shape()).as("metric '%s'", name).isEqualTo(Shape.SCALAR);
    assertThat(metrics).as("metrics reported before").doesNotContainKey(name);
    metrics.put(name, value);
  }

  @Override
  public void warn(Tensor when, Problem warning) {
    assertThat(when.type()).as("condition of " + warning).isEqualTo(BOOL);
    warnings.put(warning, when);
  }

  @Override
  public void warn(Tensor when, Problem warning, List<Tensor> itsNumbers) {
    warn(when, warning);
    for (Tensor number : itsNumbers) {
      assertThat(number.shape()).as("number of " + warning).isEqualTo(Shape.SCALAR);
    }
    numbers.put(warning, itsNumbers);
  }

  /** The loss's state after the step. */
  public Tree<Tensor> nextState() {
    return nextState;
  }

  /** What the loss reported, in order. */
  public Map<String, Tensor> metrics() {
    return metrics;
  }

  /** What the loss may warn of, with the conditions. */
  public Map<Problem, Tensor> warnings() {
    return warnings;
  }

  /** The numbers in the words of a warning. */
  public List<Tensor> numbers(Problem warning) {
    return numbers.getOrDefault(warning, List.of());
  }
}
