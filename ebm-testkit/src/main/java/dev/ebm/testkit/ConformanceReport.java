package dev.ebm.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many cases were compared for each operation, order of derivative and measure, and the largest
 * error seen: as a Markdown table for people and as comma-separated lines for {@link
 * ConformanceTable}.
 */
public final class ConformanceReport {

  /** The order of what is not a derivative. */
  static final int VALUE = 0;

  /** The measure of errors that are relative differences to a stencil; others are epsilons. */
  static final String DIFFERENCES = "differences";

  private record Row(int cases, double worst, double allowed) {
    Row and(Row other) {
      return new Row(
          cases + other.cases, Math.max(worst, other.worst), Math.max(allowed, other.allowed));
    }
  }

  private final String title;
  private final Map<ConformanceRow, Row> rows = new TreeMap<>();

  /**
   * An empty report.
   *
   * @param title what was tested, such as a backend's description, in one line
   */
  public ConformanceReport(String title) {
    this.title = title;
  }

  /**
   * Counts one case.
   *
   * @param subject the operation; what follows a comma tells cases of one operation apart
   * @param order {@link #VALUE} or the order of a derivative
   * @param measure the dtype whose epsilons the error counts, or {@link #DIFFERENCES}
   */
  void add(String subject, int order, String measure, double error, double allowed) {
    ConformanceRow row = new ConformanceRow(subject.split(",")[0], order, measure);
    rows.merge(row, new Row(1, error, allowed), Row::and);
  }

  /** The table. */
  public String markdown() {
    StringBuilder text = new StringBuilder("# " + title + "\n\n");
    text.append("Errors are in epsilons of the dtype, and relative in comparisons with ");
    text.append(
        "differences.\n\n| operation | order | measure | cases | largest error | allowed |");
    text.append("\n|---|---|---|---:|---:|---:|\n");
    rows.forEach(
        (name, row) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %d | %s | %s |%n",
                    name.operation(),
                    name.orderText(),
                    name.measure(),
                    row.cases,
                    rounded(row.worst),
                    rounded(row.allowed))));
    return text.toString();
  }

  private String lines() {
    StringBuilder text = new StringBuilder(title + "\n");
    rows.forEach(
        (name, row) ->
            text.append(
                "%s,%d,%s,%d,%s\n"
                    .formatted(
                        name.operation(), name.order(), name.measure(), row.cases, row.worst)));
    return text.toString();
  }

  /** Two significant digits, so that the text of a stable result is stable. */
  static String rounded(double error) {
    return error == 0 ? "0" : String.format(Locale.ROOT, error < 1e-3 ? "%.1e" : "%.2g", error);
  }

  /** Writes {@code conformance-NAME.md} and {@code conformance-NAME.csv}. */
  public void write(Path directory, String name) throws IOException {
    replace(directory.resolve("conformance-" + name + ".md"), markdown());
    replace(directory.resolve("conformance-" + name + ".csv"), lines());
  }

  /** Writes a file whole or not at all. */
  static void replace(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
