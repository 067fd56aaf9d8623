package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Rows and log-densities of the laws in the plane, and the z-test of a mean. */
final class Draws {

  /** The two-sided standard normal quantile of 1e-6. */
  static final double Z = 4.89;

  private static final JvmBackend BACKEND = new JvmBackend(1);

  private Draws() {}

  @SuppressWarnings("unchecked")
  static Dataset dataset(String name) {
    ComponentFactory<Dataset, Plane.Config> factory =
        new DataPlugin()
            .components().stream()
                .filter(one -> one.name().equals(name))
                .map(one -> (ComponentFactory<Dataset, Plane.Config>) one)
                .findFirst()
                .orElseThrow();
    return factory.body().apply(new Plane.Config(), null);
  }

  /** Rows {x0, x1} of a split under seed 1. */
  static List<double[]> rows(String name, String split, int count) {
    Split.Stream stream = (Split.Stream) dataset(name).split(split);
    double[] flat =
        new Traced(BACKEND, DType.FLOAT32)
            .run(1, List.of(), (key, none) -> List.of(stream.generator().draw(key, count)))
            .get(0)
            .toDoubles();
    return IntStream.range(0, count)
        .mapToObj(i -> new double[] {flat[2 * i], flat[2 * i + 1]})
        .toList();
  }

  /** log p in float64. */
  static double[] logDensity(String name, List<double[]> rows) {
    double[] flat = rows.stream().flatMapToDouble(DoubleStream::of).toArray();
    return new Traced(BACKEND, DType.FLOAT64)
        .run(
            0,
            List.of(TensorData.of(flat, rows.size(), 2)),
            (key, x) -> List.of(dataset(name).logDensity().orElseThrow().of(x.get(0))))
        .get(0)
        .doubles();
  }

  /** Fails falsely for one seed in a million, if the expected value has no error. */
  static void assertMean(
      List<double[]> rows, ToDoubleFunction<double[]> statistic, double expected, double error) {
    double[] values = rows.stream().mapToDouble(statistic).toArray();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double variance =
        DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertThat(Math.abs(mean - expected))
        .as("distance of the mean %s from %s", mean, expected)
        .isLessThan(Z * Math.sqrt(variance / values.length) + error);
  }
}
