package dev.ebm.core.plot;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pieces of an HTML page; all text is escaped. */
final class Html {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 68rem;
        margin: 2.5rem auto; padding: 0 1.5rem; }
      h1 { font-size: 1.9rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
      h2 { font-size: 1.2rem; margin: 2.4rem 0 .8rem; padding-bottom: .3rem;
        border-bottom: 1px solid #ddd; }
      .lead { color: #555; margin: 0; }
      .warning { background: #fff4e5; border-left: 4px solid #d55e00; padding: .5rem .9rem;
        margin: .6rem 0; }
      table { border-collapse: collapse; }
      th, td { text-align: left; vertical-align: top; padding: .3rem 1.6rem .3rem 0;
        border-bottom: 1px solid #eee; overflow-wrap: anywhere; white-space: pre-line; }
      th { font-weight: 500; color: #555; }
      td { font-variant-numeric: tabular-nums; }
      figure { margin: 0 0 1.6rem; }
      figure img { max-width: 100%%; height: auto; }
      figcaption { color: #555; font-size: .9rem; }
      pre { background: #f7f7f7; border-radius: 6px; padding: 1rem; overflow-x: auto;
        font-size: .88rem; }
      </style>
      </head>
      <body>
      <h1>%1$s</h1>
      <p class="lead">%2$s</p>
      %3$s</body>
      </html>
      """;

  private Html() {}

  /**
   * A page that needs no other file.
   *
   * @param body its sections, HTML
   */
  static String page(String title, String lead, String body) {
    return PAGE.formatted(escape(title), escape(lead), body);
  }

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

  /** PNG files by name, inside the page. */
  static String pictures(Map<String, byte[]> pictures) {
    return pictures.entrySet().stream()
        .map(
            picture ->
                "<figure><img alt=\"%1$s\" src=\"data:image/png;base64,%2$s\"><figcaption>%1$s</figcaption></figure>\n"
                    .formatted(
                        escape(picture.getKey()),
                        Base64.getEncoder().encodeToString(picture.getValue())))
        .collect(Collectors.joining());
  }

  /** A table with heads. */
  static String table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "<th>%s</th>" : "<td>%s</td>";
      table.append("<tr>");
      rows.get(i).forEach(text -> table.append(cell.formatted(escape(text))));
      table.append("</tr>\n");
    }
    return table.append("</table>").toString();
  }
}
