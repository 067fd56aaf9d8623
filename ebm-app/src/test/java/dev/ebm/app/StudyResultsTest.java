package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * Short forms of the studies and experiments of docs/results: the files of the repository with
 * fewer steps, and what they are there to show.
 */
@Tag("slow")
final class StudyResultsTest {

  private static final Path ROOT = Path.of("..");

  @TempDir private Path folder;

  /** A row of a study's table, by its head. */
  private record Row(Map<String, String> cells) {

    /** Of "0.2 ± 0.01" the first number. */
    double value(String head) {
      return Double.parseDouble(cells.get(head).split(" ± ")[0]);
    }

    /** Of "0.2 ± 0.01" the second number. */
    double error(String head) {
      return Double.parseDouble(cells.get(head).split(" ± ")[1]);
    }
  }

  /**
   * The table of a study, by its first column; a row that begins as one before it has its number.
   */
  private Map<String, Row> study(String name, String... assignments) {
    Path out = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("study"));
    command.add(ROOT.resolve("studies").resolve(name + ".yaml").toString());
    command.addAll(List.of("--out", out.toString()));
    for (String assignment : assignments) {
      command.addAll(List.of("--set", assignment));
    }
    InProcess result = InProcess.ebm(command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    List<List<String>> table = table(out.resolve("results.md"));
    Map<String, Row> rows = new LinkedHashMap<>();
    for (List<String> cells : table.subList(2, table.size())) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(table.get(0).get(i), cells.get(i));
      }
      String key = cells.get(0);
      rows.put(rows.containsKey(key) ? key + " " + rows.size() : key, new Row(row));
    }
    return rows;
  }

  private static List<List<String>> table(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("|"))
          .map(line -> Arrays.asList(line.substring(2, line.length() - 2).split(" (?<!\\\\)\\| ")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
