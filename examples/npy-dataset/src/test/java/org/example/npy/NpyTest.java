package org.example.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  @TempDir Path folder;

  private static Npy npy(Path path) {
    return new Npy(new Npy.Config(path, Optional.empty(), 1));
  }

  private static Rows rows(Dataset dataset, String split) {
    return ((Split.Table) dataset.split(split)).rows();
  }

  private Path file() {
    return folder.resolve("rows.npy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<f4", ">f4", "=f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", "<i8", ">i8"})
  void readsSignedNumbersOfEveryType(String descr) {
    double[] values = {0, 1, -1, 100, -128, 127};
    NpyWriter.of(descr, "(3, 2)").write(file(), i -> values[i]);
    TensorData read = rows(npy(file()), Dataset.TRAIN).values();
    assertThat(read.shape()).isEqualTo(Shape.of(3, 2));
    assertThat(read.toDoubles()).containsExactly(values);
  }

  @ParameterizedTest
  @CsvSource({"|u1, 255", "<u2, 65535", ">u2, 65535", "<u4, 4294967295", "|b1, 1"})
  void readsUnsignedNumbersOfEveryType(String descr, double largest) {
    NpyWriter.of(descr, "(2,)").write(file(), i -> i * largest);
    TensorData read = rows(npy(file()), Dataset.TRAIN).values();
    assertThat(read.shape()).isEqualTo(Shape.of(2, 1));
    assertThat(read.toDoubles()).containsExactly(0, (float) largest);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersionOfTheFormat(int version) {
    new NpyWriter("<f8", "False", "(2, 2)", version).write(file(), i -> i + 0.5);
    assertThat(rows(npy(file()), Dataset.TRAIN).values().toDoubles())
        .containsExactly(0.5, 1.5, 2.5, 3.5);
  }

  /** In the file the first axis is the fastest: element (i, j, k) is the number i + 2 j + 6 k. */
  @Test
  void putsTheOrderOfFortranInRows() {
    new NpyWriter("<f4", "True", "(2, 3, 2)", 1).write(file(), i -> i);
    TensorData read = rows(npy(file()), Dataset.TRAIN).values();
    assertThat(read.shape()).isEqualTo(Shape.of(2, 3, 2));
    assertThat(read.toDoubles()).containsExactly(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11);
  }

  @Test
  void readsMoreThanOneChunk() {
    int count = 70_001;
    NpyWriter.of("<f4", "(" + count + ", 2)").write(file(), i -> i);
    double[] read = rows(npy(file()), Dataset.TRAIN).values().toDoubles();
    assertThat(read).hasSize(2 * count);
    assertThat(Arrays.stream(read).sum()).isEqualTo(count * (2.0 * count - 1));
    assertThat(read[2 * count - 1]).isEqualTo(2 * count - 1);
  }

  @Test
  void dividesByTheScaleAndMultipliesBack() {
    Path test = folder.resolve("test.npy");
    NpyWriter.ofBytes("(2, 2)").write(file(), i -> 51 * i);
    NpyWriter.ofBytes("(1, 2)").write(test, i -> 255);
    Npy npy = new Npy(new Npy.Config(file(), Optional.of(test), 255));
    assertThat(npy.splits()).containsExactly("train", "test");
    assertThat(npy.files()).containsExactly(file(), test);
    Rows rows = rows(npy, Dataset.TRAIN);
    assertThat(rows.values().floats()).containsExactly(0, 0.2f, 0.4f, 0.6f);
    assertThat(npy.toData(rows.values()).floats()).containsExactly(0, 51, 102, 153);
    assertThat(rows(npy, Dataset.TEST).values().floats()).containsExactly(1, 1);
  }

  @Test
  void isUsedWithoutItsTrainingRowsOnceTrained() throws IOException {
    NpyWriter.of("<f4", "(3, 2, 2)").write(file(), i -> i);
    Path other = folder.resolve("other.npy");
    NpyWriter.of("<f8", "(1, 2, 2)").write(other, i -> -i);
    Npy trained = npy(file());
    Dataset restored = npy(folder.resolve("gone.npy")).restored(trained.fitted());
    assertThat(restored.features()).isEqualTo(trained.features());
    assertThat(restored.read(other).values().toDoubles()).containsExactly(0, -1, -2, -3);
  }

  /** Every way in which a file can be wrong is told with code, place, cause and remedy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<f4 | (0, 2)      | EBM-D005 FILE: holds no rows",
        "<f4 | ()          | EBM-D005 FILE: holds no rows",
        "<f4 | (2, 0)      | EBM-D005 FILE: holds no rows",
        "<c8 | (1, 2)      | EBM-D004 FILE: cannot be read: its elements are no numbers",
        "<U3 | (1, 2)      | EBM-D004 FILE: cannot be read: its elements are no numbers",
        "<f2 | (1, 2)      | EBM-D004 FILE: cannot be read: its elements are no numbers",
        "`|O` | (1, 2)      | EBM-D004 FILE: cannot be read: its elements are no numbers",
        "<f4 | (2, 3)      | EBM-D006 FILE: has rows of shape [3] for a model of [2]"
      },
      quoteCharacter = '`')
  void tellsWhatIsWrongWithAnArray(String descr, String shape, String message) {
    Path model = folder.resolve("model.npy");
    NpyWriter.of("<f4", "(2, 2)").write(model, i -> i);
    NpyWriter.of(descr, shape).write(file(), i -> i);
    assertThatThrownBy(() -> npy(model).read(file()))
        .hasMessageStartingWith(message.replace("FILE", file().toString()))
        .message()
        .endsWith(")");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "1e39"})
  void tellsWhichRowIsNotFinite(double value) {
    NpyWriter.of("<f8", "(3, 2)").write(file(), i -> i == 3 ? value : i);
    assertThatThrownBy(() -> npy(file()).split("train"))
        .hasMessageStartingWith(
            "EBM-D008 %s:2: '%s' in column 'x1' is not a finite float32 number", file(), value);
  }

  @Test
  void tellsThatAFileIsMissingCutOffOrOfAnotherKind() throws IOException {
    assertThatThrownBy(() -> npy(file()).features())
        .hasMessageStartingWith("EBM-D003 " + file() + ": no such file");
    byte[] whole = Files.readAllBytes(NpyWriter.of("<f4", "(3, 2)").write(file(), i -> i));
    Files.write(file(), Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(() -> npy(file()).split("train"))
        .hasMessageStartingWith("EBM-D004 " + file() + ": cannot be read: it has 149 bytes")
        .hasMessageContaining("instead of 152");
    for (int length : new int[] {7, 9, 60}) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> npy(file()).features())
          .hasMessageStartingWith("EBM-D004 " + file() + ": cannot be read: it ends within");
    }
    Files.writeString(file(), "a,b\n1,2\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> npy(file()).features())
        .hasMessageStartingWith("EBM-D004 " + file() + ": cannot be read: it does not begin");
    new NpyWriter("<f4", "False", "(1, 2)", 9).write(file(), i -> i);
    assertThatThrownBy(() -> npy(file()).features())
        .hasMessageContaining("its format has version 9");
    new NpyWriter("<f4", "Perhaps", "(1, 2)", 1).write(file(), i -> i);
    assertThatThrownBy(() -> npy(file()).features()).hasMessageContaining("its header is {'descr'");
    assertThatThrownBy(() -> npy(folder).features()).hasMessageStartingWith("EBM-D004 " + folder);
    assertThatThrownBy(() -> npy(file()).split("valid"))
        .hasMessageStartingWith("EBM-D001 npy: has no split 'valid' (it has train)");
  }
}
