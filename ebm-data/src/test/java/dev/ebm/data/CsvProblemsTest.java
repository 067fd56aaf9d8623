package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.data.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a file can be wrong is told with code, place, cause and remedy. */
class CsvProblemsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "EBM-D005 FILE: holds no rows|``",
        "EBM-D005 FILE: holds no rows|`\n`",
        "EBM-D005 FILE: holds no rows|`a,label\n`",
        "EBM-D006 FILE:3: has 1 values for 2 columns|`a,label\n1,0\n2\n`",
        "EBM-D006 FILE:2: has 3 values for 2 columns|`a,label\n1,0,5\n`",
        "EBM-D006 FILE:3: has 0 values for 2 columns|`a,label\n1,0\n\n2,0\n`",
        "EBM-D007 FILE:3: no value in column 'a'|`a,label\n1,0\n ,1\n`",
        "EBM-D007 FILE:2: no value in column 'label'|`a,label\n1,\n`",
        "EBM-D008 FILE:2: 'NaN' in column 'a' is not a finite float32 number|`a,label\nNaN,0\n`",
        "EBM-D008 FILE:2: 'Infinity' in column 'a' is not|`a,label\nInfinity,0\n`",
        "EBM-D008 FILE:2: '1e40' in column 'a' is not a finite|`a,label\n1e40,0\n`",
        "EBM-D008 FILE:2: '1e999' in column 'a' is not a finite|`a,label\n1e999,0\n`",
        "EBM-D008 FILE:2: '0x1p3' in column 'a' is not a finite|`a,label\n0x1p3,0\n`",
        "EBM-D008 FILE:2: '1f' in column 'a' is not a finite|`a,label\n1f,0\n`",
        "EBM-D008 FILE:5: 'red' in column 'a' is not a finite|`a,label\n\"1\",0\n2,1\n3,0\nred,1\n`",
        "EBM-D009 FILE: has no column 'label'|`a,lable\n1,0\n`",
        "EBM-D009 FILE: has no column beside the label 'label'|`label\n1\n`",
        "EBM-D010 FILE:2: label '2' in column 'label' is neither 0 nor 1|`a,label\n1,2\n`",
        "EBM-D011 FILE:1: names two columns 'a'|`a,a,label\n1,2,0\n`",
        "EBM-D011 FILE:1: leaves a column without a name|`a,,label\n1,2,0\n`",
        "EBM-D011 FILE:1: holds numbers only|`1,2,0\n1,2,0\n`",
        "EBM-D012 FILE: leaves no rows for the split 'test' out of 1|`a,label\n1,0\n`"
      })
  void tellsWhatIsWrongAndWhere(String message, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), text == null ? "" : text);
    assertThatThrownBy(() -> csv(file, List.of()).split("train"))
        .hasMessageStartingWith(message.replace("FILE", file.toString()))
        .message()
        .endsWith(")");
  }

  @Test
  void proposesTheNearestColumns() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "age,income,weight,label\n1,2,3,0\n");
    assertThatThrownBy(() -> csv(file, List.of("wieght")).features())
        .hasMessageContaining("EBM-D009")
        .hasMessageContaining("nearest: weight");
  }

  @Test
  void tellsThatAFileIsMissing() {
    assertThatThrownBy(() -> csv(folder.resolve("none.csv"), List.of()).features())
        .hasMessageContaining("EBM-D003")
        .hasMessageContaining("none.csv: no such file");
  }

  @Test
  void tellsThatAFileCannotBeRead() throws IOException {
    Path notGzip = Files.writeString(folder.resolve("t.csv.gz"), "a,label\n1,0\n");
    Path notUtf8 = folder.resolve("latin.csv");
    Files.write(notUtf8, "größe,label\n1,0\n".getBytes(StandardCharsets.ISO_8859_1));
    Path openQuote = Files.writeString(folder.resolve("quote.csv"), "a,label\n\"1,0\n2,0\n");
    for (Path file : List.of(notGzip, notUtf8, openQuote, folder)) {
      assertThatThrownBy(() -> csv(file, List.of()).features())
          .hasMessageStartingWith("EBM-D004 " + file + ": cannot be read");
    }
  }

  @Test
  void acceptsWhatSpreadsheetsWrite() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.csv"),
            "\uFEFFa,\"b c\",label\r\n 1 ,\"-.5e1\",0\r\n+2,3.,1.0\r\n\r\n\r\n");
    CsvTable table = CsvTable.read(file, List.of(), Optional.of("label"), Feature.Kind.CONTINUOUS);
    assertThat(table.columns()).containsExactly("a", "b c");
    assertThat(table.rows().get(0)).containsExactly(1, -5);
    assertThat(table.rows().get(1)).containsExactly(2, 3);
    assertThat(table.labels().orElseThrow()).containsExactly(0, 1);
  }

  private static Csv csv(Path file, List<String> columns) {
    return new Csv(
        new Csv.Config(
            file,
            columns,
            Optional.of("label"),
            0.2,
            0,
            Csv.TrainOn.ALL,
            true,
            Feature.Kind.CONTINUOUS));
  }
}
