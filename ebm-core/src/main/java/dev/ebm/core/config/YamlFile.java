package dev.ebm.core.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Experiment files as values: maps in the file's order, lists, {@code Integer}, {@code Long},
 * {@code BigInteger}, {@code Double}, {@code Boolean}, {@code String}, and null for an empty value.
 */
public final class YamlFile {

  private static final ObjectMapper WRITER =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .stringQuotingChecker(new InvisibleQuoting())
              .build());

  /** Quotes invisible characters too, some of which a YAML reader takes for line breaks. */
  private static final class InvisibleQuoting extends StringQuotingChecker.Default {

    private static final long serialVersionUID = 1L;

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    @Override
    public boolean needToQuoteName(String name) {
      return super.needToQuoteName(name) || INVISIBLE.matcher(name).find();
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || INVISIBLE.matcher(value).find();
    }
  }

  private YamlFile() {}

  /**
   * A file's mapping.
   *
   * @throws ConfigException EBM-C100 if there is no such file, EBM-C101 with line and column if it
   *     cannot be read or is not YAML, EBM-C102 if it is not a mapping
   */
  public static Map<String, Object> read(Path file) {
    Object value;
    try {
      value = YamlReader.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw failure("EBM-C100", file.toString(), "there is no such file", "check the path");
    } catch (CharacterCodingException e) {
      throw failure("EBM-C101", file.toString(), "is not UTF-8 text", "save it as UTF-8");
    } catch (JsonProcessingException e) {
      throw failure("EBM-C101", place(file, e.getLocation()), message(e), "");
    } catch (IOException e) {
      throw failure("EBM-C101", file.toString(), "cannot be read: " + e, "it must be a text file");
    }
    if (value instanceof Map<?, ?>) {
      return RawValues.mapping(value);
    }
    throw failure(
        "EBM-C102",
        file.toString(),
        "holds " + RawValues.show(value) + " instead of a mapping",
        "write KEY: VALUE lines, such as 'seed: 1'");
  }

  /**
   * One scalar or flow value, as {@code --set} and {@link dev.ebm.api.config.Option#byDefault()}
   * are written. Blank text is an empty string.
   *
   * @throws IllegalArgumentException if it is not YAML
   */
  public static Object value(String text) {
    if (text.isBlank()) {
      return "";
    }
    try {
      return YamlReader.read(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("'" + text + "' is not YAML: " + message(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A mapping as YAML text in block style, which {@link #read} reads back as an equal mapping. */
  public static String text(Map<String, Object> values) {
    try {
      return WRITER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a mapping of YAML values", e);
    }
  }

  private static String place(Path file, JsonLocation at) {
    return at == null ? file.toString() : file + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  /**
   * The parser's message without the quoted source and positions that follow on lines of theirs.
   */
  private static String message(JsonProcessingException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(": "));
  }

  private static ConfigException failure(String code, String where, String what, String hint) {
    return new ConfigException(Problem.error(code, where, what, hint));
  }
}
