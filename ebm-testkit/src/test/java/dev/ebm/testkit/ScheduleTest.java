package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The forms of a schedule against their formulas in plain arithmetic. */
class ScheduleTest {

  private static TensorData at(Schedule schedule, TensorData steps) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64)
          .run(0, List.of(steps), (key, in) -> List.of(schedule.at(in.get(0))))
          .get(0);
    }
  }

  /** At the steps 0 to 39. */
  private static void assertFollows(Schedule schedule, IntToDoubleFunction formula) {
    int[] steps = IntStream.range(0, 40).toArray();
    double[] values = at(schedule, TensorData.of(steps, 40)).toDoubles();
    double low = schedule.bounds().stream().mapToDouble(v -> v).min().orElseThrow();
    double high = schedule.bounds().stream().mapToDouble(v -> v).max().orElseThrow();
    for (int step : steps) {
      assertThat(values[step])
          .as("%s at step %d", schedule, step)
          .isCloseTo(formula.applyAsDouble(step), within(1e-6));
      assertThat(values[step]).as("within its bounds").isBetween(low - 1e-6, high + 1e-6);
    }
    assertThat(schedule.isConstant()).isFalse();
  }

  private static double progress(int step, int steps) {
    return Math.max(0, Math.min(1, (double) step / steps));
  }

  @Test
  void aConstantIsAScalarWhateverTheSteps() {
    Schedule constant = Schedule.constant(0.25);
    TensorData value = at(constant, TensorData.of(new int[] {3, 4}, 2));
    assertThat(value.shape()).isEqualTo(Shape.SCALAR);
    assertThat(value.at(0)).isEqualTo(0.25);
    assertThat(constant.isConstant()).isTrue();
    assertThat(constant.bounds()).containsExactly(0.25);
    assertThat(constant).isEqualTo(Schedule.constant(0.25)).isNotEqualTo(Schedule.constant(0.5));
  }

  @Test
  void aLineLeadsFromOneValueToTheOtherAndStays() {
    assertFollows(new Schedule.Linear(2, -1, 24), step -> 2 - 3 * progress(step, 24));
  }

  @Test
  void aCosineFallsByHalfAPeriodAndStays() {
    assertFollows(
        new Schedule.Cosine(3, 1, 24, 0),
        step -> 1 + 2 * (1 + Math.cos(Math.PI * progress(step, 24))) / 2);
  }

  /** A fifth, two fifths, ... of the first value, which the cosine then starts from. */
  @Test
  void aWarmUpRisesToTheFirstValueBefore() {
    assertFollows(
        new Schedule.Cosine(3, 1, 24, 5),
        step ->
            step < 5
                ? 3 * (step + 1) / 5.0
                : 1 + 2 * (1 + Math.cos(Math.PI * progress(step - 5, 24))) / 2);
  }

  @Test
  void anExponentialIsAGeometricSequence() {
    assertFollows(
        new Schedule.Exponential(8, 0.5, 24), step -> 8 * Math.pow(1 / 16.0, progress(step, 24)));
    assertFollows(new Schedule.Exponential(-1, -4, 10), step -> -Math.pow(4, progress(step, 10)));
  }

  @Test
  void piecesChangeAtTheirSteps() {
    assertFollows(
        new Schedule.Piecewise(List.of(3, 10), List.of(5.0, -1.0, 2.0)),
        step -> step < 3 ? 5 : step < 10 ? -1 : 2);
    assertFollows(new Schedule.Piecewise(List.of(1), List.of(1.0, 2.0)), s -> s < 1 ? 1 : 2);
  }

  @Test
  void hasTheShapeOfTheSteps() {
    List<Schedule> forms =
        List.of(
            new Schedule.Linear(0, 1, 4),
            new Schedule.Cosine(1, 0, 4, 2),
            new Schedule.Exponential(1, 2, 4),
            new Schedule.Piecewise(List.of(2), List.of(0.0, 1.0)));
    for (Schedule schedule : forms) {
      TensorData single = at(schedule, TensorData.scalar(3));
      TensorData matrix = at(schedule, TensorData.of(new int[] {0, 3, 9, 3, 0, 1}, 2, 3));
      assertThat(single.shape()).isEqualTo(Shape.SCALAR);
      assertThat(matrix.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(matrix.at(1)).isEqualTo(single.at(0)).isEqualTo(matrix.at(3));
      assertThat(matrix.at(0)).isEqualTo(matrix.at(4)).isNotEqualTo(matrix.at(2));
    }
  }

  @Test
  void refusesWhatIsNoSchedule() {
    assertRefused(() -> new Schedule.Exponential(1, -1, 4), "from and to must have the same sign");
    assertRefused(() -> new Schedule.Exponential(0, 0, 4), "and not be 0");
    assertRefused(
        () -> new Schedule.Piecewise(List.of(2, 4), List.of(1.0, 2.0)),
        "2 changes need 3 values, not 2");
    for (List<Integer> steps : List.of(List.of(0), List.of(-1), List.of(3, 3), List.of(4, 2))) {
      assertRefused(
          () -> new Schedule.Piecewise(steps, List.of(1.0, 2.0, 3.0).subList(0, steps.size() + 1)),
          "steps must rise, from 1 on, but are " + steps);
    }
  }

  private static void assertRefused(Runnable maker, String what) {
    assertThatIllegalArgumentException().isThrownBy(maker::run).withMessageContaining(what);
  }
}
