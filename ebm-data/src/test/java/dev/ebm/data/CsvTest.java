package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

  /** Columns a = 0..99, b = 7 and a label that is 1 in every tenth row. */
  private static final String HUNDRED =
      "a,b,label\n"
          + IntStream.range(0, 100)
              .mapToObj(i -> "%d,7,%d".formatted(i, i % 10 == 3 ? 1 : 0))
              .collect(Collectors.joining("\n"));

  @TempDir Path folder;

  private Path file(String text) {
    try {
      return Files.writeString(folder.resolve("table.csv"), text);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Csv csv(Path path, Optional<String> label, Csv.TrainOn trainOn, long seed) {
    return new Csv(
        new Csv.Config(path, List.of(), label, 0.2, seed, trainOn, true, Feature.Kind.CONTINUOUS));
  }

  private Csv labelled(Csv.TrainOn trainOn) {
    return csv(file(HUNDRED), Optional.of("label"), trainOn, 0);
  }

  private static Rows rows(Dataset dataset, String split) {
    return ((Split.Table) dataset.split(split)).rows();
  }

  /** The column a in the file's units. */
  private static List<Integer> numbers(Dataset dataset, String split) {
    float[] values = dataset.toData(rows(dataset, split).values()).floats();
    int d = dataset.features().shape().size();
    return IntStream.range(0, values.length / d).mapToObj(i -> Math.round(values[i * d])).toList();
  }

  private static long anomalies(Rows rows) {
    return Arrays.stream(rows.labels().orElseThrow().ints()).filter(label -> label == 1).count();
  }

  @Test
  void splitsEveryRowOnceAndKeepsTheShareOfLabels() {
    Csv data = labelled(Csv.TrainOn.ALL);
    List<Integer> all = new java.util.ArrayList<>(numbers(data, Dataset.TRAIN));
    all.addAll(numbers(data, Dataset.TEST));
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    assertThat(rows(data, Dataset.TEST).count()).isEqualTo(20);
    assertThat(anomalies(rows(data, Dataset.TEST))).isEqualTo(2);
    assertThat(anomalies(rows(data, Dataset.TRAIN))).isEqualTo(8);
  }

  @Test
  void keepsRowsAndLabelsTogether() {
    Csv data = labelled(Csv.TrainOn.ALL);
    int[] labels = rows(data, Dataset.TEST).labels().orElseThrow().ints();
    List<Integer> numbers = numbers(data, Dataset.TEST);
    for (int i = 0; i < labels.length; i++) {
      assertThat(labels[i]).isEqualTo(numbers.get(i) % 10 == 3 ? 1 : 0);
    }
  }

  @Test
  void splitDependsOnItsSeedOnly() {
    Path file = file(HUNDRED);
    List<Integer> test = numbers(csv(file, Optional.of("label"), Csv.TrainOn.ALL, 5), Dataset.TEST);
    assertThat(numbers(csv(file, Optional.of("label"), Csv.TrainOn.ALL, 5), Dataset.TEST))
        .isEqualTo(test);
    assertThat(numbers(csv(file, Optional.of("label"), Csv.TrainOn.ALL, 6), Dataset.TEST))
        .isNotEqualTo(test);
  }

  @Test
  void leavesEveryAnomalyToTheTestSplitWhenTrainingOnInliers() {
    Csv data = labelled(Csv.TrainOn.INLIERS);
    assertThat(anomalies(rows(data, Dataset.TRAIN))).isZero();
    assertThat(rows(data, Dataset.TRAIN).count()).isEqualTo(72);
    assertThat(anomalies(rows(data, Dataset.TEST))).isEqualTo(10);
    assertThat(rows(data, Dataset.TEST).count()).isEqualTo(28);
  }

  @Test
  void standardisesByTheTrainingSplitAlone() {
    Csv data = labelled(Csv.TrainOn.INLIERS);
    double[] train = rows(data, Dataset.TRAIN).values().toDoubles();
    double[] a = IntStream.range(0, 72).mapToDouble(i -> train[2 * i]).toArray();
    double mean = Arrays.stream(a).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(1e-6));
    assertThat(Arrays.stream(a).map(v -> v * v).average().orElseThrow()).isCloseTo(1, within(1e-6));
    double[] raw = numbers(data, Dataset.TRAIN).stream().mapToDouble(i -> i).toArray();
    double rawMean = Arrays.stream(raw).average().orElseThrow();
    Tree<TensorData> fitted = data.fitted();
    assertThat(fitted.get("standardize/a/mean").doubles()[0]).isCloseTo(rawMean, within(1e-12));
    assertThat(fitted.get("standardize/a/deviation").doubles()[0])
        .isCloseTo(
            Math.sqrt(
                Arrays.stream(raw).map(v -> (v - rawMean) * (v - rawMean)).average().orElseThrow()),
            within(1e-12));
  }

  @Test
  void shiftsAConstantColumnWithoutDividingIt() {
    Csv data = labelled(Csv.TrainOn.ALL);
    assertThat(data.fitted().get("standardize/b/mean").doubles()).containsExactly(7);
    assertThat(data.fitted().get("standardize/b/deviation").doubles()).containsExactly(1);
    assertThat(data.read(file("a,b\n0,7\n0,9\n")).values().floats()[3]).isEqualTo(2);
  }

  @Test
  void leavesNumbersAloneWhenNotAskedToStandardise() {
    Csv data =
        new Csv(
            new Csv.Config(
                file("a\n1\n5\n"),
                List.of(),
                Optional.empty(),
                0,
                0,
                Csv.TrainOn.ALL,
                false,
                Feature.Kind.CONTINUOUS));
    assertThat(rows(data, Dataset.TRAIN).values().floats()).containsExactly(1, 5);
    assertThat(data.splits()).containsExactly(Dataset.TRAIN);
  }

  @Test
  void bitsStayBits() throws IOException {
    Csv bits = bits(file("a,b\n0,1\n1,0\n1.0,1\n"));
    assertThat(rows(bits, Dataset.TRAIN).values().floats()).containsExactly(0, 1, 1, 0, 1, 1);
    assertThat(bits.features().columns())
        .extracting(Feature::kind)
        .containsOnly(Feature.Kind.BINARY);
    assertThatThrownBy(() -> bits(file("a,b\n0,1\n0,0.5\n")).features())
        .hasMessageContaining("EBM-D013 ")
        .hasMessageContaining(":3: '0.5' in column 'b' is neither 0 nor 1");
    Path other = Files.writeString(folder.resolve("new.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> bits.read(other)).hasMessageContaining("EBM-D013 ");
  }

  private static Csv bits(Path file) {
    return new Csv(
        new Csv.Config(
            file, List.of(), Optional.empty(), 0, 0, Csv.TrainOn.ALL, true, Feature.Kind.BINARY));
  }

  /** A checkpoint may give the names back in another order. */
  @Test
  void readsNewFilesWithoutTheTrainingFileOnceRestored() throws IOException {
    Csv data =
        csv(file("b,a\n1,10\n2,20\n3,30\n4,40\n5,50\n"), Optional.empty(), Csv.TrainOn.ALL, 0);
    Path other = Files.writeString(folder.resolve("new.csv"), "a,extra,b\n12,x,3\n");
    float[] before = data.read(other).values().floats();
    Dataset restored = data.restored(Tree.copyOf(new TreeMap<>(data.fitted().entries())));
    Files.delete(folder.resolve("table.csv"));
    assertThat(restored.read(other).values().floats()).isEqualTo(before);
    assertThat(restored.features().names()).containsExactly("b", "a");
    assertThat(restored.toData(restored.read(other).values()).floats())
        .containsExactly(new float[] {3, 12}, within(1e-5f));
  }

  @Test
  void readsLabelsOfNewFilesWhereTheyAre() throws IOException {
    Csv data = labelled(Csv.TrainOn.ALL);
    Path with = Files.writeString(folder.resolve("with.csv"), "label,b,a\n1,7,3\n");
    Path without = Files.writeString(folder.resolve("without.csv"), "b,a\n7,3\n");
    assertThat(data.read(with).labels().orElseThrow().ints()).containsExactly(1);
    assertThat(data.read(without).labels()).isEmpty();
  }

  @Test
  void readsGzippedFilesAndNamesThemForTheRecord() throws IOException {
    Path file = folder.resolve("table.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(HUNDRED.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Csv data = csv(file, Optional.of("label"), Csv.TrainOn.ALL, 0);
    assertThat(numbers(data, Dataset.TEST))
        .isEqualTo(numbers(labelled(Csv.TrainOn.ALL), Dataset.TEST));
    assertThat(data.files()).containsExactly(file);
  }

  @Test
  void readsNothingBeforeItIsAsked() {
    Csv data = csv(folder.resolve("none.csv"), Optional.empty(), Csv.TrainOn.ALL, 0);
    assertThat(data.splits()).hasSize(2);
    assertThatThrownBy(data::features).hasMessageStartingWith("EBM-D003");
  }

  @Test
  void refusesOptionsThatContradictEachOther() {
    Path path = Path.of("t.csv");
    Optional<String> none = Optional.empty();
    assertThatThrownBy(
            () ->
                new Csv.Config(
                    path,
                    List.of(),
                    none,
                    0.2,
                    0,
                    Csv.TrainOn.INLIERS,
                    true,
                    Feature.Kind.CONTINUOUS))
        .hasMessageContaining("needs the option 'label'");
    assertThatThrownBy(
            () ->
                new Csv.Config(
                    path,
                    List.of(),
                    Optional.of("y"),
                    0,
                    0,
                    Csv.TrainOn.INLIERS,
                    true,
                    Feature.Kind.CONTINUOUS))
        .hasMessageContaining("test-fraction");
    assertThatThrownBy(
            () ->
                new Csv.Config(
                    path,
                    List.of("a", "a"),
                    none,
                    0,
                    0,
                    Csv.TrainOn.ALL,
                    true,
                    Feature.Kind.CONTINUOUS))
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () ->
                new Csv.Config(
                    path,
                    List.of("a", "y"),
                    Optional.of("y"),
                    0,
                    0,
                    Csv.TrainOn.ALL,
                    true,
                    Feature.Kind.CONTINUOUS))
        .hasMessageContaining("cannot be one of the 'columns'");
  }
}
