package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.ebm.api.error.ConfigException;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.describe.Descriptions;
import dev.ebm.core.describe.Example;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an editor makes of experiments by the schema that {@code ebm schema} prints. */
final class SchemaTest {

  private static final ObjectMapper YAML = new YAMLMapper();

  /** What a file's own comment says has to be set beside it. */
  private static final Pattern ASSIGNMENT = Pattern.compile("--set (\\w+)\\.(\\w+)=(\\S+)");

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private static JsonSchema schema;

  @TempDir private Path folder;

  @BeforeAll
  static void printSchema() {
    InProcess printed = InProcess.ebm("schema");
    assertThat(printed.exitCode()).isZero();
    schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(printed.out(), InputFormat.JSON);
  }

  private static Set<ValidationMessage> problems(String yaml) throws IOException {
    return schema.validate(YAML.readTree(yaml));
  }

  @Test
  void itIsValidByTheSchemaOfSchemas() throws IOException {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    JsonNode printed = new ObjectMapper().readTree(InProcess.ebm("schema").out());

    assertThat(meta.validate(printed)).isEmpty();
    assertThat(printed.get("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
  }

  @TestFactory
  Stream<DynamicTest> everyExperimentOfTheRepositoryIsValid() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "experiments"))) {
      List<Path> experiments = files.filter(f -> f.toString().endsWith(".yaml")).toList();
      assertThat(experiments).isNotEmpty();
      return experiments.stream()
          .map(
              file ->
                  dynamicTest(
                      file.getFileName().toString(),
                      () -> assertThat(schema.validate(complete(file))).isEmpty()));
    }
  }

  private static JsonNode complete(Path file) throws IOException {
    String text = Files.readString(file);
    JsonNode values = YAML.readTree(text);
    Matcher assignment = ASSIGNMENT.matcher(text);
    while (assignment.find()) {
      values.withObject("/" + assignment.group(1)).put(assignment.group(2), assignment.group(3));
    }
    return values;
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsValid() {
    PluginCatalog catalog = new PluginLoader().load();
    Descriptions descriptions = new Descriptions(catalog);
    return Descriptions.labels().stream()
        .flatMap(label -> descriptions.of(Descriptions.kind(label)).stream())
        .map(
            one ->
                dynamicTest(
                    one.label() + " " + one.name(),
                    () -> {
                      Map<String, Object> values = new LinkedHashMap<>();
                      values.putAll(YAML.convertValue(YAML.readTree(Experiments.PLANE), MAP));
                      String example = new Example(catalog).text(one);
                      values.putAll(YAML.convertValue(YAML.readTree(example), MAP));
                      assertThat(problems(YamlFile.text(values))).isEmpty();
                    }));
  }

  private static String with(String key, String value) {
    return Experiments.PLANE.replaceAll("(?m)^" + key + ":.*\\R", "") + key + ": " + value + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss      | energy-discrepancy",
        "loss      | ebm-losses:energy-discrepancy",
        "loss      | {name: energy-discrepancy, perturbation: {t: 2}}",
        "loss      | {name: energy-discrepancy, perturbation: gaussian, w: 0.5}",
        "optimizer | {learning-rate: 0.1}",
        "optimizer | {learning-rate: {name: linear, from: 1, to: 0.1, steps: 9}}",
        "optimizer | {learning-rate: {name: cosine, from: 1e-3, to: 0, steps: 9}}",
        "train     | {steps: 0}",
        "backend   | {threads: 2}",
        "evaluate  | [log-density-mse, {name: auroc, split: test}]",
        "data      | {name: csv, path: a.csv, label: null, columns: [1, b]}",
        "name      | 25",
        "energy    | {name: mlp, hidden: [], activation: leaky-relu}"
      })
  void acceptsWhatBinds(String key, String value) throws IOException {
    assertThat(binds(with(key, value))).isTrue();
    assertThat(problems(with(key, value))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss      | energy-discrepency",
        "loss      | {name: energy-discrepancy, negativs: 4}",
        "loss      | {name: energy-discrepancy, negatives: 0}",
        "loss      | {name: energy-discrepancy, negatives: 1.5}",
        "loss      | {name: energy-discrepancy, perturbation: {t: 0}}",
        "loss      | {w: 1}",
        "loss      | adam",
        "data      | csv",
        "data      | {name: csv}",
        "energy    | {name: mlp, hidden: [128, 0]}",
        "energy    | {name: mlp, activation: sigmoid}",
        "optimizer | {lr: 0.1}",
        "optimizer | {learning-rate: -0.1}",
        "train     | {steps: -1}",
        "optimizer | {learning-rate: {name: cosinus, from: 1, to: 0.1, steps: 9}}",
        "optimizer | {learning-rate: {name: linear, from: 1, to: 0.1}}",
        "train     | {steps: ten}",
        "train     | {batch-size: 8}",
        "train     | {steps: 10, ema: 1}",
        "evaluate  | log-density-mse",
        "sede      | 1"
      })
  void marksTypicalMistakes(String key, String value) throws IOException {
    assertThat(binds(with(key, value))).isFalse();
    assertThat(problems(with(key, value))).isNotEmpty();
  }

  private boolean binds(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("experiment.yaml"), yaml);
    PluginCatalog catalog = new PluginLoader().load();
    try {
      new ExperimentLoader(catalog).load(file, List.of());
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  @Test
  void isWrittenToAFile() throws IOException {
    Path file = folder.resolve("schemas").resolve("ebm.schema.json");
    InProcess result = InProcess.ebm("schema", "--out", file.toString());

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(new ObjectMapper().readTree(file.toFile()).get("$defs").has("loss")).isTrue();
  }

  @Test
  void hasDocsDefaultsAndRanges() throws IOException {
    JsonNode loss =
        new ObjectMapper()
            .readTree(InProcess.ebm("schema").out())
            .at("/$defs/loss.ebm-losses.energy-discrepancy/properties");

    assertThat(loss.at("/negatives/description").asText()).startsWith("M, the number of negatives");
    assertThat(loss.at("/negatives/default").asInt()).isEqualTo(4);
    assertThat(loss.at("/negatives/minimum").asInt()).isEqualTo(1);
    assertThat(loss.at("/negatives/type").asText()).isEqualTo("integer");
    assertThat(loss.at("/perturbation/default").asText()).isEqualTo("gaussian");
  }
}
