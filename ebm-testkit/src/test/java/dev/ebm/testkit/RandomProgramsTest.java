package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Programs of random operations: simplifying them changes no value but by rounding. */
class RandomProgramsTest {

  private static final Shape MATRIX = Shape.of(3, 3);

  private final List<Tensor> values = new ArrayList<>();
  private Random random = new Random();

  @Property(tries = 500, seed = "11")
  void meanTheSameWhenTheyAreSimplified(@ForAll long seed) {
    random = new Random(seed);
    values.clear();
    Program.Builder builder = Program.builder("random " + seed);
    Tensor x = builder.input("x", Samples.random(DType.FLOAT64, MATRIX, 1).type());
    Tensor y = builder.input("y", Samples.random(DType.FLOAT64, MATRIX, 2).type());
    values.addAll(List.of(x, y, fill(DType.FLOAT64, random.nextInt(3) - 1, MATRIX)));
    for (int step = 0; step < 12; step++) {
      values.add(operation(random.nextInt(17)));
    }
    builder.output("last", any());
    builder.output("another", any());
    builder.output("gradient", Gradients.of(any().sum(), any().equals(x) ? x : y));
    same(builder.build());
  }

  private Tensor any() {
    return values.get(random.nextInt(values.size()));
  }

  /** Everything keeps the shape, so that any value fits anywhere, and stays bounded. */
  private Tensor operation(int choice) {
    Tensor a = any();
    Tensor b = any();
    return switch (choice) {
      case 0 -> a.add(b).mul(0.5);
      case 1 -> a.sub(b).mul(0.5);
      case 2 -> a.mul(b).tanh();
      case 3 -> a.neg();
      case 4 -> a.transpose().add(fill(DType.FLOAT64, 0, MATRIX));
      case 5 -> a.matmul(b).mul(1 / 3.0);
      case 6 -> a.expandDims(1).mul(b).sum(2).mul(1 / 3.0);
      case 7 -> a.mul(b.get(0, 1)).sum(1).expandDims(1).broadcastTo(MATRIX).mul(1 / 3.0);
      case 8 -> a.expandDims(2).mul(b.expandDims(1)).sum(0).mul(1 / 3.0);
      case 9 -> where(a.lt(b), a, b.stopGradient());
      case 10 -> concat(0, a.slice(0, 1, 3), b.slice(0, 0, 1));
      case 11 -> a.reshape(9).reverse(0).reshape(MATRIX);
      case 12 -> a.maximum(b).mul(1);
      case 13 -> a.sum(0).broadcastTo(MATRIX).mul(1 / 3.0);
      case 14 ->
          loop(random.nextInt(3), List.of(a), (i, v) -> List.of(v.get(0).mul(b).sin().add(0)))
              .get(0);
      case 15 -> Gradients.of(a.mul(b).sin().sum(), b).tanh();
      default -> a.slice(1, 0, 2).pad(1, 0, 1);
    };
  }

  private static void same(Program program) {
    List<TensorData> inputs =
        List.of(Samples.random(DType.FLOAT64, MATRIX, 1), Samples.random(DType.FLOAT64, MATRIX, 2));
    Program simplified = program.simplified();
    List<TensorData> before = Reference.run(program, inputs);
    List<TensorData> after = Reference.run(simplified, inputs);
    for (int k = 0; k < before.size(); k++) {
      for (int i = 0; i < before.get(k).shape().size(); i++) {
        double want = before.get(k).at(i);
        double got = after.get(k).at(i);
        assertThat(Math.abs(got - want) <= 1e-13 * Math.max(1, Math.abs(want)))
            .as("%s: %s, expected %s", program.outputNames().get(k), got, want)
            .isTrue();
      }
    }
    assertThat(simplified.simplified()).hasToString(simplified.toString());
  }
}
