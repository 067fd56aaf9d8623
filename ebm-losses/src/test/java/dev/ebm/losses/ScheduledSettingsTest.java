package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.data.LogDensity;
import dev.ebm.api.method.ChainOptions.Start;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.samplers.Langevin;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of losses and optimisers that change over the steps. */
class ScheduledSettingsTest {

  private static final Schedule NONE = Schedule.constant(0);
  private static final Schedule HALF = Schedule.constant(0.5);
  private static final Schedule ONE = Schedule.constant(1);
  private static final List<Double> POSITIVE = List.of(0.75, 0.25, 0.5, 0.125);
  private static final List<Double> WITH_ZERO = List.of(0.75, 0.0, 0.5, 0.25);
  private static final OnWaves WAVES = new OnWaves(new WavesOfALevel());
  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    WAVES.close();
    BACKEND.close();
  }

  /** {@link Waves}, and of a level U(x) / (1 + sigma). */
  private record WavesOfALevel() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return new Waves().parameters();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return new Waves().energy(parameters, x);
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor sigma) {
      return energy(parameters, x).div(sigma.add(1));
    }
  }

  /**
   * One setting of a method.
   *
   * @param values at the steps 0, 1, 2, ...
   * @param results what the method, made with a schedule, computes at a step
   */
  private record Setting(
      String name, List<Double> values, Function<Schedule, IntFunction<double[]>> results) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Setting loss(String name, List<Double> values, Function<Schedule, Loss> made) {
    return new Setting(
        name,
        values,
        schedule -> {
          Loss loss = made.apply(schedule);
          return step -> WAVES.results(step, loss);
        });
  }

  private static Setting noise(String name, Function<Schedule, Perturbation> made) {
    return loss(
        name,
        POSITIVE,
        schedule -> new EnergyDiscrepancy(3, ONE, List.of(made.apply(schedule)), NONE));
  }

  private static Setting optimizer(
      String name, List<Double> values, Function<Schedule, Optimizer> made) {
    return new Setting(
        name,
        values,
        schedule -> {
          Optimizer optimizer = made.apply(schedule);
          return step -> updated(step, optimizer);
        });
  }

  /** Three numbers and the optimiser's state after one update. */
  private static double[] updated(int step, Optimizer optimizer) {
    return new Traced(BACKEND, DType.FLOAT64)
            .run(
                0,
                List.of(TensorData.of(Descent.START, 3), TensorData.of(Descent.CURVATURE, 3)),
                (key, in) -> {
                  Tree<Tensor> state =
                      optimizer
                          .state(Tree.of("p", Shape.of(3)))
                          .map(value -> Tensors.fill(0.7, value.shape().dims()));
                  Optimizer.Update update =
                      optimizer.update(
                          Tensors.fill(DType.INT32, step, Shape.SCALAR),
                          Tree.of("p", in.get(0)),
                          Tree.of("p", in.get(1)),
                          state);
                  List<Tensor> results = new ArrayList<>(update.parameters().values());
                  results.addAll(update.state().values());
                  return results;
                })
            .stream()
            .flatMapToDouble(result -> Arrays.stream(result.toDoubles()))
            .toArray();
  }

  private static PersistentContrastiveDivergence persistent(Schedule reinit, Schedule penalty) {
    double[] rows = IntStream.range(0, 8 * OnWaves.D).mapToDouble(i -> Math.sin(i)).toArray();
    return new PersistentContrastiveDivergence(
        ChainBuffer.of(8, Start.DATA, reinit, KnownRows.of(rows, 8, OnWaves.D)),
        2,
        new Langevin(0.1, 1),
        penalty);
  }

  static List<Setting> settings() {
    List<Perturbation> q = List.of(new Gaussian(0.6));
    LogDensity density = x -> x.square().sum(1).neg();
    Langevin langevin = new Langevin(0.1, 1);
    return List.of(
        loss("energy-discrepancy, w", WITH_ZERO, w -> new EnergyDiscrepancy(3, w, q, NONE)),
        loss("energy-discrepancy, drift", WITH_ZERO, a -> new EnergyDiscrepancy(3, ONE, q, a)),
        loss(
            "kl-contraction, w",
            WITH_ZERO,
            w -> new KlContraction(new EnergyDiscrepancy(3, w, q, NONE), Optional.of(density))),
        loss(
            "kl-contraction, drift",
            WITH_ZERO,
            a -> new KlContraction(new EnergyDiscrepancy(3, ONE, q, a), Optional.of(density))),
        noise("gaussian, t", Gaussian::new),
        noise(
            "ornstein-uhlenbeck, t", t -> new OrnsteinUhlenbeck(t, ONE, () -> Tensors.constant(0))),
        noise(
            "ornstein-uhlenbeck, theta",
            theta -> new OrnsteinUhlenbeck(ONE, theta, () -> Tensors.constant(0))),
        loss(
            "recovery-likelihood, t",
            POSITIVE,
            t -> new RecoveryLikelihood(2, langevin, new Gaussian(t))),
        loss(
            "contrastive-divergence, energy-penalty",
            WITH_ZERO,
            alpha -> new ContrastiveDivergence(2, langevin, alpha)),
        loss(
            "persistent-contrastive-divergence, energy-penalty",
            WITH_ZERO,
            alpha -> persistent(NONE, alpha)),
        loss(
            "persistent-contrastive-divergence, reinit-rate",
            List.of(0.0, 1.0, 0.0, 1.0),
            rate -> persistent(rate, NONE)),
        loss(
            "denoising-score-matching, sigma",
            POSITIVE,
            sigma -> new DenoisingScoreMatching(sigma, 1, ONE, ONE, ONE)),
        loss(
            "denoising-score-matching, sigma-min",
            POSITIVE,
            smallest -> new DenoisingScoreMatching(ONE, 2, smallest, ONE, ONE)),
        loss(
            "denoising-score-matching, sigma-max",
            POSITIVE,
            largest -> new DenoisingScoreMatching(ONE, 2, Schedule.constant(0.1), largest, ONE)),
        loss(
            "denoising-score-matching, power",
            WITH_ZERO,
            power -> new DenoisingScoreMatching(Schedule.constant(0.5), 1, ONE, ONE, power)),
        loss(
            "noise-contrastive-estimation, scale",
            POSITIVE,
            scale ->
                new NoiseContrastiveEstimation(
                    2, new GaussianNoise(OnWaves.D, OnWaves::rows), scale, Optional.of(0.0))),
        optimizer("adam, learning-rate", WITH_ZERO, r -> new Adam(r, 0.9, 0.99, 1e-8)),
        optimizer("adamw, learning-rate", WITH_ZERO, r -> new AdamW(r, 0.9, 0.99, 1e-8, ONE)),
        optimizer("adamw, weight-decay", WITH_ZERO, c -> new AdamW(ONE, 0.9, 0.99, 1e-8, c)),
        optimizer("sgd, learning-rate", WITH_ZERO, r -> new Sgd(r, HALF, false, ONE)),
        optimizer("sgd, momentum", POSITIVE, m -> new Sgd(ONE, m, false, NONE)),
        optimizer("sgd, momentum by Nesterov", POSITIVE, m -> new Sgd(ONE, m, true, NONE)),
        optimizer("sgd, weight-decay", WITH_ZERO, c -> new Sgd(ONE, HALF, false, c)),
        optimizer(
            "rmsprop, learning-rate", WITH_ZERO, r -> new RmsProp(r, HALF, 1e-8, HALF, true, ONE)),
        optimizer("rmsprop, decay", WITH_ZERO, d -> new RmsProp(ONE, d, 1e-8, HALF, true, ONE)),
        optimizer("rmsprop, momentum", POSITIVE, m -> new RmsProp(ONE, HALF, 1e-8, m, true, ONE)),
        optimizer(
            "rmsprop, weight-decay", WITH_ZERO, c -> new RmsProp(ONE, HALF, 1e-8, HALF, true, c)));
  }

  /** By reflection; some are tested in several ways. */
  @Test
  void everySettingIsTested() {
    Stream<String> all =
        new LossesPlugin()
            .components().stream()
                .flatMap(
                    factory ->
                        Arrays.stream(factory.configType().getRecordComponents())
                            .filter(component -> component.getType() == Schedule.class)
                            .map(component -> factory.name() + ", " + kebab(component.getName())));
    assertThat(settings()).extracting(Setting::name).containsAll(all.toList());
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * At each step the method computes bit for bit what it does with the constant of that step.
   *
   * @param schedule that the method is made with
   */
  private static void assertFollows(Setting setting, Schedule schedule) {
    IntFunction<double[]> scheduled = setting.results.apply(schedule);
    for (int step = 0; step < setting.values.size(); step++) {
      Schedule constant = Schedule.constant(setting.values.get(step));
      assertThat(scheduled.apply(step))
          .as("%s at step %d", setting, step)
          .containsExactly(setting.results.apply(constant).apply(step))
          .doesNotContain(Double.NaN);
    }
  }

  /** The first value up to the given step, then one after the other. */
  private static Schedule from(int step, List<Double> values) {
    return new Schedule.Piecewise(
        IntStream.range(step + 1, step + values.size()).boxed().toList(), values);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void areTheStepsOwn(Setting setting) {
    assertFollows(setting, from(0, setting.values));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aStepTooLateIsNoticed(Setting setting) {
    assertThatThrownBy(() -> assertFollows(setting, from(1, setting.values)))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aStepTooEarlyIsNoticed(Setting setting) {
    List<Double> next = setting.values.subList(1, setting.values.size());
    assertThatThrownBy(() -> assertFollows(setting, from(0, next)))
        .isInstanceOf(AssertionError.class);
  }
}
