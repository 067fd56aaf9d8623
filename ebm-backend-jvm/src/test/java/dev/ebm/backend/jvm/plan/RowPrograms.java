package dev.ebm.backend.jvm.plan;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.fill;

import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random programs over a batch: networks on rows [B, n] and on groups of rows [B, M, n], sums over
 * the batch that the rows read again, and gradients of weights.
 */
final class RowPrograms {

  private static final int WIDTH = 6;

  private final Random random;
  private final int batch;
  private final int each;
  private final Program.Builder program = Program.builder("rows");
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> rows = new ArrayList<>();
  private final List<Tensor> energies = new ArrayList<>();

  private RowPrograms(long seed) {
    this.random = new Random(seed);
    this.batch = 1 + random.nextInt(9);
    this.each = 1 + random.nextInt(3);
  }

  /** A program with the gradients of its weights among its outputs. */
  static Program of(long seed, int operations) {
    RowPrograms maker = new RowPrograms(seed);
    return maker.make(operations);
  }

  private Program make(int operations) {
    rows.add(program.input("x", TensorType.float32(batch, WIDTH)));
    Key key = program.key("key");
    for (int i = 0; i < 2; i++) {
      weights.add(program.input("weight" + i, TensorType.float32(WIDTH, WIDTH)));
      weights.add(program.input("bias" + i, TensorType.float32(WIDTH)));
    }
    weights.add(program.input("last", TensorType.float32(WIDTH, 1)));
    for (int i = 0; i < operations; i++) {
      rows.add(next(any(), key.fold("draw" + i)));
    }
    Tensor x = any();
    Tensor own = energy(rows.get(rows.size() - 1)); // [B]
    Tensor noise = key.fold("noise").normal(batch, each, WIDTH);
    Tensor negatives = x.expandDims(1).add(noise).reshape(batch * each, WIDTH);
    Tensor gap = own.expandDims(1).sub(energy(layer(negatives)).reshape(batch, each)); // [B, M]
    Tensor loss = concat(1, gap, fill(0.5, batch, 1)).tanh().max(1).mean();
    program.output("loss", loss);
    program.output("gap", gap);
    program.output("some", any());
    List<Tensor> gradients = Gradients.of(loss, weights);
    for (int i = 0; i < gradients.size(); i++) {
      program.output("gradient" + i, gradients.get(i));
      program.output("updated" + i, weights.get(i).sub(gradients.get(i).mul(0.1)));
    }
    return program.build();
  }

  private Tensor any() {
    return rows.get(random.nextInt(rows.size()));
  }

  private Tensor energy(Tensor x) {
    return x.matmul(weights.get(4)).squeeze(1);
  }

  private Tensor layer(Tensor x) {
    int number = 2 * random.nextInt(2);
    return x.matmul(weights.get(number)).mul(0.4).add(weights.get(number + 1)).softplus();
  }

  private Tensor next(Tensor x, Key key) {
    return switch (random.nextInt(12)) {
      case 0 -> x.sub(any().mean(0)).mul(0.5);
      case 1 -> x.mul(any().sum(1).expandDims(1).tanh());
      case 2 -> x.add(key.normal(batch, WIDTH)).tanh();
      case 3 -> x.slice(1, 1, WIDTH).square().pad(1, 1, 0).tanh();
      case 4 -> x.reverse(1);
      case 5 -> concat(1, x.slice(1, 0, 2), any().slice(1, 2, WIDTH));
      case 6 -> concat(0, x.slice(0, batch / 2, batch), x.slice(0, 0, batch / 2));
      case 7 -> x.maximum(any()).sub(x.max(1).expandDims(1)).exp();
      case 8 -> x.matmul(x.transpose()).tanh().matmul(any()).mul(0.2);
      case 9 -> x.mul(x.square().sum().add(1).log()).tanh();
      default -> layer(x);
    };
  }
}
