package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** The value and three derivatives at each x; beta, where there is one, as it starts. */
  private static List<double[]> derivatives(Activation activation, double... x) {
    return derivatives(activation, 1, x);
  }

  private static List<double[]> derivatives(Activation activation, double beta, double[] x) {
    return new Traced(BACKEND, DType.FLOAT64)
            .run(
                0,
                List.of(TensorData.of(x, x.length)),
                (key, in) -> {
                  List<Tensor> orders =
                      new ArrayList<>(List.of(value(activation, beta, in.get(0))));
                  for (int order = 1; order <= 3; order++) {
                    orders.add(Gradients.of(orders.get(order - 1).sum(), in.get(0)));
                  }
                  return orders;
                })
            .stream()
            .map(TensorData::toDoubles)
            .toList();
  }

  private static Tensor value(Activation activation, double beta, Tensor x) {
    return activation.of(Tree.of("beta", Tensors.constant(beta)), x);
  }

  @Test
  void swishStartsAsSiluAndMovesFromHalfOfXToRelu() {
    double[] x = {-3, -0.7, 0.4, 2.5};
    assertThat(derivatives(Activation.SWISH, x).get(0))
        .containsExactly(derivatives(Activation.SILU, x).get(0));
    assertThat(derivatives(Activation.SWISH, 0, x).get(0))
        .containsExactly(Arrays.stream(x).map(v -> v / 2).toArray());
    assertThat(derivatives(Activation.SWISH, 1e3, x).get(0))
        .containsExactly(derivatives(Activation.RELU, x).get(0), within(1e-12));
    assertThat(Activation.SWISH.parameters().names()).containsExactly("beta");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SWISH")
  void othersTrainNothing(Activation activation) {
    assertThat(activation.parameters().isEmpty()).isTrue();
  }

  /** Central differences; 0 is left out, where three of them have a kink. */
  @ParameterizedTest
  @EnumSource
  void hasTheRightDerivativesUpToOrderThree(Activation activation) {
    double h = 1e-5;
    for (double x : new double[] {-3, -0.7, 0.4, 2.5}) {
      List<double[]> orders = derivatives(activation, x - h, x, x + h);
      for (int order = 1; order <= 3; order++) {
        double[] lower = orders.get(order - 1);
        assertThat(orders.get(order)[1])
            .as("order %d at %s", order, x)
            .isCloseTo((lower[2] - lower[0]) / (2 * h), within(1e-8));
      }
    }
  }

  @Test
  void eluHasTheSlopeOfBothSidesAtZero() {
    assertThat(derivatives(Activation.ELU, 0).get(1)).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void staysFiniteFarOut(Activation activation) {
    for (double[] order : derivatives(activation, -1000, 0, 1000)) {
      assertThat(Arrays.stream(order).boxed()).allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RELU", "LEAKY_RELU"})
  void kinkedOnesHaveNoSecondDerivative(Activation activation) {
    assertThat(derivatives(activation, -2, 0, 2).get(2)).containsOnly(0);
  }
}
