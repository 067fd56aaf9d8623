package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every perturbation owes. */
public final class PerturbationContract {

  private static final int MANY = 20_000;

  private final Perturbation perturbation;
  private final Features features;

  private PerturbationContract(Perturbation perturbation, Features features) {
    this.perturbation = perturbation;
    this.features = features;
  }

  /**
   * The tests of one perturbation.
   *
   * @param features what its rows are made of
   */
  public static Stream<DynamicTest> of(Perturbation perturbation, Features features) {
    PerturbationContract contract = new PerturbationContract(perturbation, features);
    return Stream.of(
        Trial.test("keeps shapes and types", contract::keepsShapes),
        Trial.test("draws by its key alone", contract::drawsByKey),
        Trial.test("draws for every row by itself", contract::drawsRowsByThemselves),
        Trial.test("recovers from the reverse law", contract::recoversFromTheReverseLaw),
        Trial.test("has the density of its draws", contract::hasTheDensityOfItsDraws));
  }

  private void keepsShapes() {
    for (int count : new int[] {1, 3}) {
      TensorData rows = Trial.rows(features, 5, 1);
      List<TensorData> results =
          Trial.run(
              DType.FLOAT64,
              1,
              List.of(rows),
              (key, in) -> {
                Tensor y = perturbation.perturb(key.fold("there"), in.get(0));
                assertThat(y.type()).as("perturbed rows").isEqualTo(in.get(0).type());
                Perturbation.Recovery back = perturbation.recover(key.fold("back"), y, count);
                Shape samples = features.shape().prepend(count).prepend(5);
                Trial.assertType("recovered rows", back.samples(), DType.FLOAT32, samples);
                Trial.assertType("weights", back.logWeights(), DType.FLOAT32, Shape.of(5, count));
                return List.of(y, back.samples(), back.logWeights());
              });
      Trial.assertFinite("perturbed rows", results.get(0));
      Trial.assertFinite("recovered rows", results.get(1));
      assertThat(results.get(2).toDoubles()).as("log-weights").doesNotContain(Double.NaN);
      staysBinary(results.get(0));
      staysBinary(results.get(1));
    }
  }

  private void staysBinary(TensorData rows) {
    int columns = features.columns().size();
    for (int i = 0; i < rows.shape().size(); i++) {
      if (Trial.isBinary(features, i % columns)) {
        assertThat(rows.at(i)).as("value of a binary column").isIn(0.0, 1.0);
      }
    }
  }

  private void drawsByKey() {
    TensorData rows = Trial.rows(features, 64, 1);
    assertThat(thereAndBack(1, rows)).isEqualTo(thereAndBack(1, rows));
    assertThat(thereAndBack(2, rows).get(0)).isNotEqualTo(thereAndBack(1, rows).get(0));
    assertThat(thereAndBack(2, rows).get(1)).isNotEqualTo(thereAndBack(1, rows).get(1));
  }

  private void drawsRowsByThemselves() {
    TensorData rows = Trial.rows(features, 64, 1);
    TensorData other = Trial.withFirstRow(rows, Trial.rows(features, 1, 9));
    for (int part = 0; part < 2; part++) {
      double[][] before = Trial.asRows(thereAndBack(1, rows).get(part));
      double[][] after = Trial.asRows(thereAndBack(1, other).get(part));
      for (int row = 1; row < before.length; row++) {
        Trial.assertSame("row beside a changed one", after[row], before[row]);
      }
      double[][] repeated = Trial.asRows(thereAndBack(1, Trial.take(rows, 64, i -> 0)).get(part));
      assertThat(Stream.of(repeated).map(Arrays::toString).distinct().count())
          .as("different draws for 64 equal rows")
          .isGreaterThan(1);
    }
  }

  /**
   * Where x is uniform, (x, y) and (x', y) have the same law, x' being weighted: that is what it
   * means to be drawn with density proportional to q(y | x'). Real x are uniform in a box whose
   * edges lead to y 8 deviations of the noise from its middle, and only y within 4 are compared,
   * which no x beyond the box reaches. Catches a relative error of the noise's variance of about a
   * fifth.
   */
  private void recoversFromTheReverseLaw() {
    double deviation = deviation();
    TensorData rows = uniform(edge(8 * deviation));
    List<TensorData> results = thereAndBack(3, rows);
    double[][] x = Trial.asRows(rows);
    double[][] y = Trial.asRows(results.get(0));
    double[][] back = Trial.asRows(results.get(1));
    double[] logWeights = results.get(2).toDoubles();
    List<Statistic> statistics =
        List.of(
            (a, b) -> 1,
            (a, b) -> squaredDistance(a, b) / (deviation * deviation),
            (a, b) -> (b[0] - a[0]) / deviation,
            (a, b) -> Math.sqrt(squaredDistance(a, b)) / deviation,
            (a, b) -> a[0] * b[a.length - 1] / (deviation * deviation));
    ZTest test = new ZTest(statistics.size());
    for (int s = 0; s < statistics.size(); s++) {
      double[] differences = new double[MANY];
      for (int i = 0; i < MANY; i++) {
        if (inTheMiddle(y[i], 4 * deviation)) {
          differences[i] =
              Math.exp(logWeights[i]) * statistics.get(s).of(back[i], y[i])
                  - statistics.get(s).of(x[i], y[i]);
        }
      }
      test.assertMean("difference of the laws in statistic " + s, differences, 0);
    }
  }

