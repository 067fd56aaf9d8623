package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MlpTest {

  private static Mlp mlp(
      List<Integer> hidden, Activation activation, double confinement, int... x) {
    return new Mlp(new Mlp.Config(hidden, activation, confinement), Shape.of(x));
  }

  @Test
  void namesItsParametersByLayer() {
    Tree<Parameter> parameters = mlp(List.of(5, 4), Activation.TANH, 0, 3).parameters();
    assertThat(parameters.map(Parameter::shape).entries())
        .containsExactly(
            Map.entry("layer0/weight", Shape.of(3, 5)),
            Map.entry("layer0/bias", Shape.of(5)),
            Map.entry("layer1/weight", Shape.of(5, 4)),
            Map.entry("layer1/bias", Shape.of(4)),
            Map.entry("layer2/weight", Shape.of(4, 1)),
            Map.entry("layer2/bias", Shape.of(1)));
  }

  /**
   * Range exact; variance by a z-test on independent draws whose fourth moment is that of a uniform
   * law, with false-failure rate 1e-6.
   */
  @Test
  void startsUniformWithinOneOverTheRootOfTheInputs() {
    Trial start = Trial.initial(mlp(List.of(400, 400), Activation.SOFTPLUS, 0, 16), 3);
    for (String name : List.of("layer0/weight", "layer1/weight", "layer1/bias")) {
      double bound = 1 / Math.sqrt(name.startsWith("layer0") ? 16 : 400);
      double[] drawn = start.parameter(name);
      assertThat(Arrays.stream(drawn).map(Math::abs).max().orElseThrow())
          .isLessThanOrEqualTo(bound * (1 + 1e-6))
          .isGreaterThan(0.95 * bound);
      double meanSquare = Arrays.stream(drawn).map(v -> v * v).average().orElseThrow();
      double deviation = Math.sqrt(4.0 / 45 / drawn.length) * bound * bound;
      assertThat(meanSquare).isCloseTo(bound * bound / 3, within(4.89 * deviation));
    }
  }

  /** The activations in plain arithmetic. */
  private static double plain(Activation activation, double x) {
    DoubleUnaryOperator function =
        switch (activation) {
          case SOFTPLUS -> v -> Math.log(1 + Math.exp(v));
          case TANH -> Math::tanh;
          case ELU -> v -> v > 0 ? v : Math.exp(v) - 1;
          case SILU, SWISH -> v -> v / (1 + Math.exp(-v));
          case GELU -> v -> v * normalDistribution(v);
          case RELU -> v -> Math.max(v, 0);
          case LEAKY_RELU -> v -> v > 0 ? v : 0.01 * v;
        };
    return function.applyAsDouble(x);
  }

  /** By the midpoint rule. */
  private static double normalDistribution(double x) {
    int n = 20_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double u = x * (i + 0.5) / n;
      sum += Math.exp(-u * u / 2);
    }
    return 0.5 + sum * x / n / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithPlainArithmetic(Activation activation) {
    Trial mlp = Trial.random(mlp(List.of(4, 3), activation, 0.6, 3), 1);
    if (activation == Activation.SWISH) {
      mlp = mlp.with("layer0/beta", 1).with("layer1/beta", 1);
    }
    assertIsPlain(mlp, h -> Arrays.stream(h).map(v -> plain(activation, v)).toArray());
  }

  /** Compares with loops over a net of widths 3-4-3-1 and confinement 0.6. */
  private static void assertIsPlain(Trial mlp, UnaryOperator<double[]> between) {
    double[] x = {0.5, -1, 2, -0.3, 0.1, 0.7};
    double[] expected = new double[2];
    for (int row = 0; row < 2; row++) {
      double[] h = Arrays.copyOfRange(x, 3 * row, 3 * row + 3);
      double squares = Arrays.stream(h).map(v -> v * v).sum();
      for (int layer = 0; layer < 3; layer++) {
        double[] in = layer == 0 ? h : between.apply(h);
        double[] weight = mlp.parameter("layer" + layer + "/weight");
        double[] out = mlp.parameter("layer" + layer + "/bias").clone();
        for (int i = 0; i < in.length; i++) {
          for (int j = 0; j < out.length; j++) {
            out[j] += in[i] * weight[i * out.length + j];
          }
        }
        h = out;
      }
      expected[row] = h[0] + 0.6 * squares / 2;
    }
    assertThat(mlp.energies(3, x)).containsExactly(expected, within(1e-6));
  }

  private static Mlp normalised(List<Integer> hidden, boolean layerNorm, int spectralNorm, int d) {
    return new Mlp(
        new Mlp.Config(hidden, Activation.TANH, 0.6, layerNorm, spectralNorm), Shape.of(d));
  }

  @Test
  void normalisesEachRowOfAHiddenLayerBeforeItsActivation() {
    Trial mlp =
        Trial.random(normalised(List.of(4, 3), true, 0, 3), 2)
            .with("layer0/gain", 1.5, 1.5, 1.5, 1.5)
            .with("layer1/gain", 1.5, 1.5, 1.5)
            .with("layer0/shift", 0.2, 0.2, 0.2, 0.2)
            .with("layer1/shift", 0.2, 0.2, 0.2);
    assertIsPlain(
        mlp,
        h -> {
          double mean = Arrays.stream(h).average().orElseThrow();
          double variance = Arrays.stream(h).map(v -> (v - mean) * (v - mean)).sum() / h.length;
          return Arrays.stream(h)
              .map(v -> Math.tanh((v - mean) / Math.sqrt(variance + 1e-5) * 1.5 + 0.2))
              .toArray();
        });
  }

  @Test
  void layerNormStartsWithGainOneAndShiftZero() {
    Trial start = Trial.initial(normalised(List.of(4), true, 0, 3), 1);
    assertThat(start.parameter("layer0/gain")).containsOnly(1);
    assertThat(start.parameter("layer0/shift")).containsOnly(0);
    assertThat(start.energy().parameters().names()).doesNotContain("layer1/gain");
  }

  @Test
  void refusesToNormaliseASingleUnit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mlp.Config(List.of(4, 1), Activation.TANH, 0, true, 0))
        .withMessageStartingWith("layer-norm makes a layer of one unit constant");
  }

  /** A matrix of singular values 3 and 0.5, turned: the power iteration has converged after 20. */
  @Test
  void dividesWeightsByTheirSpectralNorm() {
    double c = Math.cos(0.4);
    double s = Math.sin(0.4);
    double[] weight = {3 * c, -0.5 * s, 3 * s, 0.5 * c};
    Mlp mlp = new Mlp(new Mlp.Config(List.of(2), Activation.RELU, 0, false, 20), Shape.of(2));
    Trial net =
        Trial.initial(mlp, 1)
            .with("layer0/weight", weight)
            .with("layer0/bias", 100, 100)
            .with("layer1/weight", 4, 0)
            .with("layer1/bias", 0);
    double[] x = {0.3, -0.8};
    assertThat(net.energies(2, x)[0])
        .isCloseTo(100 + (x[0] * weight[0] + x[1] * weight[2]) / 3, within(1e-12));
  }

  /**
   * |net(x) - net(y)| <= |x - y| for tanh, whatever the weights, up to the 1 % that fifty
   * iterations may miss of the norm of each of three layers.
   */
  @Test
  void spectralNormBoundsTheSlope() {
    Mlp mlp = new Mlp(new Mlp.Config(List.of(16, 16), Activation.TANH, 0, false, 50), Shape.of(3));
    double steepest = 0;
    double freely = 0;
    for (int seed = 0; seed < 8; seed++) {
      Trial net = Trial.random(mlp, seed);
      double[] x = new Random(seed).doubles(200 * 3, -1, 1).toArray();
      steepest = Math.max(steepest, steepest(net, x));
      Mlp free = mlp(List.of(16, 16), Activation.TANH, 0, 3);
      freely = Math.max(freely, steepest(Trial.random(free, seed), x));
    }
    assertThat(steepest).isLessThan(1.03);
    assertThat(freely).isGreaterThan(2);
  }

  private static double steepest(Trial net, double[] x) {
    double[] u = net.energies(3, x);
    double steepest = 0;
    for (int i = 1; i < u.length; i++) {
      double squares = 0;
      for (int j = 0; j < 3; j++) {
        squares += Math.pow(x[3 * i + j] - x[3 * i - 3 + j], 2);
      }
      steepest = Math.max(steepest, Math.abs(u[i] - u[i - 1]) / Math.sqrt(squares));
    }
    return steepest;
  }

  @Test
  void spectralNormKeepsNoStateButAFrozenDirection() {
    Tree<Parameter> parameters = normalised(List.of(4), false, 5, 3).parameters();
    assertThat(parameters.get("layer0/direction").trainable()).isFalse();
    assertThat(parameters.get("layer1/direction").shape()).isEqualTo(Shape.of(4));
    assertThat(parameters.get("layer0/weight").trainable()).isTrue();
  }

  @Test
  void aNetOfZeroWeightsIsZeroUnderSpectralNormToo() {
    Mlp mlp = new Mlp(new Mlp.Config(List.of(2), Activation.TANH, 0, false, 3), Shape.of(2));
    Trial zero =
        Trial.initial(mlp, 1)
            .with("layer0/weight", 0, 0, 0, 0)
            .with("layer0/bias", 0, 0)
            .with("layer1/weight", 0, 0)
            .with("layer1/bias", 0);
    assertThat(zero.energies(2, 0.3, 4)).containsExactly(0);
  }

  @Test
  void isLinearWithoutHiddenLayers() {
    Trial mlp =
        Trial.initial(mlp(List.of(), Activation.TANH, 0, 2), 1)
            .with("layer0/weight", 3, -2)
            .with("layer0/bias", 0.5);
    assertThat(mlp.energies(2, 10, 1)).containsExactly(28.5);
  }

  @Test
  void flattensFeaturesInRowMajorOrder() {
    Trial square = Trial.random(mlp(List.of(4), Activation.SILU, 0.5, 2, 2), 1);
    Trial flat = Trial.random(mlp(List.of(4), Activation.SILU, 0.5, 4), 1);
    double[] x = {0.5, -1, 2, -0.3, 0.1, 0.7, 1, 0};
    assertThat(square.energies(TensorData.of(x, 2, 2, 2))).containsExactly(flat.energies(4, x));
  }
}
