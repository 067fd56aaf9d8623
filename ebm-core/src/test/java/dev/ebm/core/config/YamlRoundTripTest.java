package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class YamlRoundTripTest {

  @Property(tries = 500)
  void whatIsWrittenIsReadBackEqual(@ForAll("mappings") Map<String, Object> values)
      throws IOException {
    Path file = Files.createTempFile("values", ".yaml");
    try {
      Files.writeString(file, YamlFile.text(values));

      assertThat(YamlFile.read(file)).isEqualTo(values);
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void everyCharacterIsReadBack() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String character = Character.toString(c);
      if (isYamlText(character)) {
        for (String text : List.of(character, "a" + character + "b")) {
          Map<String, Object> values = Map.of(text, text);

          assertThat(YamlFile.value(YamlFile.text(values))).as("U+%04X", c).isEqualTo(values);
        }
      }
    }
  }

  @Provide
  Arbitrary<Map<String, Object>> mappings() {
    return mapping(2);
  }

  private static Arbitrary<Map<String, Object>> mapping(int depth) {
    return Arbitraries.maps(text(), value(depth)).ofMaxSize(4).map(LinkedHashMap::new);
  }

  private static Arbitrary<Object> value(int depth) {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            text().asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().filter(n -> n != (int) (long) n).asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<List<Object>> list = value(depth - 1).list().ofMaxSize(3);
    return Arbitraries.oneOf(scalar, list.asGeneric(), mapping(depth - 1).asGeneric());
  }

  /** Text of any kind, and text that YAML would read as something else. */
  private static Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(12).filter(YamlRoundTripTest::isYamlText),
        Arbitraries.strings().withChars(" :#-[]{},&*!|>'\"%@`?=~\n\t\\0x1e.").ofMaxLength(6),
        Arbitraries.of(
            "true",
            "no",
            "null",
            "~",
            "1",
            "1.0",
            "1e-3",
            "010",
            ".inf",
            "",
            " ",
            "- a",
            "a: b",
            "<<",
            "=",
            "2024-01-01",
            "0x1F",
            "1_000",
            "---",
            "...",
            "a\nb\n",
            "\u00e9",
            "# c"));
  }

  /** YAML has no way to write lone surrogates and two non-characters. */
  private static boolean isYamlText(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= 0xD800 && c <= 0xDFFF || c == 0xFFFE || c == 0xFFFF);
  }
}
