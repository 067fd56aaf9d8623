package dev.ebm.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results for scripts. A document says which version of its form it has in {@code schema}. */
public final class JsonText {

  private static final int SCHEMA = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonText() {}

  /** A document of these fields, in their order, after {@code schema}. */
  public static String document(Map<String, ?> fields) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schema", SCHEMA);
    document.putAll(fields);
    return of(document);
  }

  /** Values as they are, for documents whose form others have defined. */
  public static String of(Map<String, ?> values) {
    try {
      return MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not made of maps, lists, texts and numbers", e);
    }
  }

  /** A number; JSON has no NaN and no infinity, which become texts. */
  public static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }
}