  @FunctionalInterface
  private interface Statistic {
    double of(double[] x, double[] y);
  }

  private boolean inTheMiddle(double[] y, double half) {
    for (int i = 0; i < y.length; i++) {
      if (!Trial.isBinary(features, i) && Math.abs(y[i]) > half) {
        return false;
      }
    }
    return true;
  }

  /** The largest root mean square change of a column. */
  private double deviation() {
    TensorData rows = Trial.rows(features, 1000, 4);
    double[][] x = Trial.asRows(rows);
    double[][] y = Trial.asRows(thereAndBack(4, rows).get(0));
    double largest = 0;
    for (int column = 0; column < features.columns().size(); column++) {
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        squares += (y[i][column] - x[i][column]) * (y[i][column] - x[i][column]);
      }
      largest = Math.max(largest, Math.sqrt(squares / x.length));
    }
    assertThat(largest).as("change by the perturbation").isPositive();
    return largest;
  }

  /** How far out x has to be for y to be this far: further, if the law pulls inwards. */
  private double edge(double distance) {
    int columns = features.columns().size();
    float[] far = new float[1000 * columns];
    for (int i = 0; i < far.length; i++) {
      far[i] = Trial.isBinary(features, i % columns) ? 0 : (float) distance;
    }
    double[] y =
        thereAndBack(6, TensorData.of(far, features.shape().prepend(1000).dims()))
            .get(0)
            .toDoubles();
    double reached =
        IntStream.range(0, y.length)
            .filter(i -> !Trial.isBinary(features, i % columns))
            .mapToDouble(i -> y[i])
            .average()
            .orElse(distance);
    return distance * distance / reached;
  }

  private TensorData uniform(double half) {
    Random random = new Random(5);
    int columns = features.columns().size();
    float[] values = new float[MANY * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Trial.isBinary(features, i % columns)
              ? random.nextInt(2)
              : (float) ((2 * random.nextDouble() - 1) * half);
    }
    return TensorData.of(values, features.shape().prepend(MANY).dims());
  }

  private static double squaredDistance(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (y[i] - x[i]) * (y[i] - x[i]);
    }
    return sum;
  }

  /**
   * The score by x of the density of y given x has mean 0, and its square and derivative cancel in
   * the mean: a shifted or scaled density is noticed. A law may have none that is known.
   */
  private void hasTheDensityOfItsDraws() {
    if (Trial.anyBinary(features)) {
      return; // there is no derivative by x
    }
    int columns = features.columns().size();
    double[][] values;
    try {
      values = Trial.asRows(scores(columns));
    } catch (TensorException e) {
      assertThat(e.code()).isEqualTo("EBM-M010");
      return;
    }
    ZTest test = new ZTest(2 * columns);
    for (int column = 0; column < 2 * columns; column++) {
      int at = column;
      test.assertMean(
          (at < columns ? "score of column " : "square and derivative of the score of column ")
              + at % columns,
          Arrays.stream(values).mapToDouble(row -> row[at]).toArray(),
          0);
    }
  }

  /** For each row the score of every column, and then its square and derivative. */
  private TensorData scores(int columns) {
    return Trial.run(
            DType.FLOAT64,
            7,
            List.of(Trial.rows(features, MANY, 7)),
            (key, in) -> {
              Tensor x = in.get(0);
              Tensor y = perturbation.perturb(key, x);
              Tensor density = perturbation.logDensity(x, y.stopGradient());
              Trial.assertType("log-density", density, DType.FLOAT32, Shape.of(MANY));
              Tensor score = Gradients.of(density.sum(), x);
              List<Tensor> all = new ArrayList<>();
              for (int i = 0; i < columns; i++) {
                all.add(column(score, i));
              }
              for (int i = 0; i < columns; i++) {
                Tensor derivative = Gradients.of(column(score, i).sum(), x);
                all.add(column(score, i).square().add(column(derivative, i)));
              }
              return List.of(Tensors.stack(1, all));
            })
        .get(0);
  }

  private static Tensor column(Tensor rows, int column) {
    return rows.reshape(rows.dim(0), -1).get(1, column);
  }

  /** y, x' for one draw each, and its log-weights. */
  private List<TensorData> thereAndBack(long seed, TensorData rows) {
    return Trial.run(
        DType.FLOAT64,
        seed,
        List.of(rows),
        (key, in) -> {
          Tensor y = perturbation.perturb(key.fold("there"), in.get(0));
          Perturbation.Recovery back = perturbation.recover(key.fold("back"), y, 1);
          return List.of(y, back.samples(), back.logWeights());
        });
  }
}
