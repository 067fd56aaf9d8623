package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.config.Removed;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Perturbation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBinderTest {

  enum Scheme {
    EULER,
    LOG_NORMAL
  }

  @Removed("burnin")
  record Chain(
      @Option(doc = "Chain length") @Range(min = 1) int steps,
      @Option(doc = "Step size", byDefault = "1e-2", formerly = "eps")
          @Range(min = 0, exclusiveMin = true)
          double stepSize,
      @Option(doc = "Scheme", byDefault = "euler") Scheme scheme) {}

  record Everything(
      @Option(doc = "d") boolean flag,
      @Option(doc = "d") Long whole,
      @Option(doc = "d") short small,
      @Option(doc = "d") byte tiny,
      @Option(doc = "d") float single,
      @Option(doc = "d") Double number,
      @Option(doc = "d") char separator,
      @Option(doc = "d") String text,
      @Option(doc = "d") Scheme scheme,
      @Option(doc = "d") Path file,
      @Option(doc = "d") Duration delay,
      @Option(doc = "d") List<List<Integer>> sizes,
      @Option(doc = "d") Map<String, String> labels,
      @Option(doc = "d") Optional<Double> clip,
      @Option(doc = "d", key = "walk") Chain chain,
      @Option(doc = "d") ComponentSpec<Loss> loss,
      @Option(doc = "d") List<ComponentSpec<Loss>> losses) {}

  record WholeNumber(@Option(doc = "d") int n) {}

  record RealNumber(@Option(doc = "d") double x) {}

  record Text(@Option(doc = "d") String text) {}

  record Switch(@Option(doc = "d") boolean on) {}

  record Wait(@Option(doc = "d") Duration time) {}

  private static <R extends Record> Binding<R> bind(Class<R> type, String yaml) {
    return new RecordBinder().bind(type, RawValues.mapping(YamlFile.value(yaml)), "");
  }

  private static List<String> problems(Class<? extends Record> type, String yaml) {
    return bind(type, yaml).problems().stream().map(Problem::toString).toList();
  }

  @Test
  void bindsEveryType() {
    Everything bound =
        bind(
                Everything.class,
                """
                flag: TRUE
                whole: 9007199254740993
                small: -32768
                tiny: 127
                single: 0.1
                number: 1e-3
                separator: ;
                text: 1.10
                scheme: Log-Normal
                file: data/train.csv
                delay: 1h30m
                sizes: [[1, 2], []]
                labels: {a: 1, b: yes}
                clip: 2
                walk: {steps: 1_000}
                loss: dsm
                losses: [{name: a, t: 1}, b]
                """)
            .orThrow();

    assertThat(bound)
        .isEqualTo(
            new Everything(
                true,
                9007199254740993L,
                (short) -32768,
                (byte) 127,
                0.1f,
                1e-3,
                ';',
                "1.10",
                Scheme.LOG_NORMAL,
                Path.of("data/train.csv"),
                Duration.ofMinutes(90),
                List.of(List.of(1, 2), List.of()),
                Map.of("a", "1", "b", "yes"),
                Optional.of(2.0),
                new Chain(1000, 0.01, Scheme.EULER),
                new ComponentSpec<>(Loss.class, "dsm", Map.of()),
                List.of(
                    new ComponentSpec<>(Loss.class, "a", Map.of("t", 1)),
                    new ComponentSpec<>(Loss.class, "b", Map.of()))));
  }

  @Test
  void tellsAllProblemsInOnePass() {
    assertThat(problems(Chain.class, "{stepz: 5, burnin: 3, eps: -1, scheme: heun}"))
        .containsExactly(
            "EBM-C001 stepz: unknown key (did you mean 'steps'? known: steps, step-size, scheme)",
            "EBM-C006 burnin: this option no longer exists (remove it)",
            "EBM-C002 steps: required but not set (Chain length)",
            "EBM-C007 eps: is now called step-size (rename it)",
            "EBM-C004 eps: must be greater than 0 but is -1",
            "EBM-C003 scheme: expected one of euler, log-normal, found 'heun'");
  }

  @Test
  void acceptsAFormerKeyWithAWarning() {
    Binding<Chain> binding = bind(Chain.class, "{steps: 1, eps: 0.5}");

    assertThat(binding.orThrow().stepSize()).isEqualTo(0.5);
    assertThat(binding.warnings()).extracting(Problem::code).containsExactly("EBM-C007");
  }

  @Test
  void refusesAnOptionUnderBothItsNames() {
    assertThat(problems(Chain.class, "{steps: 1, eps: 0.5, step-size: 0.5}"))
        .containsExactly("EBM-C009 eps: is the former name of step-size (set only one of them)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "true", "x", "''", "[1]", "{a: 1}", "null", "1e-400", ".nan"})
  void wholeNumbersRefuse(String raw) {
    assertThat(problems(WholeNumber.class, "{n: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C003 n: expected whole number, found ");
  }

  @ParameterizedTest
  @CsvSource({
    "1e4,10000",
    "010,10",
    "+5,5",
    "-0,0",
    "1_000,1000",
    "'\"7\"',7",
    "-2147483648,-2147483648"
  })
  void wholeNumbersAccept(String raw, int expected) {
    assertThat(bind(WholeNumber.class, "{n: " + raw + "}").orThrow().n()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-3e9", "12345678901234567890123"})
  void wholeNumbersTellThatTheyAreTooLong(String raw) {
    assertThat(problems(WholeNumber.class, "{n: " + raw + "}"))
        .containsExactly("EBM-C004 n: " + raw + " has more than 32 bits");
  }

  @ParameterizedTest
  @CsvSource({"1e-3,0.001", "1E3,1000", "5,5", ".5,0.5", "-1.25,-1.25", "1e-400,0"})
  void numbersAcceptScientificNotation(String raw, double expected) {
    assertThat(bind(RealNumber.class, "{x: " + raw + "}").orThrow().x()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".nan",
        ".inf",
        "-.inf",
        "NaN",
        "Infinity",
        "1e309",
        "1e400",
        "1e999999999",
        "0x10",
        "true"
      })
  void numbersAreFiniteAndDecimal(String raw) {
    assertThat(problems(RealNumber.class, "{x: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C003 x: expected finite number, found ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "1.10", "25", "true", "yes", "2024-01-01", "0x1F", "1e3"})
  void textKeepsWhatIsWritten(String raw) {
    assertThat(bind(Text.class, "{text: " + raw + "}").orThrow().text()).isEqualTo(raw);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "on", "1", "''"})
  void switchesAreTrueOrFalseOnly(String raw) {
    assertThat(problems(Switch.class, "{on: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C003 on: expected true or false, found ");
  }

  @ParameterizedTest
  @CsvSource({"90s,PT90S", "500ms,PT0.5S", "5m,PT5M", "1d2h3m4s5ms,P1DT2H3M4.005S", "PT15M,PT15M"})
  void durationsAccept(String raw, Duration expected) {
    assertThat(bind(Wait.class, "{time: " + raw + "}").orThrow().time()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5x", "m", "''", "3m1h", "99999999999999999999s"})
  void durationsRefuse(String raw) {
    assertThat(problems(Wait.class, "{time: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C003 time: expected duration");
  }

  record Layers(@Option(doc = "Widths") @Range(min = 1, max = 8) List<Integer> hidden) {}

  @Test
  void rangesHoldForTheElementsOfAList() {
    assertThat(problems(Layers.class, "{hidden: [4, 0, x, 9]}"))
        .containsExactly(
            "EBM-C004 hidden.1: must be at least 1 and at most 8 but is 0",
            "EBM-C003 hidden.2: expected whole number, found 'x'",
            "EBM-C004 hidden.3: must be at least 1 and at most 8 but is 9");
  }

  record Clip(
      @Option(doc = "d") @Range(min = 0, max = 1, exclusiveMax = true) Optional<Double> by) {}

  @Test
  void rangesHoldForOptionalNumbers() {
    assertThat(bind(Clip.class, "{}").orThrow().by()).isEmpty();
    assertThat(bind(Clip.class, "{by: null}").orThrow().by()).isEmpty();
    assertThat(bind(Clip.class, "{by: 0}").orThrow().by()).contains(0.0);
    assertThat(problems(Clip.class, "{by: 1}"))
        .containsExactly("EBM-C004 by: must be at least 0 and less than 1 but is 1");
  }

  record Bounds(@Option(doc = "d") double low, @Option(doc = "d") double high) {
    Bounds {
      if (low >= high) {
        throw new IllegalArgumentException("low " + low + " is not below high " + high);
      }
    }
  }

  record Outer(@Option(doc = "d") Bounds bounds) {}

  @Test
  void tellsWhatAConstructorRejects() {
    assertThat(problems(Outer.class, "{bounds: {low: 2, high: 1, extra: 0}}"))
        .containsExactly(
            "EBM-C001 bounds.extra: unknown key (known: low, high)",
            "EBM-C005 bounds: low 2.0 is not below high 1.0");
  }

  record Crashing(@Option(doc = "d") String text) {
    Crashing {
      Integer.parseInt(text.substring(5));
    }
  }

  record BadDefault(
      @Option(doc = "d", byDefault = "0") @Range(min = 1) int steps,
      @Option(doc = "d", byDefault = "[1") List<Integer> sizes,
      @Option(doc = "d") Object anything) {}

  record NoOption(int bare) {}

  record TwoKeys(@Option(doc = "d") int a, @Option(doc = "d", key = "a") int b) {}

  @Test
  void blamesThePluginForItsOwnMistakes() {
    assertThat(problems(BadDefault.class, "{anything: 1}"))
        .hasSize(3)
        .allMatch(line -> line.startsWith("EBM-C008 "))
        .anyMatch(line -> line.contains("steps: its default '0' does not fit: must be at least 1"))
        .anyMatch(line -> line.contains("sizes: its default cannot be read: '[1' is not YAML"))
        .anyMatch(line -> line.contains("anything: options cannot have the type java.lang.Object"));
    assertThat(problems(NoOption.class, "{}")).singleElement().asString().contains("no @Option");
    assertThat(problems(TwoKeys.class, "{}"))
        .singleElement()
        .asString()
        .contains("two options 'a'");
    assertThat(problems(Crashing.class, "{text: abc}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C008")
        .contains("StringIndexOutOfBoundsException");
  }

  @Test
  void tellsARangeViolationOfAGoodDefaultsOptionOnlyToTheUser() {
    assertThat(problems(BadDefault.class, "{steps: 0, sizes: [], anything: 1}").get(0))
        .startsWith("EBM-C004 steps: must be at least 1 but is 0");
  }

  record EnergyDiscrepancyOptions(
      @Option(doc = "Stabiliser") @Range(min = 0) double w,
      @Option(doc = "Perturbation", byDefault = "gaussian")
          ComponentSpec<Perturbation> perturbation) {}

  record GaussianOptions(@Option(doc = "Time") @Range(min = 0, exclusiveMin = true) double t) {}

  record NameOptions(@Option(doc = "d") String name) {}

  record EndlessOptions(@Option(doc = "d", byDefault = "endless") ComponentSpec<Loss> inner) {}

  record Model(@Option(doc = "d", byDefault = "ed") ComponentSpec<Loss> loss) {}

  private static Class<? extends Record> options(Class<?> kind, String name) {
    return switch (name) {
      case "ed" -> EnergyDiscrepancyOptions.class;
      case "gaussian" -> GaussianOptions.class;
      case "named" -> NameOptions.class;
      case "endless" -> EndlessOptions.class;
      default ->
          throw new ConfigException(
              Problem.error("EBM-C011", kind.getSimpleName(), "no '" + name + "'", "known: ed"));
    };
  }

  private static List<String> deep(String yaml) {
    return new RecordBinder(RecordBinderTest::options)
        .bind(Model.class, RawValues.mapping(YamlFile.value(yaml)), "").problems().stream()
            .map(Problem::toString)
            .toList();
  }

  @Test
  void checksTheOptionsOfNamedComponentsToAnyDepth() {
    assertThat(deep("{loss: {name: ed, w: -1, perturbation: {name: gaussian, t: 0, s: 1}}}"))
        .containsExactly(
            "EBM-C004 loss.w: must be at least 0 but is -1",
            "EBM-C001 loss.perturbation.s: unknown key (known: t)",
            "EBM-C004 loss.perturbation.t: must be greater than 0 but is 0");
  }

  @Test
  void tellsAnUnknownComponentBesideOtherProblems() {
    assertThat(deep("{loss: {name: ed, perturbation: gauss}, x: 1}"))
        .containsExactly(
            "EBM-C001 x: unknown key (known: loss)",
            "EBM-C002 loss.w: required but not set (Stabiliser)",
            "EBM-C011 loss.perturbation: no 'gauss' (known: ed)");
  }

  @Test
  void aMappingWithoutNameRefinesTheDefaultComponent() {
    assertThat(deep("{loss: {w: 1, perturbation: {t: 2}}}")).isEmpty();
    assertThat(deep("{}"))
        .containsExactly(
            "EBM-C002 loss.w: required but not set (Stabiliser)",
            "EBM-C002 loss.perturbation.t: required but not set (Time)");
  }

  record Required(@Option(doc = "d") ComponentSpec<Loss> loss) {}

  @ParameterizedTest
  @ValueSource(strings = {"{w: 1}", "{name: null}", "{name: 5}", "{name: ''}"})
  void aComponentHasAName(String raw) {
    assertThat(problems(Required.class, "{loss: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C002 loss.name: required but not set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[ed]", "null", "true"})
  void aComponentIsANameOrAMapping(String raw) {
    assertThat(problems(Required.class, "{loss: " + raw + "}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C003 loss: expected name of a loss, or a mapping with its name");
  }

  @Test
  void tellsAnOptionThatTheNameHides() {
    assertThat(deep("{loss: named}"))
        .singleElement()
        .asString()
        .isEqualTo(
            "EBM-C008 loss: its option 'name' cannot be set: that key names the component (this is"
                + " a mistake of the plugin; report it to its author)");
  }

  @Test
  void endsWhenDefaultsNameEachOtherWithoutEnd() {
    assertThat(deep("{loss: endless}"))
        .singleElement()
        .asString()
        .startsWith("EBM-C008")
        .contains("without end");
  }

  @Test
  void problemsAreToldBelowTheGivenPath() {
    assertThat(
            new RecordBinder()
                .bind(Chain.class, Collections.singletonMap("steps", null), "sampler")
                .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "EBM-C003 sampler.steps: expected whole number, found nothing (give it a value, or"
                + " remove the key)");
  }

  @Test
  void optionsDescribeThemselves() {
    List<RecordOption> options = RecordOption.of(Chain.class);

    assertThat(options)
        .extracting(RecordOption::key)
        .containsExactly("steps", "step-size", "scheme");
    assertThat(options).extracting(RecordOption::required).containsExactly(true, false, false);
    assertThat(options)
        .extracting(RecordOption::typeName)
        .containsExactly("whole number", "finite number", "one of euler, log-normal");
    assertThat(options.get(1).limits()).contains("greater than 0");
    assertThat(options.get(1).byDefault()).contains("1e-2");
    assertThat(RecordOption.kebab("maxKLTerm2x")).isEqualTo("max-kl-term2x");
  }
}
