package dev.ebm.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Joins the reports of all backends into one table: a row for each operation and order. */
public final class ConformanceTable {

  /** Whole numbers and truth values are exact, or the tests fail; they have no column. */
  private static final List<String> MEASURES = List.of("f64", "f32");

  private record Cell(int cases, double worst) {}

  private record Report(String name, String title, Map<ConformanceRow, Cell> cells) {
    int cases() {
      return cells.values().stream().mapToInt(Cell::cases).sum();
    }
  }

  private final List<Report> reports;

  private ConformanceTable(List<Report> reports) {
    this.reports = reports;
  }

  /**
   * Writes the table if every report is there.
   *
   * @param args the repository's folder, the file to write, and the names of the reports
   */
  public static void main(String... args) throws IOException {
    write(Path.of(args[0]), Path.of(args[1]), Arrays.asList(args).subList(2, args.length));
  }

  /**
   * Writes the table, unless a report is missing or incomplete, or the file holds it already.
   *
   * @param repository the folder with the modules, whose {@code target} folders hold the reports
   * @return whether every report was there, with the same rows
   */
  static boolean write(Path repository, Path file, List<String> names) throws IOException {
    List<Report> reports = new ArrayList<>();
    for (String name : names) {
      Optional<Path> report = find(repository, "conformance-" + name + ".csv");
      if (report.isEmpty()) {
        return false;
      }
      reports.add(read(name, report.get()));
    }
    if (reports.stream().map(report -> report.cells.keySet()).distinct().count() > 1) {
      return false; // a run of some tests only, or one that failed
    }
    String text = new ConformanceTable(reports).markdown();
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      ConformanceReport.replace(file, text);
    }
    return true;
  }

  private static Optional<Path> find(Path repository, String file) throws IOException {
    try (Stream<Path> modules = Files.list(repository)) {
      return modules
          .map(module -> module.resolve("target").resolve(file))
          .filter(Files::exists)
          .findFirst();
    }
  }

  private static Report read(String name, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Map<ConformanceRow, Cell> cells = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split(",");
      cells.put(
          new ConformanceRow(parts[0], Integer.parseInt(parts[1]), parts[2]),
          new Cell(Integer.parseInt(parts[3]), Double.parseDouble(parts[4])));
    }
    return new Report(name, lines.get(0), cells);
  }

  private String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            # Conformance of the backends

            The build writes this page from the contract tests of all backends. A cell is the largest
            error of an operation's values, or of its derivatives of order 1 to 3, in epsilons of the
            dtype (2.2e-16 for f64, 1.2e-7 for f32); the number of cases compared is in brackets.
            Errors of sums count epsilons of the sum of the terms' sizes, errors of derivatives
            epsilons of the largest entry, and the expected values are computed in doubles. An error
            of 0 means that every element is equal.

            """);
    text.append("| report | what ran | cases |\n|---|---|---:|\n");
    for (Report report : reports) {
      text.append("| %s | %s | %d |\n".formatted(report.name, report.title, report.cases()));
    }
    text.append("\n| operation | order |");
    for (Report report : reports) {
      MEASURES.forEach(measure -> text.append(" %s-%s |".formatted(report.name, measure)));
    }
    text.append("\n|---|---|")
        .append("---:|".repeat(reports.size() * MEASURES.size()))
        .append('\n');
    TreeSet<ConformanceRow> rows = new TreeSet<>();
    reports.forEach(report -> report.cells.keySet().forEach(row -> rows.add(withMeasure(row, ""))));
    for (ConformanceRow row : rows) {
      text.append("| %s | %s |".formatted(row.operation(), row.orderText()));
      for (Report report : reports) {
        MEASURES.forEach(
            measure ->
                text.append(' ').append(cell(report, withMeasure(row, measure))).append(" |"));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static ConformanceRow withMeasure(ConformanceRow row, String measure) {
    return new ConformanceRow(row.operation(), row.order(), measure);
  }

  /** Where an operation has no results of the dtype, its whole numbers and truth values. */
  private static String cell(Report report, ConformanceRow row) {
    Cell cell = report.cells.get(row);
    if (cell != null) {
      return "%s (%d)".formatted(ConformanceReport.rounded(cell.worst), cell.cases);
    }
    int exact = 0;
    for (String measure : List.of("i32", "i64", "bool")) {
      Cell whole = report.cells.get(withMeasure(row, measure));
      exact += whole == null ? 0 : whole.cases;
    }
    return exact == 0 ? "-" : "exact (%d)".formatted(exact);
  }
}
