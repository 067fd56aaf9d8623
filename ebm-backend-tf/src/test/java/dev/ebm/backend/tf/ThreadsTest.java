package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Layers.conv2d;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  private static Program product(int rows) {
    Program.Builder builder = Program.builder("product");
    Tensor x = builder.input("x", TensorType.float32(rows, 100));
    Tensor w = builder.input("w", TensorType.float32(100, 100));
    Tensor y = Tensors.loop(3, List.of(x), (i, v) -> List.of(v.get(0).matmul(w))).get(0);
    return builder.output("y", y).build();
  }

  @Test
  void givesEveryCoreToLargeProductsOnly() {
    Threads threads = new Threads(0, true, 8);
    assertThat(threads.of(product(100))).isEqualTo(1);
    assertThat(threads.of(product(10_000))).isEqualTo(8);
    assertThat(threads).hasToString("1 or 8 threads by the program's size");
  }

  /** What the first session starts would serve every other one. */
  @Test
  void givesOneWhereAllSessionsShareThem() {
    Threads threads = new Threads(0, false, 8);
    assertThat(threads.of(product(10_000))).isEqualTo(1);
    assertThat(threads).hasToString("1 thread");
  }

  @Test
  void takesTheUsersNumber() {
    assertThat(new Threads(3, true, 8).of(product(1))).isEqualTo(3);
    assertThat(new Threads(3, false, 8)).hasToString("3 threads");
  }

  @Test
  void countsTheArithmeticOfProductsInLoopsAndOfConvolutions() {
    assertThat(Threads.largestProduct(product(10))).isEqualTo(2 * 10 * 100 * 100);
    Program.Builder builder = Program.builder("convolution");
    Tensor x = builder.input("x", TensorType.float32(4, 3, 9, 9));
    Tensor w = builder.input("w", TensorType.float32(5, 3, 2, 2));
    Tensor y = conv2d(x, w, 1, 0);
    builder.output("y", y);
    int sums = 4 * 5 * 8 * 8;
    assertThat(Threads.largestProduct(builder.build())).isEqualTo(2L * sums * 3 * 2 * 2);
    Program.Builder derived = Program.builder("derivatives");
    Tensor x2 = derived.input("x", TensorType.float32(4, 3, 9, 9));
    Tensor w2 = derived.input("w", TensorType.float32(5, 3, 2, 2));
    derived.output("y", Gradients.of(conv2d(x2, w2, 1, 0).square().sum(), x2));
    assertThat(Threads.largestProduct(derived.build())).isEqualTo(2L * sums * 3 * 2 * 2);
  }
}
