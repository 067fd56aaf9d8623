package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.train.StepProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A workload that moves chains: many steps of Langevin dynamics as one loop. */
final class Chains {

  private static final int STEPS = 60;
  private static final int CHAINS = 256;
  private static final int FEATURES = 784;
  private static final List<Integer> HIDDEN = List.of(256, 256);
  private static final long SEED = 1;
  private static final String POSITION = "position";

  private final Components components;
  private final Dataset data = new Noise(Shape.of(FEATURES));

  Chains(PluginCatalog catalog) {
    this.components = new Components(catalog, data.features());
  }

  Workload langevin(String name, Backend backend) {
    Energy energy =
        components.create(
            new ComponentSpec<>(
                Energy.class, "mlp", Map.of("hidden", HIDDEN, "activation", "softplus")));
    Sampler sampler = components.create(new ComponentSpec<>(Sampler.class, "langevin", Map.of()));
    Tree<Parameter> entries =
        energy
            .parameters()
            .with(POSITION, new Parameter(Shape.of(CHAINS, FEATURES), Initializer.normal(1)));
    try (ModelRunner model = new ModelRunner(backend, energy, data, DType.FLOAT32, SEED)) {
      Tree<TensorData> start = model.initialValues(entries, Philox.seed(SEED));
      String summary = "%d Langevin steps, %d chains, net 784-256-256-1".formatted(STEPS, CHAINS);
      return new Workload(name, summary, trace(energy, sampler, start), start);
    }
  }

  /** Every run starts at the same positions, so that chains do not wander off. */
  private Program trace(Energy energy, Sampler sampler, Tree<TensorData> start) {
    Program.Builder program = Program.builder(STEPS + " steps of chains");
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    start
        .entries()
        .forEach(
            (name, value) ->
                inputs.put(
                    name, program.input(name, new TensorType(DType.FLOAT32, value.shape()))));
    Key key = program.key(StepProgram.KEY);
    EnergyFunction function =
        new EnergyFunction(energy, Tree.copyOf(inputs), data.features().shape());
    List<Tensor> end =
        Tensors.loop(
            STEPS,
            List.of(inputs.get(POSITION)),
            (i, carried) ->
                List.of(
                    sampler
                        .step(function, key.fold(i), Tree.of(Sampler.POSITION, carried.get(0)))
                        .state()
                        .get(Sampler.POSITION)));
    return program.output("end", end.get(0)).build();
  }
}
