package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Perturbation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ResolvedTest {

  enum Law {
    NORMAL,
    STUDENT_T
  }

  record LossOptions(
      @Option(doc = "d", byDefault = "1.0") double w,
      @Option(doc = "d", byDefault = "gaussian") ComponentSpec<Perturbation> perturbation) {}

  record GaussianOptions(@Option(doc = "d", byDefault = "1e-3") double t) {}

  record Model(
      @Option(doc = "d", byDefault = "0") long seed,
      @Option(doc = "d", byDefault = "ed") ComponentSpec<Loss> loss,
      @Option(doc = "d", byDefault = "[]") List<ComponentSpec<Loss>> more,
      @Option(doc = "d") Optional<Double> clip,
      @Option(doc = "d", byDefault = "5") Optional<Integer> warmUp) {}

  private static final RecordBinder BINDER =
      new RecordBinder(
          (kind, name) -> kind == Loss.class ? LossOptions.class : GaussianOptions.class);

  private static Map<String, Object> resolve(String yaml) {
    return Resolved.of(
        BINDER.bind(Model.class, RawValues.mapping(YamlFile.value(yaml)), "").orThrow(), BINDER);
  }

  @Test
  void writesEveryDefaultInTheOrderOfTheOptions() {
    assertThat(YamlFile.text(resolve("{more: [{w: 2, name: x}]}")))
        .isEqualTo(
            """
            seed: 0
            loss:
              name: ed
              w: 1.0
              perturbation:
                name: gaussian
                t: 0.001
            more:
              - name: x
                w: 2.0
                perturbation:
                  name: gaussian
                  t: 0.001
            warm-up: 5
            """);
  }

  @Test
  void saysThatADefaultWasEmptied() {
    assertThat(resolve("{warm-up: null}")).containsEntry("warm-up", null).doesNotContainKey("clip");
    assertThat(resolve(YamlFile.text(resolve("{warm-up: null}")))).containsEntry("warm-up", null);
  }

  @Test
  void resolvingTwiceChangesNothing() {
    Map<String, Object> once = resolve("{seed: 9007199254740993, clip: 1, loss: {w: 3}}");

    assertThat(resolve(YamlFile.text(once))).isEqualTo(once);
  }

  @Test
  void leavesComponentsAsTheyAreIfTheBinderKnowsNone() {
    RecordBinder shallow = new RecordBinder();
    Model model =
        shallow.bind(Model.class, Map.of("loss", Map.of("name", "x", "anything", 1)), "").orThrow();

    assertThat(Resolved.of(model, shallow).get("loss"))
        .isEqualTo(Map.of("name", "x", "anything", 1));
  }

  record Inner(@Option(doc = "d") float single, @Option(doc = "d") byte tiny) {}

  record Plain(
      @Option(doc = "d") boolean flag,
      @Option(doc = "d") long whole,
      @Option(doc = "d") double number,
      @Option(doc = "d") char separator,
      @Option(doc = "d") String text,
      @Option(doc = "d") Law law,
      @Option(doc = "d") Path file,
      @Option(doc = "d") Duration delay,
      @Option(doc = "d") List<Integer> sizes,
      @Option(doc = "d") Map<String, String> labels,
      @Option(doc = "d") Optional<String> note,
      @Option(doc = "d") List<Inner> inner) {}

  @Test
  void writesSinglePrecisionAsShortAsItIs() {
    assertThat(Resolved.of(new Inner(0.1f, (byte) 1), BINDER)).containsEntry("single", 0.1);
  }

  @Property(tries = 300)
  void whatIsWrittenBindsToAnEqualRecord(@ForAll("plain") Plain plain) {
    String yaml = YamlFile.text(Resolved.of(plain, BINDER));

    Plain again = BINDER.bind(Plain.class, RawValues.mapping(YamlFile.value(yaml)), "").orThrow();

    assertThat(again).isEqualTo(plain);
  }

  @Provide
  Arbitrary<Plain> plain() {
    Arbitrary<String> text = Arbitraries.strings().ascii().ofMaxLength(8);
    Arbitrary<Inner> inner =
        Combinators.combine(Arbitraries.floats(), Arbitraries.bytes()).as(Inner::new);
    Arbitrary<Path> file = Arbitraries.strings().alpha().numeric().ofMinLength(1).map(Path::of);
    return Combinators.combine(
            Combinators.combine(
                    Arbitraries.of(true, false),
                    Arbitraries.longs(),
                    Arbitraries.doubles(),
                    Arbitraries.chars().ascii(),
                    text,
                    Arbitraries.of(Law.class))
                .as(Head::new),
            file,
            Arbitraries.longs().between(0, 1L << 50).map(Duration::ofMillis),
            Arbitraries.integers().list().ofMaxSize(3),
            Arbitraries.maps(text, text).ofMaxSize(3),
            text.optional(),
            inner.list().ofMaxSize(2))
        .as(
            (head, path, delay, sizes, labels, note, list) ->
                new Plain(
                    head.flag,
                    head.whole,
                    head.number,
                    head.separator,
                    head.text,
                    head.law,
                    path,
                    delay,
                    sizes,
                    labels,
                    note,
                    list));
  }

  private record Head(
      boolean flag, long whole, double number, char separator, String text, Law law) {}
}
