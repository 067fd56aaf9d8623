package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MlpTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Mlp mlp(
      List<Integer> hidden, Activation activation, double confinement, int... x) {
    return new Mlp(new Mlp.Config(hidden, activation, confinement), Shape.of(x));
  }

  /** Random values for every parameter. */
  private static List<TensorData> values(Energy energy) {
    Random random = new Random(1);
    return energy.parameters().values().stream()
        .map(Parameter::shape)
        .map(s -> TensorData.of(random.doubles(s.size(), -1, 1).toArray(), s.dims()))
        .toList();
  }

  private static double[] energy(Energy energy, List<TensorData> parameters, TensorData x) {
    List<TensorData> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(parameters);
    return DOUBLE
        .run(
            0,
            inputs,
            (key, in) -> {
              Tree<Tensor> tree = Tree.zip(energy.parameters().names(), in.subList(1, in.size()));
              return List.of(energy.energy(tree, in.get(0)));
            })
        .get(0)
        .toDoubles();
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
    Tree<Parameter> parameters = mlp(List.of(400, 400), Activation.SOFTPLUS, 0, 16).parameters();
    for (String name : List.of("layer0/weight", "layer1/weight", "layer1/bias")) {
      Parameter parameter = parameters.get(name);
      double bound = 1 / Math.sqrt(name.startsWith("layer0") ? 16 : 400);
      double[] drawn =
          new Traced(BACKEND, DType.FLOAT32)
              .run(
                  3,
                  List.of(),
                  (key, none) ->
                      List.of(parameter.initializer().initial(key.fold(name), parameter.shape())))
              .get(0)
              .toDoubles();
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
          case SILU -> v -> v / (1 + Math.exp(-v));
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
    double[] x = {0.5, -1, 2, -0.3, 0.1, 0.7};
    Energy mlp = mlp(List.of(4, 3), activation, 0.6, 3);
    List<TensorData> parameters = values(mlp);
    double[] expected = new double[2];
    for (int row = 0; row < 2; row++) {
      double[] h = Arrays.copyOfRange(x, 3 * row, 3 * row + 3);
      double squares = Arrays.stream(h).map(v -> v * v).sum();
      for (int layer = 0; layer < 3; layer++) {
        double[] in = layer == 0 ? h : Arrays.stream(h).map(v -> plain(activation, v)).toArray();
        TensorData weight = parameters.get(2 * layer);
        double[] out = parameters.get(2 * layer + 1).toDoubles();
        for (int i = 0; i < in.length; i++) {
          for (int j = 0; j < out.length; j++) {
            out[j] += in[i] * weight.at(i * out.length + j);
          }
        }
        h = out;
      }
      expected[row] = h[0] + 0.6 * squares / 2;
    }
    assertThat(energy(mlp, parameters, TensorData.of(x, 2, 3)))
        .containsExactly(expected, within(1e-6));
  }

  @Test
  void isLinearWithoutHiddenLayers() {
    Energy mlp = mlp(List.of(), Activation.TANH, 0, 2);
    List<TensorData> parameters =
        List.of(TensorData.of(new double[] {3, -2}, 2, 1), TensorData.of(new double[] {0.5}, 1));
    assertThat(energy(mlp, parameters, TensorData.of(new double[] {10, 1}, 1, 2)))
        .containsExactly(28.5);
  }

  @Test
  void flattensFeaturesInRowMajorOrder() {
    Energy square = mlp(List.of(4), Activation.SILU, 0.5, 2, 2);
    Energy flat = mlp(List.of(4), Activation.SILU, 0.5, 4);
    double[] x = {0.5, -1, 2, -0.3, 0.1, 0.7, 1, 0};
    assertThat(energy(square, values(square), TensorData.of(x, 2, 2, 2)))
        .containsExactly(energy(flat, values(flat), TensorData.of(x, 2, 4)));
  }
}
