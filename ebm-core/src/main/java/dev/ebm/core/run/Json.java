package dev.ebm.core.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files of a run folder. JSON has no NaN and no infinity: they are written as strings. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static void write(Path file, ObjectNode json) {
    AtomicFile.write(file, json.toPrettyString() + "\n");
  }

  /**
   * Reads an object.
   *
   * @throws EbmException EBM-R006 if the file cannot be read, EBM-R014 if it is not a JSON object
   */
  static ObjectNode read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  static ObjectNode parse(String where, String text) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw broken(where, "not valid JSON: " + e.getOriginalMessage());
    }
    throw broken(where, "not a JSON object");
  }

  static void put(ObjectNode object, String name, double value) {
    if (Double.isFinite(value)) {
      object.put(name, value);
    } else {
      object.put(name, Double.toString(value));
    }
  }

  /**
   * The number under a name.
   *
   * @throws EbmException EBM-R014 if there is none
   */
  static double number(String where, JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw broken(where, "'" + name + "' is not a number");
    };
  }

  static EbmException broken(String where, String what) {
    String hint = "the file was changed or damaged: restore or remove it";
    return new EbmException(Problem.error("EBM-R014", where, what, hint));
  }
}
