package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The k-th step of a chain uses a schedule's value at k - 1: chains go where samplers of constant
 * settings take them, each for one step, from the same state and with the same key, bit for bit.
 * What a sampler of constant settings does is tested elsewhere.
 */
class ScheduledSettingsTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final int CHAINS = 100;
  private static final Mixture LAW = Mixture.SKEWED;

  /** One for each step, in the range of every setting. */
  private static final List<Double> VALUES = List.of(0.1, 0.3, 0.5, 0.2);

  private static final List<Double> EARLY = List.of(0.3, 0.5, 0.2, 0.2);
  private static final List<Double> LATE = List.of(0.1, 0.1, 0.3, 0.5);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** A sampler by one of its settings. */
  private record Setting(String name, Function<Schedule, Sampler> sampler) {

    Sampler constant(double value) {
      return sampler.apply(Schedule.constant(value));
    }

    Sampler scheduled(List<Double> values) {
      List<Integer> everyStep = IntStream.range(1, values.size()).boxed().toList();
      return sampler.apply(new Schedule.Piecewise(everyStep, values));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Setting> settings() {
    Schedule size = Schedule.constant(0.3);
    Schedule t = Schedule.constant(0.8);
    return Stream.of(
        new Setting("langevin stepSize", s -> new Langevin(s, t, 0)),
        new Setting("langevin temperature", s -> new Langevin(size, s, 0)),
        new Setting("mala stepSize", s -> new Mala(s, t, 0, 0.5)),
        new Setting("mala temperature", s -> new Mala(size, s, 0, 0.5)),
        new Setting("random-walk-metropolis stepSize", s -> new RandomWalkMetropolis(s, t, 0, 0.5)),
        new Setting(
            "random-walk-metropolis temperature", s -> new RandomWalkMetropolis(size, s, 0, 0.5)),
        new Setting("hmc stepSize", s -> new Hmc(s, 3, 0.2, t, 0, 0.5, 1000)),
        new Setting("hmc temperature", s -> new Hmc(size, 3, 0.2, s, 0, 0.5, 1000)),
        new Setting("underdamped-langevin stepSize", s -> new UnderdampedLangevin(s, size, t)),
        new Setting("underdamped-langevin friction", s -> new UnderdampedLangevin(size, s, t)),
        new Setting("underdamped-langevin temperature", s -> new UnderdampedLangevin(size, t, s)),
        new Setting("annealed-langevin stepSize", s -> new AnnealedLangevin(2, 1, 2, 2, s, t)),
        new Setting(
            "annealed-langevin temperature", s -> new AnnealedLangevin(2, 1, 2, 2, size, s)),
        new Setting(
            "parallel-tempering temperature",
            s -> new ParallelTempering(new Mala(0.3, 1), 3, s, 4, 2)),
        new Setting("map stepSize", s -> new MaximumAPosteriori(s, size, 0)),
        new Setting("map momentum", s -> new MaximumAPosteriori(size, s, 0)));
  }

  @Test
  void everySettingIsTested() {
    Stream<String> all =
        new SamplersPlugin()
            .components().stream()
                .flatMap(
                    factory ->
                        Arrays.stream(factory.configType().getRecordComponents())
                            .filter(component -> component.getType() == Schedule.class)
                            .map(component -> factory.name() + " " + component.getName()));
    assertThat(settings().map(Setting::name)).containsExactlyInAnyOrderElementsOf(all.toList());
  }

  /** Where chains are after each step of the sampler for it. */
  private static List<TensorData> path(IntFunction<Sampler> forStep) {
    EnergyFunction energy = LAW.function();
    return new Traced(BACKEND, DType.FLOAT64)
        .run(
            1,
            List.of(),
            (key, none) -> {
              List<Tensor> path = new ArrayList<>();
              Tensor start = LAW.draws(key.fold("start"), CHAINS);
              Tree<Tensor> state = forStep.apply(0).init(energy, start);
              for (int k = 0; k < VALUES.size(); k++) {
                state = forStep.apply(k).step(energy, key.fold(k), state).state();
                path.add(state.get(Sampler.POSITION));
              }
              return path;
            });
  }

  private static void assertUsesTheValueOfEachStep(Setting setting, List<Double> values) {
    List<TensorData> expected = path(k -> setting.constant(VALUES.get(k)));
    Sampler scheduled = setting.scheduled(values);
    List<TensorData> path = path(k -> scheduled);
    for (int k = 0; k < VALUES.size(); k++) {
      assertThat(path.get(k).toDoubles())
          .as("positions after %d steps", k + 1)
          .containsExactly(expected.get(k).toDoubles())
          .doesNotContain(Double.NaN);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void stepsUseTheirOwnValue(Setting setting) {
    assertUsesTheValueOfEachStep(setting, VALUES);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aStepEarlyOrLateIsNoticed(Setting setting) {
    for (List<Double> shifted : List.of(EARLY, LATE)) {
      assertThatThrownBy(() -> assertUsesTheValueOfEachStep(setting, shifted))
          .isInstanceOf(AssertionError.class);
    }
  }
}
