package dev.ebm.models;

import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/** Numbers of options and fits as float32 data. */
final class Numbers {

  private Numbers() {}

  static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static double[][] matrix(List<List<Double>> rows) {
    return rows.stream().map(Numbers::array).toArray(double[][]::new);
  }

  /** A vector. */
  static TensorData float32(double[] numbers) {
    return TensorData.fromDoubles(TensorType.float32(numbers.length), numbers);
  }

  /** A matrix of rows of equal length. */
  static TensorData float32(double[][] rows) {
    double[] numbers = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return TensorData.fromDoubles(TensorType.float32(rows.length, rows[0].length), numbers);
  }
}
