package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSchemaTest {

  enum Scheme {
    EULER,
    LOG_NORMAL
  }

  record Inner(@Option(doc = "Depth") int depth, @Option(doc = "More") List<Inner> more) {}

  record Everything(
      @Option(doc = "d") boolean flag,
      @Option(doc = "d") @Range(min = 2, max = 3, exclusiveMax = true) double share,
      @Option(doc = "d") @Range(max = 4, exclusiveMax = true) int below,
      @Option(doc = "d") @Range(min = 0, max = 1, exclusiveMin = true, exclusiveMax = true)
          double open,
      @Option(doc = "d") @Range(min = 0.5) long whole,
      @Option(doc = "d") char separator,
      @Option(doc = "d") String text,
      @Option(doc = "d") Scheme scheme,
      @Option(doc = "d") Path file,
      @Option(doc = "d") Duration delay,
      @Option(doc = "d") @Range(min = 7) List<List<Integer>> sizes,
      @Option(doc = "d") Map<String, String> labels,
      @Option(doc = "d") Optional<Double> clip,
      @Option(doc = "d") ComponentSpec<Loss> loss) {}

  record Renamed(
      @Option(doc = "New", formerly = "old") int fresh,
      @Option(doc = "Other", byDefault = "1", formerly = "another") int other) {}

  private static Map<String, Object> schema(Class<? extends Record> type) {
    return new RecordSchema(
            new RecordSchema.ComponentSchemas() {
              @Override
              public Map<String, Object> named(Class<?> kind) {
                return Map.of("$ref", kind.getSimpleName());
              }

              @Override
              public Map<String, Object> refining(Class<?> kind, Object base) {
                return Map.of("$ref", base.toString());
              }
            })
        .of(type);
  }

  private static Map<String, Object> property(Class<? extends Record> type, String key) {
    return RawValues.mapping(RawValues.mapping(schema(type).get("properties")).get(key));
  }

  @Test
  void tellsTypesRangesAndChoices() {
    assertThat(property(Everything.class, "flag")).containsEntry("type", "boolean");
    assertThat(property(Everything.class, "share"))
        .containsEntry("type", "number")
        .containsEntry("minimum", 2.0)
        .containsEntry("exclusiveMaximum", 3.0)
        .doesNotContainKeys("exclusiveMinimum", "maximum");
    assertThat(property(Everything.class, "scheme"))
        .containsEntry("enum", List.of("euler", "log-normal"));
    assertThat(property(Everything.class, "loss")).containsEntry("$ref", "Loss");
    assertThat(property(Everything.class, "sizes").get("items").toString())
        .contains("integer", "minimum=7.0");
  }

  @Test
  void requiresWhatHasNoDefaultAndAllowsNothingElse() {
    assertThat(schema(Everything.class)).containsEntry("additionalProperties", false);
    assertThat(schema(Everything.class).get("required"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains("flag", "loss")
        .doesNotContain("clip");
  }

  @Test
  void marksFormerKeysAndTakesOneOfTheTwo() {
    assertThat(property(Renamed.class, "old"))
        .containsEntry("deprecated", true)
        .containsEntry("description", "Now called 'fresh'. New");
    assertThat(schema(Renamed.class)).doesNotContainKey("required");
    assertThat(schema(Renamed.class).get("allOf"))
        .hasToString(
            "[{oneOf=[{required=[fresh]}, {required=[old]}]}, {not={required=[other, another]}}]");
  }

  @Test
  void endsWhereARecordNestsItself() {
    assertThat(property(Inner.class, "more").get("items")).isEqualTo(Map.of("type", "object"));
  }

  @ParameterizedTest
  @CsvSource({"90s,true", "1h30m,true", "1d2h3m4s5ms,true", "PT15M,true", "5,false", "'',false"})
  void durationsHaveUnits(String text, boolean valid) {
    Pattern pattern = Pattern.compile((String) property(Everything.class, "delay").get("pattern"));
    assertThat(pattern.matcher(text).find()).isEqualTo(valid);
    assertThat(Scalars.of(Duration.class, text).isPresent()).isEqualTo(valid);
  }

  @Test
  void exampleValuesBind() {
    Map<String, Object> values = new ExampleValues(kind -> "any").required(Everything.class);

    assertThat(new RecordBinder().bind(Everything.class, values, "").problems()).isEmpty();
    assertThat(values).containsEntry("open", 0.5).containsEntry("below", 3L);
  }
}
