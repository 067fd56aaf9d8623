package org.example.npy;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Arrays {@code [n, ...]} in files of NumPy, as {@code numpy.save} writes them: n rows of any
 * shape, of real numbers. An array {@code [n]} has rows of one number. Files are read whole when
 * their rows are first needed, and only their headers before.
 *
 * <p>All values are divided by one number; there are no labels.
 */
public final class Npy implements Dataset {

  /** Chosen by {@code npy}. */
  static final ComponentFactory<Dataset, Config> FACTORY =
      new ComponentFactory<>(
          Dataset.class,
          "npy",
          Config.class,
          "Rows of an array in NumPy's file format",
          (config, context) -> new Npy(config));

  /**
   * The options.
   *
   * @param path the array to train on
   * @param testPath the array of the split test
   * @param scale what values are divided by
   */
  public record Config(
      @Option(doc = "Array [n, ...] to train on, a file as numpy.save writes it") Path path,
      @Option(doc = "Array with the rows of the split 'test'; without it there is none")
          Optional<Path> testPath,
      @Option(
              doc = "What all values are divided by, such as 255 for images of bytes",
              byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double scale) {}

  private static final String SHAPE = "shape";

  private final Config config;
  private final Optional<Shape> restored;
  private final Map<Path, Rows> loaded = new HashMap<>();

  /** A dataset of these options; nothing is read yet. */
  public Npy(Config config) {
    this(config, Optional.empty());
  }

  private Npy(Config config, Optional<Shape> restored) {
    this.config = config;
    this.restored = restored;
  }

  @Override
  public Features features() {
    Shape shape = restored.orElseGet(() -> NpyHeader.read(config.path()).row());
    return new Features(
        shape,
        IntStream.range(0, shape.size())
            .mapToObj(i -> new Feature("x" + i, Feature.Kind.CONTINUOUS))
            .toList());
  }

  @Override
  public List<String> splits() {
    return config.testPath().isPresent() ? List.of(TRAIN, TEST) : List.of(TRAIN);
  }

  @Override
  public Split split(String name) {
    if (!splits().contains(name)) {
      throw new EbmException(
          Problem.error(
              "EBM-D001",
              "npy",
              "has no split '" + name + "'",
              "it has " + String.join(", ", splits())));
    }
    Path path = name.equals(TRAIN) ? config.path() : config.testPath().orElseThrow();
    return new Split.Table(loaded(path));
  }

  private synchronized Rows loaded(Path path) {
    return loaded.computeIfAbsent(path, this::read);
  }

  /** The shape of a row, so that a trained model can be used where the training data are not. */
  @Override
  public Tree<TensorData> fitted() {
    int[] dims = features().shape().dims();
    return Tree.of(SHAPE, TensorData.of(dims, dims.length));
  }

  @Override
  public Dataset restored(Tree<TensorData> fitted) {
    return new Npy(config, Optional.of(Shape.of(fitted.get(SHAPE).ints())));
  }

  @Override
  public Rows read(Path file) {
    NpyHeader header = NpyHeader.read(file);
    Shape row = features().shape();
    if (!header.row().equals(row)) {
      throw new EbmException(
          Problem.error(
              "EBM-D006",
              file.toString(),
              "has rows of shape %s for a model of %s".formatted(header.row(), row),
              "all arrays of a dataset have rows of one shape"));
    }
    return Rows.unlabelled(
        TensorData.of(header.values(file, config.scale()), row.prepend(header.count()).dims()));
  }

  @Override
  public TensorData toData(TensorData rows) {
    float[] values = rows.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * config.scale());
    }
    return TensorData.of(values, rows.shape().dims());
  }

  @Override
  public List<Path> files() {
    return Stream.concat(Stream.of(config.path()), config.testPath().stream()).toList();
  }
}
