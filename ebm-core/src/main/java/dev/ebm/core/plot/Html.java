package dev.ebm.core.plot;

import java.util.Map;
import java.util.stream.Collectors;

/** Pieces of an HTML page; all text is escaped. */
final class Html {

  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String section(String title, String body) {
    return body.isEmpty()
        ? ""
        : "<section>\n<h2>%s</h2>\n%s\n</section>\n".formatted(escape(title), body);
  }

  /** Names on the left, values on the right; nothing if there are none. */
  static String table(Map<String, String> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    return rows.entrySet().stream()
        .map(
            row ->
                "<tr><th>%s</th><td>%s</td></tr>"
                    .formatted(escape(row.getKey()), escape(row.getValue())))
        .collect(Collectors.joining("\n", "<table>\n", "\n</table>"));
  }
}
