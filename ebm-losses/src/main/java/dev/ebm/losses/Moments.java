package dev.ebm.losses;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;

/**
 * Mean and deviation of every feature of some rows.
 *
 * @param mean float32 of the shape of a row
 * @param deviation float32 of the shape of a row, the root of the mean square difference
 */
record Moments(TensorData mean, TensorData deviation) {

  static Moments of(TensorData rows) {
    int n = rows.shape().dim(0);
    Shape features = rows.shape().range(1, rows.shape().rank());
    double[] mean = new double[features.size()];
    double[] deviation = new double[features.size()];
    for (int i = 0; i < rows.shape().size(); i++) {
      mean[i % mean.length] += rows.at(i) / n;
    }
    for (int i = 0; i < rows.shape().size(); i++) {
      double gap = rows.at(i) - mean[i % mean.length];
      deviation[i % mean.length] += gap * gap / n;
    }
    Arrays.setAll(deviation, i -> Math.sqrt(deviation[i]));
    return new Moments(float32(mean, features), float32(deviation, features));
  }

  private static TensorData float32(double[] values, Shape shape) {
    return TensorData.fromDoubles(new TensorType(DType.FLOAT32, shape), values);
  }
}
