package dev.ebm.app.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The answer of a study.
 *
 * @param columns the table's heads
 * @param rows the table's rows, a text for each column
 * @param pictures draws PNG files, the most telling first, after all else has been written
 * @param remarks what the table does not say, a sentence each
 */
public record Findings(
    List<String> columns,
    List<List<String>> rows,
    Supplier<List<Path>> pictures,
    List<String> remarks) {

  /** Checks that every row has a cell for each column. */
  public Findings {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    remarks = List.copyOf(remarks);
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " under " + columns);
      }
    }
  }

  /** Heads and rows together. */
  List<List<String>> table() {
    List<List<String>> table = new ArrayList<>(List.of(columns));
    table.addAll(rows);
    return table;
  }
}
