package dev.ebm.losses;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** A training step reduced to what a loss without state sees of it. */
final class Step implements LossContext {

  private final EnergyFunction energy;
  private final Key key;
  private final Map<String, Tensor> metrics = new LinkedHashMap<>();

  Step(Energy energy, Tree<Tensor> parameters, Key key, Tensor x) {
    this.energy = new EnergyFunction(energy, parameters, x.shape().range(1, x.rank()));
    this.key = key;
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
    return Tensors.iota(1).get(0, 0);
  }

  @Override
  public Tensor state(String name) {
    throw new AssertionError("no state");
  }

  @Override
  public void updateState(String name, Tensor value) {
    throw new AssertionError("no state");
  }

  @Override
  public void metric(String name, Tensor value) {
    metrics.put(name, value);
  }

  Map<String, Tensor> metrics() {
    return metrics;
  }
}
