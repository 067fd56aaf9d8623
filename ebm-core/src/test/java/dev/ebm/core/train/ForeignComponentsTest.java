package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.evaluate.ChainRunner;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.TestPlugin;
import dev.ebm.core.plugin.TestPlugin.NoOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Training with everything from a plugin, as a stranger's is guarded. */
class ForeignComponentsTest {

  private final PluginCatalog catalog =
      PluginCatalog.of(
          new TestPlugin("acme")
              .add(Dataset.class, "rows", NoOptions.class, (o, c) -> Quadratic.table(40))
              .add(Dataset.class, "stream", NoOptions.class, (o, c) -> Quadratic.stream())
              .add(Energy.class, "quadratic", NoOptions.class, (o, c) -> Quadratic.energy())
              .add(Loss.class, "mean", NoOptions.class, (o, c) -> Quadratic.loss())
              .add(
                  Loss.class, "pole", NoOptions.class, (o, c) -> Quadratic.lossThatIsNotFiniteAt(3))
              .add(Loss.class, "rows", NoOptions.class, (o, c) -> (context, x) -> context.energy(x))
              .add(Optimizer.class, "descent", NoOptions.class, (o, c) -> Quadratic.optimizer())
              .add(Sampler.class, "wild", NoOptions.class, (o, c) -> WILD)
              .backend("own", NoOptions.class, options -> new JvmBackend(1)));

  /** Leaves the finite numbers in one step. */
  private static final Sampler WILD =
      (energy, key, state) ->
          new Sampler.Transition(state.map(position -> position.div(0)), Tree.empty());

  private final Components components = new Components(catalog, Features.continuous(2));

  private <T> T made(Class<T> kind, String name) {
    return components.create(new ComponentSpec<>(kind, name, Map.of()));
  }

  private Backend open() {
    return components.open(new ComponentSpec<>(Backend.class, "own", Map.of()));
  }

  private TrainingSetup setup(String data, String loss) {
    return new TrainingSetup(
        made(Dataset.class, data),
        made(Energy.class, "quadratic"),
        made(Loss.class, loss),
        made(Optimizer.class, "descent"),
        Quadratic.options(20, 0.9),
        List.of(),
        4);
  }

  private static Snapshot train(TrainingSetup setup, Backend backend) {
    RunListener nobody =
        new RunListener() {
          @Override
          public void checkpoint(Snapshot snapshot, double seconds) {}
        };
    return new Trainer(setup, backend).run(Optional.empty(), 0, nobody, () -> false).snapshot();
  }

  @Test
  void trainsToTheSameBits() {
    for (Map.Entry<String, Dataset> data :
        Map.of("rows", Quadratic.table(40), "stream", Quadratic.stream()).entrySet()) {
      try (Backend foreign = open();
          Backend own = new JvmBackend(1)) {
        TrainingSetup same =
            Quadratic.setup(data.getValue(), Quadratic.loss(), Quadratic.options(20, 0.9));

        assertThat(train(setup(data.getKey(), "mean"), foreign)).isEqualTo(train(same, own));
        assertThat(foreign.liveValues()).isZero();
      }
    }
  }

  @Test
  void numbersThatAreNotFiniteNameTheComponentsThatAreNotTheApplicationsOwn() {
    try (Backend backend = open()) {
      assertThatExceptionOfType(DivergenceException.class)
          .isThrownBy(() -> train(setup("rows", "pole"), backend))
          .withMessageStartingWith(
              "EBM-N001 step 3: loss is Infinity, with dataset 'rows' of plugin acme dev (class"
                  + " path) and energy 'quadratic' of plugin acme dev (class path) and loss 'pole'"
                  + " of plugin acme dev (class path) and optimizer");
    }
  }

  @Test
  void chainsThatAreNotFiniteNameTheSampler() {
    Energy energy = made(Energy.class, "quadratic");
    Sampler wild = made(Sampler.class, "wild");
    try (Backend backend = open()) {
      ChainRunner chains = new ChainRunner(backend, energy, Quadratic.stream(), DType.FLOAT32, 1);
      ChainOptions options = new ChainOptions(4, 4, 1, 1, ChainOptions.Start.DATA);
      Tree<dev.ebm.api.tensor.TensorData> parameters =
          Tree.of("mean", dev.ebm.api.tensor.TensorData.of(new float[2], 2));

      assertThatThrownBy(
              () -> chains.run(wild, parameters, "test", options, (done, total, info) -> {}))
          .hasMessageContaining("EBM-N002 chain 0, step 1: its position is no longer finite")
          .hasMessageContaining(", with sampler 'wild' of plugin acme dev (class path)");
    }
  }

  @Test
  void aWrongShapeStopsBeforeAnythingRuns() {
    try (Backend backend = open()) {
      assertThatThrownBy(() -> train(setup("rows", "rows"), backend))
          .hasMessageStartingWith("EBM-P124 loss 'rows' of plugin acme dev (class path): loss")
          .hasMessageContaining("where a loss is a floating scalar");
      assertThat(backend.liveValues()).isZero();
    }
  }
}
