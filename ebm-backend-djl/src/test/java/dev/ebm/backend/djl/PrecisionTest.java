package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The relative accuracy of the functions that are composed here, over all magnitudes. */
@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class PrecisionTest {

  /** Units in the last place: no composition rounds more often. */
  private static final double MAX_ULPS = 6;

  @Parameter private DjlConfig.Execution execution;

  private Backend backend;

  @BeforeEach
  void open() {
    backend = Evaluation.open(execution);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  /** Both signs of sizes in equal ratios. */
  private static double[] magnitudes(double smallest, double largest) {
    double from = Math.log10(smallest);
    double to = Math.log10(largest);
    double[] positive =
        DoubleStream.iterate(from, e -> e <= to, e -> e + 0.01).map(e -> Math.pow(10, e)).toArray();
    return DoubleStream.concat(
            Arrays.stream(positive), Arrays.stream(positive).map(value -> -value))
        .toArray();
  }

  private void checkDoubles(
      UnaryOperator<Tensor> function, DoubleUnaryOperator truth, double[] points) {
    double[] values =
        Evaluation.of(
                backend, in -> function.apply(in.get(0)), TensorData.of(points, points.length))
            .doubles();
    for (int i = 0; i < points.length; i++) {
      double expected = truth.applyAsDouble(points[i]);
      assertThat(Math.abs(values[i] - expected) / Math.ulp(expected))
          .as("ulps at %s: %s against %s", points[i], values[i], expected)
          .isLessThanOrEqualTo(MAX_ULPS);
    }
  }

  private void checkFloats(
      UnaryOperator<Tensor> function, DoubleUnaryOperator truth, double[] points) {
    float[] rounded = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      rounded[i] = (float) points[i];
    }
    float[] values =
        Evaluation.of(
                backend, in -> function.apply(in.get(0)), TensorData.of(rounded, rounded.length))
            .floats();
    for (int i = 0; i < rounded.length; i++) {
      double expected = truth.applyAsDouble(rounded[i]);
      assertThat(Math.abs(values[i] - expected) / Math.ulp((float) expected))
          .as("ulps at %s: %s against %s", rounded[i], values[i], expected)
          .isLessThanOrEqualTo(MAX_ULPS);
    }
  }

  @Test
  void log1pIsAccurateNearZeroAndFarAway() {
    DoubleUnaryOperator truth = StrictMath::log1p;
    double[] above = Arrays.stream(magnitudes(1e-300, 1e300)).filter(x -> x > -1).toArray();
    checkDoubles(Tensor::log1p, truth, above);
    double[] floats = Arrays.stream(magnitudes(1e-35, 1e35)).filter(x -> x > -0.999).toArray();
    checkFloats(Tensor::log1p, truth, floats);
  }

  @Test
  void log1pHoldsAtItsEnds() {
    double[] ends = {-1, Double.POSITIVE_INFINITY, Double.NaN, -2, 0, Double.MIN_NORMAL};
    assertThat(
            Evaluation.of(backend, in -> in.get(0).log1p(), TensorData.of(ends, ends.length))
                .doubles())
        .containsExactly(
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NaN,
            Double.NaN,
            0,
            Double.MIN_NORMAL);
  }

  @Test
  void expm1IsAccurateNearZeroAndFarAway() {
    checkDoubles(Tensor::expm1, StrictMath::expm1, magnitudes(1e-300, 700));
    checkFloats(Tensor::expm1, StrictMath::expm1, magnitudes(1e-35, 88));
  }

  @Test
  void expm1HoldsAtItsEnds() {
    double[] ends = {Double.NEGATIVE_INFINITY, 1000, Double.NaN, -1000, -0.0};
    assertThat(
            Evaluation.of(backend, in -> in.get(0).expm1(), TensorData.of(ends, ends.length))
                .doubles())
        .containsExactly(-1, Double.POSITIVE_INFINITY, Double.NaN, -1, -0.0);
  }

  @Test
  void softplusHasNoThreshold() {
    DoubleUnaryOperator truth =
        x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    double[] points = DoubleStream.iterate(-80, x -> x <= 80, x -> x + 0.0173).toArray();
    checkDoubles(Tensor::softplus, truth, points);
    checkFloats(Tensor::softplus, truth, points);
    checkDoubles(Tensor::softplus, truth, new double[] {20.5, 30, 1000, -100, -700, 1e300});
  }

  @Test
  void erfIsAccurateNearZero() {
    double slope = 2 / Math.sqrt(Math.PI);
    double[] points = magnitudes(1e-300, 1e-9);
    checkDoubles(Tensor::erf, x -> slope * x, points);
    checkFloats(Tensor::erf, x -> slope * x, magnitudes(1e-30, 1e-5));
  }
}
