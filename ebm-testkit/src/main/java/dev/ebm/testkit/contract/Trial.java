package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.testkit.ReferenceBackend;
import dev.ebm.testkit.Traced;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Runs functions of tensors on the reference, and makes their inputs. */
final class Trial {

  private Trial() {}

  static DynamicTest test(String claim, Executable body) {
    return dynamicTest(claim, body);
  }

  /** The results of a function in a precision, under the key of a seed. */
  static List<TensorData> run(
      DType floating, long seed, List<TensorData> inputs, Traced.Body body) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, floating).run(seed, inputs, body);
    }
  }

  /** One result in float64, under seed 1. */
  static TensorData one(List<TensorData> inputs, Traced.Body body) {
    return run(DType.FLOAT64, 1, inputs, body).get(0);
  }

  /** Rows that the features allow: normal draws, or 0 and 1 with equal probability. */
  static TensorData rows(Features features, int count, long seed) {
    Random random = new Random(seed);
    int columns = features.columns().size();
    float[] values = new float[count * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          isBinary(features, i % columns) ? random.nextInt(2) : (float) random.nextGaussian();
    }
    return TensorData.of(values, features.shape().prepend(count).dims());
  }

  static boolean isBinary(Features features, int column) {
    return features.columns().get(column).kind() == Feature.Kind.BINARY;
  }

  static boolean anyBinary(Features features) {
    return features.columns().stream().anyMatch(column -> column.kind() == Feature.Kind.BINARY);
  }

  /** Rows taken from others; the leading axis is that of the rows. */
  static TensorData take(TensorData rows, int count, IntUnaryOperator from) {
    int size = rows.shape().size() / rows.shape().dim(0);
    double[] values = new double[count * size];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < size; i++) {
        values[row * size + i] = rows.at(from.applyAsInt(row) * size + i);
      }
    }
    return TensorData.fromDoubles(
        new TensorType(rows.type().dtype(), rows.shape().with(0, count)), values);
  }

  /** The rows with another one at the front. */
  static TensorData withFirstRow(TensorData rows, TensorData other) {
    int size = rows.shape().size() / rows.shape().dim(0);
    double[] values = rows.toDoubles();
    System.arraycopy(other.toDoubles(), 0, values, 0, size);
    return TensorData.fromDoubles(rows.type(), values);
  }

  /** Row by row as [B, d]. */
  static double[][] asRows(TensorData data) {
    int count = data.shape().dim(0);
    int size = count == 0 ? 0 : data.shape().size() / count;
    double[] flat = data.toDoubles();
    double[][] rows = new double[count][];
    for (int row = 0; row < count; row++) {
      rows[row] = Arrays.copyOfRange(flat, row * size, (row + 1) * size);
    }
    return rows;
  }

  static void assertFinite(String what, TensorData data) {
    assertThat(Arrays.stream(data.toDoubles()).filter(v -> !Double.isFinite(v)).toArray())
        .as("elements of %s that are not finite", what)
        .isEmpty();
  }

  static void assertType(String what, Tensor value, DType dtype, Shape shape) {
    assertThat(value.type()).as("type of " + what).isEqualTo(new TensorType(dtype, shape));
  }

  /** Equal up to the rounding of a sum whose order may differ. */
  static void assertSame(String what, double[] actual, double[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]) <= 1e-12 * (1 + Math.abs(expected[i])))
          .as("%s: %s, expected %s at %d", what, actual[i], expected[i], i)
          .isTrue();
    }
  }
}
