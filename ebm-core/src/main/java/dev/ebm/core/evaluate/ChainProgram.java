package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
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
   * @param info the sampler's numbers, averaged over chains and steps
   */
  record Block(Tree<TensorData> state, Map<String, Double> info) {}

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
    Map<String, Double> info = new LinkedHashMap<>();
    for (int i = 0; i < infoNames.size(); i++) {
      info.put(infoNames.get(i), outputs.get(state.size() + i).at(0));
    }
    return new Block(Tree.zip(state.names(), outputs.subList(0, state.size())), info);
  }

  private EnergyFunction energyInputs(Program.Builder program) {
    return HostRun.energyInputs(program, energy, parameters, features);
  }

  private Program trace(Tree<TensorData> state, int steps) {
    Program.Builder program = Program.builder(steps + " steps of chains");
    EnergyFunction function = energyInputs(program);
    List<Tensor> carried = new ArrayList<>();
    state
        .entries()
        .forEach((name, data) -> carried.add(program.input("state/" + name, traced(data))));
    Key key = program.key("key");
    List<String> names = state.names();
    infoNames = sampler.step(function, key, Tree.zip(names, carried)).info().names();
    infoNames.forEach(name -> carried.add(Tensors.zeros(Shape.SCALAR)));
    List<Tensor> results =
        Tensors.loop(
            steps,
            carried,
            (i, values) -> {
              Tree<Tensor> before = Tree.zip(names, values.subList(0, names.size()));
              Sampler.Transition next = sampler.step(function, key.fold(i), before);
              List<Tensor> all = new ArrayList<>();
              names.forEach(name -> all.add(next.state().get(name)));
              for (int k = 0; k < infoNames.size(); k++) {
                Tensor mean = next.info().get(infoNames.get(k)).mean().div(steps);
                all.add(values.get(names.size() + k).add(mean));
              }
              return all;
            });
    for (int k = 0; k < results.size(); k++) {
      boolean isState = k < names.size();
      String name = isState ? names.get(k) : infoNames.get(k - names.size());
      program.output((isState ? "state/" : "info/") + name, results.get(k));
    }
    return program.build();
  }

  private static TensorType traced(TensorData data) {
    DType dtype = data.type().dtype();
    return new TensorType(dtype.isFloating() ? DType.FLOAT32 : dtype, data.shape());
  }

  @Override
  public void close() {
    blocks.values().forEach(Executable::close);
  }
}
