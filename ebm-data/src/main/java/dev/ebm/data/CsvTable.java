package dev.ebm.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.ebm.api.data.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The numbers of a CSV file with a header, plain or as .gz.
 *
 * @param columns the names of the columns that were read
 * @param rows finite numbers, each of float32's range
 * @param labels 0 or 1 for each row, where a label column was asked for and is there
 */
record CsvTable(List<String> columns, List<double[]> rows, Optional<int[]> labels) {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  /**
   * Reads a file whole.
   *
   * @param wanted the columns in the order of the result; none means all but the label
   * @param label a column of labels, which may be missing from the file
   * @param kind what the other columns hold
   * @throws dev.ebm.api.error.EbmException EBM-D003 to EBM-D011 and EBM-D013, with the line
   */
  static CsvTable read(Path file, List<String> wanted, Optional<String> label, Feature.Kind kind) {
    if (!Files.exists(file)) {
      throw DataProblems.missingFile(file);
    }
    try (Reader text = open(file);
        CsvReader<CsvRecord> records =
            CsvReader.builder()
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
      return read(file, records.iterator(), wanted, label, kind);
    } catch (IOException | UncheckedIOException | CsvParseException failure) {
      throw DataProblems.unreadable(file, failure);
    }
  }

  private static Reader open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    try {
      boolean compressed = file.toString().endsWith(".gz");
      // Bytes that are not UTF-8 are reported; a charset alone would replace them.
      return new InputStreamReader(
          compressed ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8.newDecoder());
    } catch (IOException failure) {
      bytes.close();
      throw failure;
    }
  }

  private static CsvTable read(
      Path file,
      Iterator<CsvRecord> records,
      List<String> wanted,
      Optional<String> label,
      Feature.Kind kind) {
    if (!records.hasNext()) {
      throw DataProblems.empty(file);
    }
    List<String> header = header(file, records.next());
    int labelAt = label.map(header::indexOf).orElse(-1);
    List<String> columns = new ArrayList<>(wanted.isEmpty() ? header : wanted);
    if (wanted.isEmpty() && labelAt >= 0) {
      columns.remove(labelAt);
    }
    if (columns.isEmpty()) {
      throw DataProblems.noColumns(file, header.get(labelAt));
    }
    int[] positions = columns.stream().mapToInt(column -> position(file, column, header)).toArray();

    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    long blank = 0;
    while (records.hasNext()) {
      CsvRecord line = records.next();
      long number = line.getStartingLineNumber();
      if (line.getFieldCount() == 1 && line.getField(0).isBlank()) {
        blank = blank == 0 ? number : blank;
        continue;
      }
      if (blank > 0) { // blank lines may end a file, and nothing else
        throw DataProblems.ragged(file, blank, 0, header.size());
      }
      if (line.getFieldCount() != header.size()) {
        throw DataProblems.ragged(file, number, line.getFieldCount(), header.size());
      }
      double[] row = new double[positions.length];
      for (int k = 0; k < positions.length; k++) {
        String column = header.get(positions[k]);
        row[k] = number(file, number, column, line.getField(positions[k]));
        if (kind == Feature.Kind.BINARY && row[k] != 0 && row[k] != 1) {
          throw DataProblems.notABit(file, number, column, line.getField(positions[k]).strip());
        }
      }
      rows.add(row);
      if (labelAt >= 0) {
        labels.add(label(file, number, header.get(labelAt), line.getField(labelAt)));
      }
    }
    if (rows.isEmpty()) {
      throw DataProblems.empty(file);
    }
    return new CsvTable(
        List.copyOf(columns),
        List.copyOf(rows),
        labelAt < 0
            ? Optional.empty()
            : Optional.of(labels.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static List<String> header(Path file, CsvRecord first) {
    List<String> names = new ArrayList<>();
    for (String field : first.getFields()) {
      boolean marked = names.isEmpty() && field.startsWith("\uFEFF"); // the byte order mark
      names.add((marked ? field.substring(1) : field).strip());
    }
    if (names.equals(List.of(""))) {
      throw DataProblems.empty(file);
    }
    if (names.stream().allMatch(name -> NUMBER.matcher(name).matches())) {
      throw DataProblems.header(file, "holds numbers only where the column names belong");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.isEmpty()) {
        throw DataProblems.header(file, "leaves a column without a name");
      }
      if (!seen.add(name)) {
        throw DataProblems.header(file, "names two columns '" + name + "'");
      }
    }
    return names;
  }

  private static int position(Path file, String column, List<String> header) {
    int position = header.indexOf(column);
    if (position < 0) {
      throw DataProblems.missingColumn(file, column, header);
    }
    return position;
  }

  private static double number(Path file, long line, String column, String field) {
    String text = field.strip();
    if (text.isEmpty()) {
      throw DataProblems.missingValue(file, line, column);
    }
    double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw DataProblems.notANumber(file, line, column, text);
    }
    return value;
  }

  private static int label(Path file, long line, String column, String field) {
    double value = number(file, line, column, field);
    if (value != 0 && value != 1) {
      throw DataProblems.notALabel(file, line, column, field.strip());
    }
    return (int) value;
  }
}
