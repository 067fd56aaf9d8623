package dev.ebm.app.command;

import dev.ebm.api.error.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Problems in JSON documents. */
final class ProblemFields {

  private ProblemFields() {}

  static Map<String, Object> of(Problem problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
    fields.put("code", problem.code());
    fields.put("where", problem.where());
    fields.put("what", problem.what());
    fields.put("hint", problem.hint());
    return fields;
  }
}
