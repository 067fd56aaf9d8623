package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MatrixFlopsTest {

  private final Program.Builder program = Program.builder("test");

  private Tensor input(String name, int... dims) {
    return program.input(name, TensorType.float32(dims));
  }

  private long flops(Tensor output) {
    return MatrixFlops.of(program.output("y", output).build());
  }

  @Test
  void aMatrixProductMultipliesAndAddsOnceForEachInnerElement() {
    assertThat(flops(input("a", 2, 3).matmul(input("b", 3, 5)))).isEqualTo(2 * 2 * 3 * 5);
  }

  @Test
  void aBatchOfProductsCountsEach() {
    assertThat(flops(input("a", 7, 2, 3).matmul(input("b", 7, 3, 5)))).isEqualTo(7 * 60);
  }

  @Test
  void loopsCountTheirBodyOncePerIteration() {
    Tensor w = input("w", 3, 3);
    Tensor x = input("x", 2, 3);
    Tensor y =
        Tensors.loop(
                4,
                List.of(x),
                (i, outer) -> Tensors.loop(5, outer, (j, inner) -> List.of(inner.get(0).matmul(w))))
            .get(0);
    assertThat(flops(y.matmul(w))).isEqualTo((4 * 5 + 1) * 2 * 2 * 3 * 3);
  }

  /** 2 images of 3 x 8 x 8, 4 filters of 3 x 3 x 3, every second place: 2 x 4 x 4 x 4 results. */
  @Test
  void aConvolutionAndEachOfItsDerivativesCountTheSame() {
    Tensor x = input("x", 2, 3, 8, 8);
    Tensor w = input("w", 4, 3, 3, 3);
    Tensor y = Layers.conv2d(x, w, 2, 1);
    long once = 2 * (2 * 4 * 4 * 4) * (3 * 3 * 3);
    assertThat(flops(y)).isEqualTo(once);

    Tensor weights = input("c", 2, 4, 4, 4);
    List<Tensor> gradients = Gradients.of(y.mul(weights).sum(), List.of(x, w));
    Program derivatives =
        program.output("dx", gradients.get(0)).output("dw", gradients.get(1)).build();
    assertThat(MatrixFlops.of(derivatives.simplified())).isEqualTo(3 * once);
  }

  @Test
  void aWorkloadCountsEqualProductsOnce() {
    Tensor a = input("a", 2, 2);
    Program written = program.output("y", a.matmul(a).add(a.matmul(a))).build();
    assertThat(MatrixFlops.of(written)).isEqualTo(32);
    assertThat(new Workload("test", "", written, Tree.empty()).matrixFlops()).isEqualTo(16);
  }
}
