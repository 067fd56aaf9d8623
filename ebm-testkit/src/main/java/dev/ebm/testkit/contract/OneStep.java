package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** A training step as a loss sees it, which also checks what the loss tells it. */
public final class OneStep implements LossContext {

  private final EnergyFunction energy;
  private final Key key;
  private final Tensor step;
  private final Tree<Tensor> state;
  private Tree<Tensor> nextState;
  private final Map<String, Tensor> metrics = new LinkedHashMap<>();

  /** The first step of a loss without state. */
  public OneStep(EnergyFunction energy, Key key) {
    this(energy, key, Tensors.constant(TensorData.scalar(0)), Tree.empty());
  }

  /**
   * Any step of any loss.
   *
   * @param step the number of steps done before, int32 scalar
   * @param state a value for each entry of the loss's state
   */
  public OneStep(EnergyFunction energy, Key key, Tensor step, Tree<Tensor> state) {
    this.energy = energy;
    this.key = key;
    this.step = step;
    this.state = state;
    this.nextState = state;
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

  /** The loss's state after the step. */
  public Tree<Tensor> nextState() {
    return nextState;
  }

  /** What the loss reported, in its order. */
  public Map<String, Tensor> metrics() {
    return metrics;
  }
}
