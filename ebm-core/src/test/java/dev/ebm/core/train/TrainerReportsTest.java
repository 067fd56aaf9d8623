package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Loss;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a training tells those who listen: warnings of its loss, results and failures of metrics.
 */
class TrainerReportsTest {

  private static final Metric FAILING =
      evaluation -> {
        throw new EbmException(Problem.error("EBM-E002", "split 'test'", "has 0 rows", "hint"));
      };

  private static final RunListener SILENT = new RunListener() {};

  private final JvmBackend backend = new JvmBackend(1);

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private Trainer.Outcome run(TrainingSetup setup, RunListener listener) {
    return new Trainer(setup, backend).run(Optional.empty(), 0, listener, () -> false);
  }

  /** From the third step on the condition holds, so it has held five times after the seventh. */
  @Test
  void tellsAWarningOfTheLossOnceItHasHeldForLong() {
    Problem warning = Problem.warning("EBM-W001", "loss 'x'", "what", "hint");
    Loss loss =
        (context, x) -> {
          context.warn(context.step().ge(2), warning);
          context.warn(context.step().lt(4), Problem.warning("EBM-W004", "loss 'x'", "", ""));
          return context.energy(x).mean();
        };
    List<String> told = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void logged(int step, double seconds, Map<String, Double> metrics) {
            assertThat(metrics).containsOnlyKeys("loss", "gradient-norm");
          }

          @Override
          public void warned(int step, Problem problem) {
            told.add(step + " " + problem);
          }
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(30, 0));
    run(setup, listener);
    assertThat(told).containsExactly("7 EBM-W001 loss 'x': what (hint)");
  }

  @Test
  void refusesAWarningWhoseConditionIsNoBoolScalar() {
    Loss loss =
        (context, x) -> {
          context.warn(x.gt(0), Problem.warning("EBM-W001", "loss 'x'", "what", ""));
          return context.energy(x).mean();
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(1, 0));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> run(setup, SILENT))
        .withMessageContaining("EBM-M004 warning EBM-W001: its condition is bool[8, 2]");
  }

  private List<String> eventsWith(int steps, Optional<Snapshot> start, Metric... metrics) {
    TrainingOptions options =
        new TrainingOptions(
            steps, 8, 0, 0, List.of(), Map.of(), 1, 2, 2, TrainingOptions.Precision.FLOAT32);
    TrainingSetup setup =
        Quadratic.setup(
            Quadratic.stream(), Quadratic.loss(), Quadratic.optimizer(), options, metrics);
    List<String> events = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void checkpoint(Snapshot snapshot, double seconds) {
            events.add(snapshot.step() + " saved");
          }

          @Override
          public void evaluated(int step, double seconds, Map<String, Estimate> results) {
            events.add(step + " " + results.keySet());
          }

          @Override
          public void warned(int step, Problem warning) {
            events.add(step + " " + warning);
          }
        };
    assertThat(new Trainer(setup, backend).run(start, 0, listener, () -> false).finished())
        .isTrue();
    return events;
  }

  @Test
  void aMetricThatFailsCostsItsOwnResultsAlone() {
    Metric good = evaluation -> Map.of("mmd", Estimate.exact(1, 1));
    assertThat(eventsWith(4, Optional.empty(), FAILING, good))
        .containsExactly(
            "2 saved",
            "2 EBM-E002 evaluate.0, split 'test': has 0 rows (hint)",
            "2 [mmd]",
            "4 saved",
            "4 [mmd]");
  }

  /** Of two results of one name the second keeps its number where the first is missing. */
  @Test
  void aResultKeepsItsNameWhereAnotherMetricFails() {
    int[] calls = {0};
    Metric second = evaluation -> Map.of("mmd", Estimate.exact(1, 1));
    Metric first =
        evaluation -> calls[0]++ == 0 ? second.evaluate(evaluation) : FAILING.evaluate(evaluation);
    assertThat(eventsWith(4, Optional.empty(), first, second))
        .contains("2 [mmd, mmd/2]", "4 [mmd/2]");
  }

  /** Such as one that was ended while it evaluated its last step. */
  @Test
  void aRunWithoutAStepLeftIsEvaluatedOnce() {
    Metric good = evaluation -> Map.of("mmd", Estimate.exact(1, 1));
    assertThat(eventsWith(0, Optional.empty(), good)).containsExactly("0 saved", "0 [mmd]");
    Snapshot end =
        run(Quadratic.setup(Quadratic.stream(), Quadratic.loss(), Quadratic.options(4, 0)), SILENT)
            .snapshot();
    assertThat(eventsWith(4, Optional.of(end), good)).containsExactly("4 saved", "4 [mmd]");
  }

  /** The sixth step diverges. */
  @Test
  void warnsWithNumbersOfTheStepThatDiverges() {
    Problem warning = Problem.warning("EBM-W017", "loss 'x'", "step %.0f of %.3g", "");
    Loss loss =
        (context, x) -> {
          Tensor late = context.step().ge(5);
          Tensor step = context.step().cast(DType.FLOAT32);
          context.warn(late, warning, List.of(step, Tensors.constant(0.25)));
          context.warn(context.step().lt(3), Problem.warning("EBM-W004", "loss 'x'", "", ""));
          return Tensors.where(late, Tensors.constant(Double.NaN), context.energy(x).mean());
        };
    List<String> told = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void warned(int step, Problem problem) {
            told.add(step + " " + problem);
          }
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(30, 0));
    assertThatExceptionOfType(DivergenceException.class)
        .isThrownBy(() -> run(setup, listener))
        .satisfies(thrown -> assertThat(thrown.step()).isEqualTo(5));
    assertThat(told).containsExactly("5 EBM-W017 loss 'x': step 5 of 0.250");
  }

  @Test
  void refusesAWarningWhoseNumbersAreNoScalars() {
    Problem warning = Problem.warning("EBM-W017", "loss 'x'", "%s", "");
    Loss loss =
        (context, x) -> {
          context.warn(context.step().ge(0), warning, List.of(x));
          return context.energy(x).mean();
        };
    TrainingSetup setup = Quadratic.setup(Quadratic.stream(), loss, Quadratic.options(1, 0));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> run(setup, SILENT))
        .withMessageContaining("EBM-M004 warning EBM-W017: a number of it is f32[8, 2]");
  }
}
