package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import org.junit.jupiter.api.Test;

final class AgreementTest {

  private static Tree<TensorData> results(float weight, float bias, float loss) {
    return Tree.of("energy/weight", TensorData.of(new float[] {weight, 1, 1, 1}, 4))
        .with("energy/bias", TensorData.of(new float[] {bias}, 1))
        .with("metric/loss", TensorData.scalar(loss));
  }

  private static void check(Tree<TensorData> expected, Tree<TensorData> actual) {
    Agreement.check("w1", "djl", expected, "tf", actual);
  }

  @Test
  void acceptsRounding() {
    assertThatCode(() -> check(results(1, 0.5f, 2), results(1 + 1e-5f, 0.5f, 2 - 1e-5f)))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(results(1, 1e-9f, 2), results(1, -1e-4f, 2)))
        .as("a number that is nothing but rounding")
        .doesNotThrowAnyException();
    assertThatCode(() -> check(results(1, 0, 0), results(1, 0, 0)))
        .as("nothing but zeros")
        .doesNotThrowAnyException();
  }

  @Test
  void namesWhoDiffersWhereAndByHowMuch() {
    assertThatThrownBy(() -> check(results(1, 0.5f, 2), results(1, 0.5f, 2.2f)))
        .isInstanceOf(BackendException.class)
        .hasMessageStartingWith("EBM-B010 workload w1: djl and tf differ by 0.10 of metric");
    assertThatThrownBy(() -> check(results(1, 0.5f, 2), results(1.1f, 0.5f, 2)))
        .hasMessageContaining("of energy");
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    assertThatThrownBy(() -> check(results(1, 0.5f, 2), results(1, Float.NaN, 2)))
        .hasMessageStartingWith("EBM-B010");
    assertThatThrownBy(() -> check(results(1, 0.5f, Float.NaN), results(1, 0.5f, Float.NaN)))
        .hasMessageStartingWith("EBM-B010");
    assertThatThrownBy(
            () ->
                check(
                    results(1, 0.5f, Float.POSITIVE_INFINITY),
                    results(1, 0.5f, Float.POSITIVE_INFINITY)))
        .hasMessageStartingWith("EBM-B010");
  }
}
