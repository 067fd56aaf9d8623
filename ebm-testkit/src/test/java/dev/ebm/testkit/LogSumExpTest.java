package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.logSumExp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogSumExpTest {

  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void neitherOverflowsNorUnderflows() {
    assertThat(of(1000, 1000)).isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(of(-1000, -1000)).isCloseTo(-1000 + Math.log(2), within(1e-12));
    assertThat(of(0, -1e300)).isZero();
  }

  @Test
  void knowsImpossibleAndCertainEvents() {
    assertThat(of(-INF, -INF)).isEqualTo(-INF);
    assertThat(of(-INF, 3)).isEqualTo(3);
    assertThat(of(INF, 3)).isEqualTo(INF);
    assertThat(of(INF, -INF)).isEqualTo(INF);
  }

  @Test
  void doesNotHideNaN() {
    assertThat(of(Double.NaN, 3)).isNaN();
    assertThat(of(-INF, Double.NaN)).isNaN();
    assertThat(of(INF, Double.NaN)).isNaN();
  }

  private static double of(double... values) {
    TensorData data = Samples.vector(DType.FLOAT64, values);
    Program.Builder builder = Program.builder("logSumExp");
    builder.output("y", logSumExp(builder.input("x", data.type()), 0));
    return Reference.run(builder.build(), List.of(data)).get(0).at(0);
  }
}
