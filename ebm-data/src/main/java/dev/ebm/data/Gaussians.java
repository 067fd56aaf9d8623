package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.logSumExp;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.stream.IntStream;

/** Equal mixtures of round Gaussians: eight on a circle, 25 on a grid. */
final class Gaussians {

  /** The literature's divisor, which is not quite the root of 2. */
  private static final double SCALE = 1.414;

  /** Chosen by {@code gaussians-8}: radius 4, deviation 0.5, both divided by 1.414. */
  static final ComponentFactory<Dataset, Plane.Config> EIGHT =
      factory(
          "gaussians-8",
          "Eight Gaussians on a circle",
          new Gaussians(
              IntStream.range(0, 8)
                  .mapToObj(k -> new double[] {4 * cos(k), 4 * cos(k - 2)})
                  .toArray(double[][]::new),
              0.5));

  /** Chosen by {@code gaussians-25}: a grid of spacing 2, deviation 0.2, divided by 1.414. */
  static final ComponentFactory<Dataset, Plane.Config> TWENTY_FIVE =
      factory(
          "gaussians-25",
          "25 Gaussians on a square grid",
          new Gaussians(
              IntStream.range(0, 25)
                  .mapToObj(k -> new double[] {2 * (k / 5 - 2), 2 * (k % 5 - 2)})
                  .toArray(double[][]::new),
              0.2));

  private final double[][] centres;
  private final double deviation;

  private Gaussians(double[][] centres, double deviation) {
    this.centres = centres;
    this.deviation = deviation / SCALE;
  }

  private static double cos(int eighths) {
    return Math.cos(eighths * Math.PI / 4);
  }

  private static ComponentFactory<Dataset, Plane.Config> factory(
      String name, String summary, Gaussians mixture) {
    return Plane.factory(name, summary, mixture::draw, mixture::logDensity);
  }

  /** The means [K, 2]. */
  private Tensor means() {
    float[] means = new float[2 * centres.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (centres[i / 2][i % 2] / SCALE);
    }
    return constant(TensorData.of(means, centres.length, 2));
  }

  private Tensor draw(Key key, int count) {
    Tensor component = key.fold("component").integers(centres.length, count);
    Tensor noise = key.fold("noise").normal(count, 2).mul(deviation);
    return means().gather(component).add(noise);
  }

  private Tensor logDensity(Tensor x) {
    double variance = deviation * deviation;
    Tensor squares = x.expandDims(1).sub(means()).square().sum(2); // [B, K]
    return logSumExp(squares.mul(-0.5 / variance), 1)
        .sub(Math.log(centres.length * 2 * Math.PI * variance));
  }
}
