package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs of a sampler: making the chains' state, and a block of steps as one loop. */
final class ChainProgram implements AutoCloseable {

  private final HostRun host;
  private final Sampler sampler;
  private final Energy energy;
  private final Tree<TensorData> parameters;
  private final Shape features;
  private final Map<Integer, Executable> blocks = new LinkedHashMap<>();
  private List<String> infoNames = List.of();

  ChainProgram(
      HostRun host, Sampler sampler, Energy energy, Tree<TensorData> parameters, Shape features) {
    this.host = host;
    this.sampler = sampler;
    this.energy = energy;
    this.parameters = parameters;
    this.features = features;
  }

  /**
   * The result of a block of steps.
   *
   * @param state of the chains after it
   * @param info the sampler's numbers, averaged over the steps, {@code [C]}, with {@link
   *     Chains#FINITE}
   */
  record Block(Tree<TensorData> state, Map<String, TensorData> info) {}

  /** The state of chains that start at positions {@code [C, features]}. */
  Tree<TensorData> start(TensorData positions) {
    Program.Builder program = Program.builder("start of chains");
    EnergyFunction function = energyInputs(program);
    TensorType type = new TensorType(DType.FLOAT32, positions.shape());
    Tree<Tensor> state = sampler.init(function, program.input(Sampler.POSITION, type));
    state.entries().forEach(program::output);
    try (Executable executable = host.compile(program.build())) {
      List<TensorData> inputs = new ArrayList<>(parameters.values());
      inputs.add(positions);
      return Tree.zip(state.names(), host.run(executable, inputs));
    }
  }

  /** Some steps of every chain, with a key of their own. */
  Block advance(Tree<TensorData> state, int steps, TensorData key) {
    Executable executable =
        blocks.computeIfAbsent(steps, count -> host.compile(trace(state, count)));
    List<TensorData> inputs = new ArrayList<>(parameters.values());
    inputs.addAll(state.values());
    inputs.add(key);
    List<TensorData> outputs = host.run(executable, inputs);
    Map<String, TensorData> info = new LinkedHashMap<>();
    for (int i = 0; i < infoNames.size(); i++) {
      info.put(infoNames.get(i), outputs.get(state.size() + i));
    }
    return new Block(Tree.zip(state.names(), outputs.subList(0, state.size())), info);
  }

  private EnergyFunction energyInputs(Program.Builder program) {
    return HostRun.energyInputs(program, energy, parameters, features);
  }

  private Program trace(Tree<TensorData> state, int steps) {
    Program.Builder program = Program.builder(steps + " steps of chains");
    EnergyFunction function = energyInputs(program);
    Map<String, Tensor> carried = new LinkedHashMap<>();
    state
        .entries()
        .forEach(
            (name, data) ->
                carried.put(name, program.input("state/" + name, ModelRunner.traced(data))));
    Sampler.Transition end =
        Chains.advance(sampler, function, program.key("key"), Tree.copyOf(carried), steps);
    infoNames = end.info().names();
    end.state().under("state").entries().forEach(program::output);
    end.info().under("info").entries().forEach(program::output);
    return program.build();
  }

  @Override
  public void close() {
    blocks.values().forEach(Executable::close);
  }
}
