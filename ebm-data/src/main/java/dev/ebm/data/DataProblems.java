package dev.ebm.data;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.nio.file.Path;
import java.util.List;

/** What can be wrong with data, in the words that a person reads. */
final class DataProblems {

  private DataProblems() {}

  static EbmException noSplit(String dataset, String split, List<String> splits) {
    return problem(
        "EBM-D001", dataset, "has no split '" + split + "'", "it has " + String.join(", ", splits));
  }

  static EbmException missingFile(Path file) {
    return problem(
        "EBM-D003",
        file.toString(),
        "no such file",
        "paths are relative to the folder in which the program runs");
  }

  static EbmException unreadable(Path file, Exception cause) {
    return new EbmException(
        Problem.error(
            "EBM-D004",
            file.toString(),
            "cannot be read: " + firstLine(cause),
            "a table is comma-separated UTF-8 text, plain or compressed as .gz"),
        cause);
  }

  private static String firstLine(Exception cause) {
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  static EbmException empty(Path file) {
    return problem(
        "EBM-D005",
        file.toString(),
        "holds no rows",
        "a table has a line of column names and at least one row");
  }

  static EbmException ragged(Path file, long line, int values, int columns) {
    return problem(
        "EBM-D006",
        at(file, line),
        "has %d values for %d columns".formatted(values, columns),
        "every row has one value for each column; quote values that hold a comma");
  }

  static EbmException missingValue(Path file, long line, String column) {
    return problem(
        "EBM-D007",
        at(file, line),
        "no value in column '" + column + "'",
        "fill the gap or remove the row; values are never guessed");
  }

  static EbmException notANumber(Path file, long line, String column, String text) {
    return problem(
        "EBM-D008",
        at(file, line),
        "'%s' in column '%s' is not a finite float32 number".formatted(text, column),
        "mend the value, or choose other columns by the option 'columns'");
  }

  static EbmException missingColumn(Path file, String column, List<String> present) {
    return problem(
        "EBM-D009",
        file.toString(),
        "has no column '" + column + "'",
        "nearest: " + String.join(", ", Spelling.nearest(column, present)));
  }

  static EbmException noColumns(Path file, String label) {
    return problem(
        "EBM-D009",
        file.toString(),
        "has no column beside the label '" + label + "'",
        "an energy needs at least one column of numbers");
  }

  static EbmException notALabel(Path file, long line, String column, String text) {
    return problem(
        "EBM-D010",
        at(file, line),
        "label '%s' in column '%s' is neither 0 nor 1".formatted(text, column),
        "1 marks an anomaly and 0 an ordinary row");
  }

  static EbmException header(Path file, String what) {
    return problem(
        "EBM-D011", at(file, 1), what, "the first line names the columns, each by its own name");
  }

  static EbmException emptySplit(Path file, String split, int rows) {
    return problem(
        "EBM-D012",
        file.toString(),
        "leaves no rows for the split '%s' out of %d".formatted(split, rows),
        "change 'test-fraction' or 'train-on', or give more rows");
  }

  static EbmException notABit(Path file, long line, String column, String text) {
    return problem(
        "EBM-D013",
        at(file, line),
        "'%s' in column '%s' is neither 0 nor 1".formatted(text, column),
        "'kind: binary' holds for all columns; leave others out by the option 'columns', or take"
            + " 'kind: continuous'");
  }

  private static String at(Path file, long line) {
    return file + ":" + line;
  }

  private static EbmException problem(String code, String where, String what, String hint) {
    return new EbmException(Problem.error(code, where, what, hint));
  }
}
