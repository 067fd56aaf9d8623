package dev.ebm.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The largest error seen for every subject and dtype, as a Markdown table. */
public final class ConformanceReport {

  private record Row(double worst, double allowed) {
    Row and(Row other) {
      return new Row(Math.max(worst, other.worst), Math.max(allowed, other.allowed));
    }
  }

  private final String title;
  private final Map<String, Row> rows = new TreeMap<>();

  /**
   * An empty report.
   *
   * @param title what was tested, such as a backend's description
   */
  public ConformanceReport(String title) {
    this.title = title;
  }

  void add(String subject, String measure, double worst, double allowed) {
    rows.merge("| " + subject + " | " + measure, new Row(worst, allowed), Row::and);
  }

  /** The table; errors are in epsilons of the dtype unless the measure says otherwise. */
  public String markdown() {
    StringBuilder text = new StringBuilder("# " + title + "\n\n");
    text.append("| subject | measure | largest error | allowed |\n|---|---|---:|---:|\n");
    rows.forEach(
        (name, row) ->
            text.append(
                String.format(Locale.ROOT, "%s | %.3g | %.3g |%n", name, row.worst, row.allowed)));
    return text.toString();
  }

  /** Writes the table. */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(draft, markdown());
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
