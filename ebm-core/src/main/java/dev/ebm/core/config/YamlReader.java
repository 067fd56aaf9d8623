package dev.ebm.core.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one YAML document. A plain scalar becomes a number or a boolean only if that value is
 * written the same way again; {@code 010}, {@code 1.10} and {@code yes} stay text, so that neither
 * a name loses its zeros nor a number is read as octal, and binding decides by the option's type.
 */
final class YamlReader {

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final YAMLParser parser;
  private final Map<String, Object> anchors = new HashMap<>();

  private YamlReader(YAMLParser parser) {
    this.parser = parser;
  }

  /** The document's value; null if it is empty. */
  static Object read(String text) throws IOException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      YamlReader reader = new YamlReader(parser);
      Object value = parser.nextToken() == null ? null : reader.value();
      if (parser.nextToken() != null) {
        throw reader.failure("a second document begins here, and only one is read");
      }
      return value;
    }
  }

  private Object value() throws IOException {
    String anchor = parser.getObjectId();
    JsonToken token = parser.currentToken();
    if (parser.isCurrentAlias()) {
      String name = parser.getText();
      if (!anchors.containsKey(name)) {
        throw failure("there is no anchor '&" + name + "' before '*" + name + "'");
      }
      return anchors.get(name);
    }
    Object value =
        switch (token) {
          case START_OBJECT -> mapping();
          case START_ARRAY -> sequence();
          default -> scalar(token, parser.getText());
        };
    if (anchor != null) {
      anchors.put(anchor, value);
    }
    return value;
  }

  private Map<String, Object> mapping() throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (values.containsKey(key)) {
        throw failure("the key '" + key + "' stands twice in one mapping");
      }
      parser.nextToken();
      values.put(key, value());
    }
    return values;
  }

  private List<Object> sequence() throws IOException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value());
    }
    return values;
  }

  private Object scalar(JsonToken token, String text) throws IOException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> text.equals("true") ? (Object) true : text;
      case VALUE_FALSE -> text.equals("false") ? (Object) false : text;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(text);
      default -> text;
    };
  }

  private Object number(String text) throws IOException {
    String digits = text.toLowerCase(Locale.ROOT);
    if (digits.contains("nan") || digits.contains("inf")) {
      return text;
    }
    Number number = parser.getNumberValue();
    return number.toString().equals(text) ? number : text;
  }

  private JsonParseException failure(String what) {
    return new JsonParseException(parser, what, parser.currentTokenLocation());
  }
}
