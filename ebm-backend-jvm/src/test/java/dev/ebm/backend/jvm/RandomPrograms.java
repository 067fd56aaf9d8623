package dev.ebm.backend.jvm;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Programs of random operations whose values stay between -8 and 8, and inputs for them. */
public final class RandomPrograms {

  private static final int ROWS = 6;
  private static final int COLUMNS = 5;
  private static final List<Shape> SHAPES =
      List.of(
          Shape.SCALAR,
          Shape.of(COLUMNS),
          Shape.of(ROWS, COLUMNS),
          Shape.of(ROWS, 1),
          Shape.of(1, COLUMNS),
          Shape.of(2, ROWS, COLUMNS),
          Shape.of(2, 1, COLUMNS));

  private final Random random;
  private final Program.Builder builder = Program.builder("random");
  private final List<Tensor> values = new ArrayList<>();

  private RandomPrograms(long seed) {
    this.random = new Random(seed);
  }

  /** A program of some operations, every value of which may be an output. */
  public static Program of(long seed, int operations) {
    RandomPrograms maker = new RandomPrograms(seed);
    for (int i = 0; i < SHAPES.size(); i++) {
      int[] dims = SHAPES.get(i).dims();
      maker.values.add(maker.builder.input("x" + i, TensorType.float32(dims)));
    }
    for (int i = 0; i < operations; i++) {
      maker.values.add(maker.next());
    }
    int outputs = 1 + maker.random.nextInt(4);
    for (int i = 0; i < outputs; i++) {
      maker.builder.output("y" + i, maker.any());
    }
    return maker.builder.build();
  }

  /** Inputs between -2 and 2. */
  public static List<TensorData> inputs(Program program, long seed) {
    Random random = new Random(seed);
    return program.inputs().stream()
        .map(
            input -> {
              float[] data = new float[input.shape().size()];
              for (int i = 0; i < data.length; i++) {
                data[i] = 4 * random.nextFloat() - 2;
              }
              return TensorData.of(data, input.shape().dims());
            })
        .toList();
  }

  private Tensor any() {
    return values.get(random.nextInt(values.size()));
  }

  private Tensor next() {
    Tensor a = any();
    Tensor b = any();
    return switch (random.nextInt(16)) {
      case 0 -> broadcastable(a, b) ? a.add(b).mul(0.5) : a.tanh();
      case 1 -> broadcastable(a, b) ? a.mul(b).tanh() : a.softplus().mul(0.5);
      case 2 -> broadcastable(a, b) ? a.sub(b).logistic() : a.neg();
      case 3 -> broadcastable(a, b) ? a.maximum(b) : a.sin();
      case 4 -> broadcastable(a, b) ? where(a.mul(0).lt(1), a, b) : a.cos();
      case 5 -> a.softplus().sub(a.logistic()).mul(0.5);
      case 6 -> a.div(a.square().add(1));
      case 7 -> a.rank() == 0 ? a.tanh() : a.mean(random.nextInt(a.rank()));
      case 8 -> a.rank() == 0 ? a.neg() : a.max(random.nextInt(a.rank()));
      case 9 -> a.rank() < 2 ? a.reshape(-1, 1) : a.transpose();
      case 10 -> a.reshape(-1);
      case 11 -> a.rank() == 0 ? a.expandDims(0) : concat(0, a, fill(0.5, a.shape().dims()));
      case 12 -> a.rank() == 0 || a.dim(0) < 2 ? a.sin() : a.slice(0, 1, a.dim(0));
      case 13 -> a.rank() == 0 || a.dim(-1) < 2 ? a.cos() : a.slice(-1, 0, a.dim(-1) - 1);
      case 14 -> a.rank() < 2 ? a.tanh() : a.matmul(a.transpose()).tanh();
      default -> a.rank() == 0 ? a.tanh() : a.reverse(a.rank() - 1);
    };
  }

  private static boolean broadcastable(Tensor a, Tensor b) {
    int rank = Math.max(a.rank(), b.rank());
    for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
      if (a.dim(-i) != b.dim(-i) && a.dim(-i) != 1 && b.dim(-i) != 1) {
        return false;
      }
    }
    return rank <= 4;
  }
}
