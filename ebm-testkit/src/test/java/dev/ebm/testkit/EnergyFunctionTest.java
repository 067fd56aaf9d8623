package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnergyFunctionTest {

  /** U(x, c) = |x|^2 / 2 + 100 c, and 100 a without a condition; log Z = log 2 pi - 100 a. */
  private record Raised() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("a", Parameter.zeros());
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.square().sum(1).mul(0.5).add(parameters.get("a").mul(100));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
      assertThat(condition.shape()).isEqualTo(Shape.of(x.dim(0)));
      return x.square().sum(1).mul(0.5).add(condition.mul(100));
    }

    @Override
    public Optional<Tensor> logZ(Tree<Tensor> parameters) {
      return Optional.of(parameters.get("a").mul(-100).add(Math.log(2 * Math.PI)));
    }
  }

  private static EnergyFunction raised() {
    return new EnergyFunction(new Raised(), Tree.of("a", Tensors.constant(3)), Shape.of(2));
  }

  private static double[] run(Traced.Body body, TensorData... inputs) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64).run(0, List.of(inputs), body).get(0).toDoubles();
    }
  }

  private static final TensorData ROWS =
      TensorData.of(new double[] {1, 0, 0, 2, 3, 0, 0, 4, 1, 1, 2, 2}, 2, 3, 2);

  private static final double[] HALF_SQUARES = {0.5, 2, 4.5, 8, 1, 4};

  private static double[] plus(double... raise) {
    double[] sum = HALF_SQUARES.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += raise[i % raise.length];
    }
    return sum;
  }

  @Test
  void aConditionIsOneForAllRowsOrOneForEach() {
    assertThat(run((key, in) -> List.of(raised().of(in.get(0))), ROWS)).containsExactly(plus(300));
    assertThat(run((key, in) -> List.of(raised().given(Tensors.constant(2)).of(in.get(0))), ROWS))
        .containsExactly(plus(200));
    TensorData each = TensorData.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(run((key, in) -> List.of(raised().given(in.get(1)).of(in.get(0))), ROWS, each))
        .containsExactly(plus(100, 200, 300, 400, 500, 600));
  }

  /** One for the last of the leading axes, as negatives share it: it broadcasts. */
  @Test
  void aConditionBroadcastsToTheLeadingAxes() {
    TensorData columns = TensorData.of(new double[] {1, 2, 3}, 3);
    assertThat(run((key, in) -> List.of(raised().given(in.get(1)).of(in.get(0))), ROWS, columns))
        .containsExactly(plus(100, 200, 300));
    TensorData rows = TensorData.of(new double[] {1, 2}, 2, 1);
    assertThat(run((key, in) -> List.of(raised().given(in.get(1)).of(in.get(0))), ROWS, rows))
        .containsExactly(plus(100, 100, 100, 200, 200, 200));
  }

  @Test
  void theGradientUnderAConditionIsOfXAlone() {
    assertThat(
            run(
                (key, in) -> List.of(raised().given(in.get(1)).gradient(in.get(0))),
                ROWS,
                TensorData.of(new double[] {7}, 1, 1)))
        .containsExactly(ROWS.toDoubles());
  }

  @Test
  void anEnergyWithoutConditionRefusesOne() {
    EnergyFunction plain = EnergyFunction.of(x -> x.sum(1), Shape.of(2));
    Tensor x = Tensors.zeros(Shape.of(4, 2));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> plain.given(Tensors.constant(1)).of(x))
        .withMessageContaining("EBM-M005 energy: ")
        .withMessageContaining("takes no condition");
  }

  @Test
  void aFunctionIsAnEnergy() {
    EnergyFunction tempered = EnergyFunction.of(x -> x.square().sum(1).mul(0.25), Shape.of(2));
    assertThat(tempered.features()).isEqualTo(Shape.of(2));
    double[] halves = new double[6];
    for (int i = 0; i < 6; i++) {
      halves[i] = HALF_SQUARES[i] / 2;
    }
    assertThat(run((key, in) -> List.of(tempered.of(in.get(0))), ROWS)).containsExactly(halves);
    assertThat(tempered.logZ()).isEmpty();
  }

  @Test
  void aFunctionIsHeldToOneNumberForEachRow() {
    EnergyFunction wrong = EnergyFunction.of(x -> x, Shape.of(2));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> wrong.of(Tensors.zeros(Shape.of(4, 2))))
        .withMessageContaining("EBM-M002")
        .withMessageContaining("returned f32[4, 2] for a batch of 4");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> wrong.of(Tensors.zeros(Shape.of(4, 3))))
        .withMessageContaining("EBM-M001");
  }

  @Test
  void knowsLogZOfItsParametersAndNoneUnderACondition() {
    assertThat(run((key, in) -> List.of(raised().logZ().orElseThrow()))[0])
        .isCloseTo(Math.log(2 * Math.PI) - 300, within(1e-5));
    assertThat(raised().given(Tensors.constant(1)).logZ()).isEmpty();
  }
}
