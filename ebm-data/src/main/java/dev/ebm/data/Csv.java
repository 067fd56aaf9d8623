package dev.ebm.data;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A CSV file with a header, plain or as .gz, whose columns are real numbers, or all of them 0 and 1
 * ({@code kind: binary}). It is read whole when first needed; a value that is missing or not finite
 * is an error, never guessed.
 *
 * <p>With a label column (0, or 1 for an anomaly) the split keeps the share of both labels. With
 * {@code train-on: inliers} only rows of label 0 are trained on, and every row of label 1 belongs
 * to the test split, so that none is wasted.
 *
 * <p>Real numbers are standardised by mean and standard deviation of the training split. A column
 * that is constant there is shifted to 0 and not divided.
 */
public final class Csv implements Dataset {

  /** Chosen by {@code csv}. */
  public static final ComponentFactory<Dataset, Config> FACTORY =
      new ComponentFactory<>(
          Dataset.class,
          "csv",
          Config.class,
          "Numeric columns of a CSV file, plain or gzipped",
          (config, context) -> new Csv(config));

  /** Which labels are trained on. */
  public enum TrainOn {
    /** Rows of label 0 only. */
    INLIERS,
    /** Rows of both labels. */
    ALL
  }

  /**
   * The options.
   *
   * @param path the file
   * @param columns the features in order; none means all columns but the label
   * @param label the column of labels
   * @param testFraction the share of rows that is tested on; 0 makes no test split
   * @param splitSeed chooses the rows that are tested on
   * @param trainOn the labels to train on
   * @param standardize whether columns of real numbers are given mean 0 and deviation 1
   * @param kind what the columns hold
   */
  public record Config(
      @Option(doc = "CSV file with a header line; .gz is unpacked") Path path,
      @Option(doc = "Columns to model, in order; none means all but the label", byDefault = "[]")
          List<String> columns,
      @Option(doc = "Column of labels: 1 for an anomaly, else 0") Optional<String> label,
      @Option(doc = "Share of the rows in the split 'test'; 0 makes none", byDefault = "0.2")
          @Range(min = 0, max = 1, exclusiveMax = true)
          double testFraction,
      @Option(doc = "Seed of the split, apart from the experiment's", byDefault = "0")
          long splitSeed,
      @Option(
              doc =
                  "Rows to train on: all, or inliers, which leaves every row of label 1 to the test"
                      + " split",
              byDefault = "all")
          TrainOn trainOn,
      @Option(
              doc = "Give real numbers mean 0 and deviation 1, as measured on the training split",
              byDefault = "true")
          boolean standardize,
      @Option(
              doc = "What the columns hold: continuous, real numbers; or binary, 0 and 1",
              byDefault = "continuous")
          Feature.Kind kind) {

    /**
     * Checks the options against each other.
     *
     * @throws IllegalArgumentException if columns repeat or hold the label, or if inliers are asked
     *     for without a label or a test split
     */
    public Config {
      columns = List.copyOf(columns);
      if (new HashSet<>(columns).size() < columns.size()) {
        throw new IllegalArgumentException("'columns' names a column twice: " + columns);
      }
      if (label.isPresent() && columns.contains(label.get())) {
        throw new IllegalArgumentException(
            "the label '" + label.get() + "' cannot be one of the 'columns'");
      }
      if (trainOn == TrainOn.INLIERS && label.isEmpty()) {
        throw new IllegalArgumentException("'train-on: inliers' needs the option 'label'");
      }
      if (trainOn == TrainOn.INLIERS && testFraction == 0) {
        throw new IllegalArgumentException(
            "'train-on: inliers' needs a test split for the other rows; set 'test-fraction'");
      }
    }
  }

  private final Config config;
  private final Optional<Standardization> restored;
  private Optional<Loaded> loaded = Optional.empty();

  /** The file's content, split and standardised. */
  private record Loaded(Standardization standardization, Rows train, Rows test) {}

  /** A dataset of these options; nothing is read yet. */
  public Csv(Config config) {
    this(config, Optional.empty());
  }

  private Csv(Config config, Optional<Standardization> restored) {
    this.config = config;
    this.restored = restored;
  }

  @Override
  public Features features() {
    List<String> columns = standardization().columns();
    return new Features(
        Shape.of(columns.size()),
        columns.stream().map(name -> new Feature(name, config.kind())).toList());
  }

  @Override
  public List<String> splits() {
    return config.testFraction() == 0 ? List.of(TRAIN) : List.of(TRAIN, TEST);
  }

  @Override
  public Split split(String name) {
    if (!splits().contains(name)) {
      throw DataProblems.noSplit("csv", name, splits());
    }
    return new Split.Table(name.equals(TRAIN) ? loaded().train() : loaded().test());
  }

  /** {@code standardize/COLUMN/mean}, {@code /deviation} and {@code /position}. */
  @Override
  public Tree<TensorData> fitted() {
    return standardization().toTree();
  }

  @Override
  public Dataset restored(Tree<TensorData> fitted) {
    return new Csv(config, Optional.of(Standardization.fromTree(fitted)));
  }

  /** The same columns of another file, with its labels if it has the label column. */
  @Override
  public Rows read(Path file) {
    Standardization standardization = standardization();
    CsvTable table = CsvTable.read(file, standardization.columns(), config.label(), config.kind());
    return new Rows(standardization.apply(table.rows()), table.labels().map(Csv::labels));
  }

  @Override
  public TensorData toData(TensorData rows) {
    return standardization().invert(rows);
  }

  @Override
  public List<Path> files() {
    return List.of(config.path());
  }

  private Standardization standardization() {
    return restored.orElseGet(() -> loaded().standardization());
  }

  private synchronized Loaded loaded() {
    if (loaded.isEmpty()) {
      loaded = Optional.of(load());
    }
    return loaded.get();
  }

  private Loaded load() {
    List<String> columns = restored.map(Standardization::columns).orElse(config.columns());
    CsvTable table = CsvTable.read(config.path(), columns, config.label(), config.kind());
    if (config.label().isPresent() && table.labels().isEmpty()) {
      throw DataProblems.missingColumn(config.path(), config.label().get(), table.columns());
    }
    int[] classes = table.labels().orElseGet(() -> new int[table.rows().size()]);
    Partition partition = Partition.stratified(classes, config.testFraction(), config.splitSeed());
    if (config.trainOn() == TrainOn.INLIERS) {
      partition = partition.testing(row -> classes[row] == 1);
    }
    for (String split : splits()) {
      if ((split.equals(TRAIN) ? partition.train() : partition.test()).isEmpty()) {
        throw DataProblems.emptySplit(config.path(), split, classes.length);
      }
    }
    Standardization standardization =
        restored.orElse(
            config.standardize() && config.kind() == Feature.Kind.CONTINUOUS
                ? Standardization.fit(table.columns(), pick(table, partition.train()))
                : Standardization.none(table.columns()));
    return new Loaded(
        standardization,
        rows(table, partition.train(), standardization),
        rows(table, partition.test(), standardization));
  }

  private static List<double[]> pick(CsvTable table, List<Integer> rows) {
    return rows.stream().map(table.rows()::get).toList();
  }

  private static Rows rows(CsvTable table, List<Integer> rows, Standardization standardization) {
    return new Rows(
        standardization.apply(pick(table, rows)),
        table.labels().map(all -> labels(rows.stream().mapToInt(row -> all[row]).toArray())));
  }

  private static TensorData labels(int[] labels) {
    return TensorData.of(labels, labels.length);
  }
}
