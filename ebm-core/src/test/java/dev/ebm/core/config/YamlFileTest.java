package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.error.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {

  @TempDir Path folder;

  private Map<String, Object> read(String text) throws IOException {
    return YamlFile.read(Files.writeString(folder.resolve("e.yaml"), text));
  }

  private ConfigException failure(String text) {
    return catchThrowableOfType(ConfigException.class, () -> read(text));
  }

  @Test
  void readsMappingsInTheOrderOfTheFile() throws IOException {
    Map<String, Object> values =
        read("z: 1\na: {y: [1.5, true, null], x: text}\nm:\n  - {name: b}\n");

    assertThat(values.keySet()).containsExactly("z", "a", "m");
    assertThat(values.get("z")).isEqualTo(1);
    Map<?, ?> a = (Map<?, ?>) values.get("a");
    assertThat(a.get("x")).isEqualTo("text");
    assertThat((List<?>) a.get("y")).isEqualTo(Arrays.asList(1.5, true, null));
    assertThat(values.get("m")).isEqualTo(List.of(Map.of("name", "b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010", "1.10", "0x10", "1_000", "+5", "1e-3", "yes", "on", "True", ".nan", "-.inf"
      })
  void keepsTheTextOfScalarsThatAreNotWrittenTheOneCanonicalWay(String scalar) {
    assertThat(YamlFile.value(scalar)).isEqualTo(scalar);
  }

  @Test
  void readsCanonicalScalarsAsValues() {
    assertThat(YamlFile.value("12")).isEqualTo(12);
    assertThat(YamlFile.value("-12345678901")).isEqualTo(-12345678901L);
    assertThat(YamlFile.value("0.001")).isEqualTo(0.001);
    assertThat(YamlFile.value("false")).isEqualTo(false);
    assertThat(YamlFile.value("'12'")).isEqualTo("12");
    assertThat(YamlFile.value("~")).isNull();
    assertThat(YamlFile.value("  ")).isEqualTo("");
  }

  @Test
  void followsAliases() throws IOException {
    Map<String, Object> values = read("a: &net {hidden: [1, 2]}\nb: *net\n");

    assertThat(values.get("b")).isEqualTo(Map.of("hidden", List.of(1, 2)));
  }

  @Test
  void tellsAMissingFile() {
    Path missing = folder.resolve("missing.yaml");

    assertThatThrownBy(() -> YamlFile.read(missing))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("EBM-C100 " + missing + ": there is no such file");
  }

  @Test
  void tellsAFolderInPlaceOfAFile() {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> YamlFile.read(folder));

    assertThat(e.code()).isEqualTo("EBM-C101");
  }

  @Test
  void tellsAFileThatIsNotUtf8() throws IOException {
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    ConfigException e = catchThrowableOfType(ConfigException.class, () -> YamlFile.read(latin));

    assertThat(e).hasMessageContaining("EBM-C101").hasMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\nb: [1, 2 | :2:9 | expected ',' or ']'",
        "a: 1\\nb: 2\\na: 3 | :3:1 | 'a' stands twice",
        "t: {x: 1, x: 2} | :1:11 | 'x' stands twice",
        "a: b: c | :1:5 | mapping values are not allowed",
        "a: *x | :1:4 | no anchor '&x'",
        "a: 1\\n---\\nb: 2 | :3:1 | second document",
      })
  void tellsLineAndColumnOfWhatIsNotYaml(String text, String place, String what) {
    ConfigException e = failure(text.replace("\\n", "\n"));

    assertThat(e.code()).isEqualTo("EBM-C101");
    assertThat(e.problems().get(0).where()).endsWith("e.yaml" + place);
    assertThat(e.problems().get(0).what()).contains(what).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "- 1\n- 2\n", "text", "5"})
  void tellsAFileThatIsNotAMapping(String text) {
    assertThat(failure(text).code()).isEqualTo("EBM-C102");
  }

  @Test
  void refusesValuesThatAreNotYaml() {
    assertThatThrownBy(() -> YamlFile.value("[1, 2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'[1, 2' is not YAML");
  }
}
