package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private final JvmBackend backend = new JvmBackend(1);

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  /** What a listener heard. */
  private static final class Heard implements RunListener {
    final List<Integer> logged = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final List<Snapshot> checkpoints = new ArrayList<>();

    @Override
    public void logged(int step, double seconds, Map<String, Double> metrics) {
      logged.add(step);
      losses.add(metrics.get("loss"));
    }

    @Override
    public void checkpoint(Snapshot snapshot, double seconds) {
      checkpoints.add(snapshot);
    }
  }

  private Snapshot train(Dataset data, int steps, Optional<Snapshot> start, Heard heard) {
    TrainingSetup setup = Quadratic.setup(data, Quadratic.loss(), Quadratic.options(steps, 0.9));
    return new Trainer(setup, backend).run(start, 0, heard, () -> false).snapshot();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  void resumesBitForBit(int tableRows) {
    Dataset data = tableRows == 0 ? Quadratic.stream() : Quadratic.table(tableRows);
    Heard whole = new Heard();
    Snapshot expected = train(data, 23, Optional.empty(), whole);
    for (int stop : List.of(1, 7, 22)) {
      Heard parts = new Heard();
      Snapshot half = train(data, stop, Optional.empty(), parts);
      assertThat(train(data, 23, Optional.of(half), parts)).isEqualTo(expected);
      assertThat(parts.losses).isEqualTo(whole.losses);
    }
  }

  private record SetToTheStep() implements Optimizer {
    @Override
    public Tree<Parameter> state(Tree<Shape> parameters) {
      return Tree.empty();
    }

    @Override
    public Update update(
        Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
      return new Update(parameters.map(p -> p.mul(0).add(step.cast(DType.FLOAT32))), state);
    }
  }

  /** Updates done before; a resumed run goes on counting. */
  @Test
  void tellsTheStepToTheLossAndTheOptimiser() {
    Loss loss =
        (context, x) -> context.energy(x).mean().mul(0).add(context.step().cast(DType.FLOAT32));
    Heard heard = new Heard();
    Optional<Snapshot> start = Optional.empty();
    for (int steps : List.of(1, 3, 6)) {
      TrainingSetup setup =
          Quadratic.setup(
              Quadratic.stream(), loss, new SetToTheStep(), Quadratic.options(steps, 0));
      start = Optional.of(new Trainer(setup, backend).run(start, 0, heard, () -> false).snapshot());
      assertThat(start.get().parameters().get("mean").toDoubles()).containsOnly(steps - 1);
    }
    assertThat(heard.losses).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0);
  }

  @Test
  void learnsTheMeanOfTheData() {
    Snapshot end = train(Quadratic.stream(), 400, Optional.empty(), new Heard());
    // The average of batch means of 8 rows, weighted over some 10 steps: deviation about 0.11.
    assertThat(end.parameters().get("mean").toDoubles()[0]).isCloseTo(3, within(0.6));
    assertThat(end.state().get("loss/calls").at(0)).isEqualTo(400);
  }

  @Test
  void averagesParametersWithAWarmUp() {
    List<double[]> means = new ArrayList<>();
    Heard heard = new Heard();
    Snapshot last = train(Quadratic.stream(), 0 + 1, Optional.empty(), heard);
    double average = initialMean();
    for (int step = 0; step < 30; step++) {
      Snapshot now =
          step == 0 ? last : train(Quadratic.stream(), step + 1, Optional.of(last), heard);
      double decay = Math.min(0.9, (2.0 + step) / (11.0 + step));
      average = decay * average + (1 - decay) * now.parameters().get("mean").at(0);
      assertThat(now.ema().get("mean").at(0)).isCloseTo(average, within(1e-5));
      means.add(now.parameters().get("mean").toDoubles());
      last = now;
    }
    assertThat(means).doesNotHaveDuplicates();
  }

  @Test
  void compilesAStepOnceHoweverLongARunIs() {
    try (CachingBackend caching = new CachingBackend(new JvmBackend(1))) {
      List<Long> compilations = new ArrayList<>();
      for (int steps : List.of(1, 50, 50)) {
        TrainingSetup setup =
            Quadratic.setup(Quadratic.table(40), Quadratic.loss(), Quadratic.options(steps, 0.9));
        new Trainer(setup, caching).run(Optional.empty(), 0, new Heard(), () -> false);
        compilations.add(caching.compilations());
      }
      // The step, and the initial values of the energy.
      assertThat(compilations).containsExactly(2L, 2L, 2L);
    }
  }

  private double initialMean() {
    TrainingSetup setup =
        Quadratic.setup(Quadratic.stream(), Quadratic.loss(), Quadratic.options(1, 0.9));
    Snapshot start =
        new Trainer(setup, backend).run(Optional.empty(), 0, new Heard(), () -> true).snapshot();
    assertThat(start.step()).isZero();
    assertThat(start.ema()).isEqualTo(start.parameters());
    return start.parameters().get("mean").at(0);
  }

  @Test
  void stopsWhenAskedAndSavesTheState() {
    TrainingSetup setup =
        Quadratic.setup(Quadratic.stream(), Quadratic.loss(), Quadratic.options(100, 0));
    Heard heard = new Heard();
    Trainer.Outcome outcome =
        new Trainer(setup, backend).run(Optional.empty(), 0, heard, () -> heard.logged.size() == 5);
    assertThat(outcome.finished()).isFalse();
    assertThat(outcome.snapshot().step()).isEqualTo(5);
    assertThat(heard.checkpoints).containsExactly(outcome.snapshot());
  }

  @Test
  void stopsAtALossThatIsNotFiniteAndSavesNothingOfIt() {
    TrainingSetup setup =
        Quadratic.setup(
            Quadratic.stream(), Quadratic.lossThatIsNotFiniteAt(6), Quadratic.options(20, 0));
    Heard heard = new Heard();
    assertThatExceptionOfType(DivergenceException.class)
        .isThrownBy(() -> new Trainer(setup, backend).run(Optional.empty(), 0, heard, () -> false))
        .satisfies(thrown -> assertThat(thrown.step()).isEqualTo(6))
        .withMessageContaining("EBM-N001 step 6: loss is Infinity");
    assertThat(heard.checkpoints).isEmpty();
  }

  @Test
  void neverSavesAStateThatIsNotFinite() {
    Loss huge = (context, x) -> context.energy(x).mean().mul(1e30);
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), huge, Quadratic.options(3, 0));
    Heard heard = new Heard();
    assertThatExceptionOfType(DivergenceException.class)
        .isThrownBy(() -> new Trainer(setup, backend).run(Optional.empty(), 0, heard, () -> false));
    assertThat(heard.checkpoints).isEmpty();
  }

  /** The mean energy of rows less than a shift of the loss's own, which it remembers. */
  private static final class Shifted implements Loss {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("shift", Parameter.zeros()).with("kept", Parameter.zeros().frozen());
    }

    @Override
    public Tree<Parameter> state() {
      return Tree.of("before", Parameter.zeros());
    }

    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Tensor shift = context.parameter("shift");
      context.updateState("before", shift);
      Tensor pulled = shift.sub(2).square().mul(0.5);
      return context.energy(x).mean().add(pulled).add(context.parameter("kept").square());
    }
  }

  /** The rule of {@link Quadratic}: each step goes a tenth of the way to 2. */
  @Test
  void trainsTheLossesOwnParametersWithTheEnergys() {
    TrainingSetup setup =
        Quadratic.setup(Quadratic.stream(), new Shifted(), Quadratic.options(5, 0.9));
    Snapshot start =
        new Trainer(setup, backend).run(Optional.empty(), 0, new Heard(), () -> true).snapshot();
    assertThat(start.state().get("loss/shift").at(0)).isZero();

    Snapshot end =
        new Trainer(setup, backend).run(Optional.of(start), 0, new Heard(), () -> false).snapshot();
    assertThat(end.state().get("loss/shift").at(0)).isCloseTo(2 - 2 * 0.59049, within(1e-6));
    assertThat(end.state().get("loss/before").at(0)).isCloseTo(2 - 2 * 0.6561, within(1e-6));
    assertThat(end.state().get("loss/kept").at(0)).isZero();
    assertThat(end.state().names())
        .containsExactlyInAnyOrder(
            "optimizer/mean", "optimizer/loss/shift", "loss/shift", "loss/kept", "loss/before");
    assertThat(end.parameters().names()).containsExactly("mean");
    assertThat(end.ema().names()).containsExactly("mean");
    assertThat(end.parameters()).isEqualTo(trainedWithoutTheLossesOwn());
  }

  /** The energy's parameters after as many steps of the same loss without its own. */
  private Tree<TensorData> trainedWithoutTheLossesOwn() {
    Loss alone = (context, x) -> context.energy(x).mean();
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), alone, Quadratic.options(5, 0.9));
    return new Trainer(setup, backend)
        .run(Optional.empty(), 0, new Heard(), () -> false)
        .snapshot()
        .parameters();
  }

  @Test
  void refusesAMetricThatWouldHideTheLoss() {
    Loss loss =
        (context, x) -> {
          context.metric("loss", context.energy(x).mean());
          return context.energy(x).mean();
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(1, 0));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(
            () -> new Trainer(setup, backend).run(Optional.empty(), 0, new Heard(), () -> false))
        .withMessageContaining("EBM-M004 metric 'loss': is taken");
  }

  @Test
  void takesAllRowsWhereTheBatchIsLarger() {
    assertThat(train(Quadratic.table(3), 5, Optional.empty(), new Heard()).step()).isEqualTo(5);
  }

  @Test
  void refusesStateOfAnotherType() {
    Loss loss =
        new Loss() {
          @Override
          public Tree<Parameter> state() {
            return Quadratic.loss().state();
          }

          @Override
          public Tensor loss(LossContext context, Tensor x) {
            context.updateState("calls", x);
            return context.energy(x).mean();
          }
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(1, 0));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(
            () -> new Trainer(setup, backend).run(Optional.empty(), 0, new Heard(), () -> false))
        .withMessageContaining("EBM-M003 loss state 'calls'");
  }

  /** U = 3 a + 4 b whatever x, so that the gradient is (3, 4) of length 5. */
  private static Energy slope() {
    return new Energy() {
      @Override
      public Tree<Parameter> parameters() {
        return Tree.of("a", Parameter.zeros()).with("b", Parameter.zeros());
      }

      @Override
      public Tensor energy(Tree<Tensor> parameters, Tensor x) {
        Tensor u = parameters.get("a").mul(3).add(parameters.get("b").mul(4));
        return u.broadcastTo(x.dim(0));
      }
    };
  }

  /** The first step's update and the norm that it reports, with steps as long as the gradient. */
  private double[] clipped(double limit) {
    Optimizer whole =
        new Optimizer() {
          @Override
          public Tree<Parameter> state(Tree<Shape> parameters) {
            return Tree.empty();
          }

          @Override
          public Update update(
              Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
            return new Update(gradients, state);
          }
        };
    TrainingOptions options =
        new TrainingOptions(
            1, 8, 0, limit, List.of(), Map.of(), 1, 0, 0, TrainingOptions.Precision.FLOAT32);
    TrainingSetup setup =
        new TrainingSetup(
            Quadratic.stream(),
            slope(),
            (context, x) -> context.energy(x).mean(),
            whole,
            options,
            List.of(),
            1);
    List<Double> norms = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void logged(int step, double seconds, Map<String, Double> metrics) {
            norms.add(metrics.get("gradient-norm"));
          }
        };
    Snapshot end =
        new Trainer(setup, backend).run(Optional.empty(), 0, listener, () -> false).snapshot();
    return new double[] {
      end.parameters().get("a").at(0), end.parameters().get("b").at(0), norms.get(0)
    };
  }

  @Test
  void scalesLongGradientsDownTogetherAndReportsTheirOwnLength() {
    assertThat(clipped(2)).containsExactly(new double[] {1.2, 1.6, 5}, within(1e-6));
    assertThat(clipped(5)).containsExactly(new double[] {3, 4, 5}, within(1e-6));
    assertThat(clipped(7)).containsExactly(3, 4, 5);
    assertThat(clipped(0)).containsExactly(3, 4, 5);
  }

  @Test
  void ofNoStepKeepsTheInitialState() {
    Heard heard = new Heard();
    TrainingSetup setup =
        Quadratic.setup(Quadratic.stream(), Quadratic.loss(), Quadratic.options(0, 0.9));
    Trainer.Outcome outcome =
        new Trainer(setup, backend).run(Optional.empty(), 0, heard, () -> false);
    assertThat(outcome.finished()).isTrue();
    assertThat(outcome.snapshot().step()).isZero();
    assertThat(outcome.snapshot().parameters().get("mean").at(0)).isEqualTo(initialMean());
    assertThat(heard.logged).isEmpty();
    assertThat(heard.checkpoints).containsExactly(outcome.snapshot());
    Snapshot further = train(Quadratic.stream(), 7, Optional.of(outcome.snapshot()), new Heard());
    assertThat(further).isEqualTo(train(Quadratic.stream(), 7, Optional.empty(), new Heard()));
  }
}
