package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Schedule;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that are schedules, in files, schemas and the record of a run. */
class ScheduleOptionTest {

  record Langevin(
      @Option(doc = "Step size", byDefault = "0.01") @Range(min = 0, exclusiveMin = true)
          Schedule stepSize,
      @Option(doc = "Temperature", byDefault = "{name: linear, from: 2, to: 1, steps: 10}")
          Schedule temperature) {}

  private static Binding<Langevin> bind(String yaml) {
    return new RecordBinder().bind(Langevin.class, RawValues.mapping(YamlFile.value(yaml)), "");
  }

  private static Schedule stepSize(String yaml) {
    return bind("{step-size: " + yaml + "}").orThrow().stepSize();
  }

  private static List<String> problems(String stepSize) {
    return bind("{step-size: " + stepSize + "}").problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void isANumberOrAMappingWithTheNameOfAForm() {
    assertThat(stepSize("5e-1")).isEqualTo(Schedule.constant(0.5));
    assertThat(stepSize("{name: constant, value: 0.5}")).isEqualTo(Schedule.constant(0.5));
    assertThat(stepSize("{name: linear, from: 1, to: 0.5, steps: 1e3}"))
        .isEqualTo(new Schedule.Linear(1, 0.5, 1_000));
    assertThat(stepSize("{name: cosine, from: 1, to: 0.5, steps: 9}"))
        .isEqualTo(new Schedule.Cosine(1, 0.5, 9, 0));
    assertThat(stepSize("{name: cosine, from: 1, to: 0.5, steps: 9, warm-up: 3}"))
        .isEqualTo(new Schedule.Cosine(1, 0.5, 9, 3));
    assertThat(stepSize("{name: exponential, from: 1, to: 1e-3, steps: 9}"))
        .isEqualTo(new Schedule.Exponential(1, 1e-3, 9));
    assertThat(stepSize("{name: piecewise, steps: [5], values: [1, 0.1]}"))
        .isEqualTo(new Schedule.Piecewise(List.of(5), List.of(1.0, 0.1)));
  }

  @Test
  void mayBeTheDefault() {
    Langevin defaults = bind("{}").orThrow();
    assertThat(defaults.stepSize()).isEqualTo(Schedule.constant(0.01));
    assertThat(defaults.temperature()).isEqualTo(new Schedule.Linear(2, 1, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0 | EBM-C004 step-size: must be greater than 0 but is 0",
        "many | EBM-C003 step-size: expected finite number or schedule, found 'many'",
        "[1] | EBM-C003 step-size: expected finite number or schedule, found a list of 1",
        "null | EBM-C003 step-size: expected finite number or schedule, found nothing (give it a"
            + " value, or remove the key)",
        "{from: 1} | EBM-C002 step-size.name: required but not set (the form of the schedule:"
            + " constant, linear, cosine, exponential, piecewise)",
        "{name: cosin, from: 1} | EBM-C003 step-size.name: 'cosin' is no form of a schedule (did you"
            + " mean 'cosine'? known: constant, linear, cosine, exponential, piecewise)",
        "{name: linear, from: 1, to: 0, steps: 9} | EBM-C004 step-size: must be greater than 0 but"
            + " reaches 0.0",
        "{name: piecewise, steps: [5], values: [1, -2]} | EBM-C004 step-size: must be greater than 0"
            + " but reaches -2.0",
        "{name: linear, from: 1, to: 2, steps: 0} | EBM-C004 step-size.steps: must be at least 1 but"
            + " is 0",
        "{name: linear, from: 1, to: 2} | EBM-C002 step-size.steps: required but not set (Steps from"
            + " the first to the last value)",
        "{name: linear, from: 1, to: 2, steps: 5, by: 1} | EBM-C001 step-size.by: unknown key"
            + " (known: from, to, steps)",
        "{name: exponential, from: 1, to: -2, steps: 5} | EBM-C005 step-size: from and to must have"
            + " the same sign and not be 0",
        "{name: piecewise, steps: [5, 3], values: [1, 2, 3]} | EBM-C005 step-size: steps must rise,"
            + " from 1 on, but are [5, 3]",
        "{name: piecewise, steps: [5], values: [1]} | EBM-C005 step-size: 1 changes need 2 values,"
            + " not 1"
      })
  void tellsWhatIsWrong(String yaml, String problem) {
    assertThat(problems(yaml)).containsExactly(problem);
  }

  @Test
  void isWrittenAsANumberWhereItIsOne() {
    Langevin bound =
        bind("{step-size: {name: constant, value: 1}, temperature: {name: piecewise, steps: [2],"
                + " values: [1, 2]}}")
            .orThrow();
    assertThat(YamlFile.text(Resolved.of(bound, new RecordBinder())))
        .isEqualTo(
            """
            step-size: 1.0
            temperature:
              name: piecewise
              steps:
                - 2
              values:
                - 1.0
                - 2.0
            """);
  }

  @Property(tries = 300)
  void whatIsWrittenBindsToAnEqualSchedule(@ForAll("schedules") Schedule schedule) {
    record Any(@Option(doc = "d") Schedule value) {}
    RecordBinder binder = new RecordBinder();
    String yaml = YamlFile.text(Resolved.of(new Any(schedule), binder));

    Any again = binder.bind(Any.class, RawValues.mapping(YamlFile.value(yaml)), "").orThrow();

    assertThat(again.value()).isEqualTo(schedule);
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    Arbitrary<Double> value = Arbitraries.doubles();
    Arbitrary<Double> positive = Arbitraries.doubles().between(1e-9, 1e9).ofScale(12);
    Arbitrary<Integer> steps = Arbitraries.integers().between(1, Integer.MAX_VALUE);
    Arbitrary<List<Integer>> changes =
        Arbitraries.integers()
            .between(1, 1_000)
            .set()
            .ofMaxSize(4)
            .map(set -> set.stream().sorted().toList());
    return Arbitraries.oneOf(
        value.map(Schedule::constant),
        Combinators.combine(value, value, steps).as(Schedule.Linear::new),
        Combinators.combine(value, value, steps, steps).as(Schedule.Cosine::new),
        Combinators.combine(positive, positive, steps).as(Schedule.Exponential::new),
        changes.flatMap(
            at ->
                value
                    .list()
                    .ofSize(at.size() + 1)
                    .map(values -> new Schedule.Piecewise(at, values))));
  }

  record Component(@Option(doc = "d") ComponentSpec<Loss> loss) {}

  /** A component's options stay as the file has them, whatever binding them took apart. */
  @Test
  void bindingLeavesTheValuesAsTheyWere() {
    Map<String, Object> values =
        RawValues.mapping(
            YamlFile.value(
                "{loss: {name: x, step-size: {name: linear, from: 1, to: 2, steps: 3}}}"));
    String before = values.toString();
    RecordBinder binder = new RecordBinder((kind, name) -> Langevin.class);
    assertThat(binder.bind(Component.class, values, "").problems()).isEmpty();
    assertThat(values).hasToString(before);
    assertThat(binder.bind(Component.class, values, "").problems()).isEmpty();
  }

  private static Map<String, Object> schema() {
    Map<String, Object> record =
        new RecordSchema(
                new RecordSchema.ComponentSchemas() {
                  @Override
                  public Map<String, Object> named(Class<?> kind) {
                    throw new AssertionError("no component is named");
                  }

                  @Override
                  public Map<String, Object> refining(Class<?> kind, Object base) {
                    throw new AssertionError("no component is refined");
                  }
                })
            .of(Langevin.class);
    return RawValues.mapping(RawValues.mapping(record.get("properties")).get("step-size"));
  }

  @Test
  void theSchemaOffersANumberInItsRangeOrAnyForm() {
    List<?> choices = (List<?>) schema().get("anyOf");
    assertThat(schema()).containsEntry("default", 0.01).containsEntry("description", "Step size");
    assertThat(choices).hasSize(6);
    assertThat(RawValues.mapping(choices.get(0)))
        .containsEntry("type", "number")
        .containsEntry("exclusiveMinimum", 0.0);
    Map<String, Object> cosine = RawValues.mapping(choices.get(3));
    assertThat(RawValues.mapping(cosine.get("properties")))
        .containsEntry("name", Map.of("const", "cosine"))
        .containsOnlyKeys("name", "from", "to", "steps", "warm-up");
    assertThat(cosine)
        .containsEntry("required", List.of("name", "from", "to", "steps"))
        .containsEntry("additionalProperties", false);
  }
}
