package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.api.tensor.Tensors.ScanBody;
import dev.ebm.api.tensor.Tensors.ScanStep;
import dev.ebm.api.tensor.Tensors.Scanned;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Loops and their derivatives against the same iterations written one after the other. */
class LoopGradientTest {

  /** A loop of two carried values, one stack and two collected values. */
  private static Scanned looped(int count, List<Tensor> in, ScanBody body) {
    return scan(count, in.subList(0, 2), List.of(in.get(2)), body);
  }

  private static Scanned unrolled(int count, List<Tensor> in, ScanBody body) {
    List<Tensor> carried = in.subList(0, 2);
    List<List<Tensor>> collected = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < count; i++) {
      Tensor iteration = constant(TensorData.scalar(i));
      ScanStep step = body.step(iteration, carried, List.of(in.get(2).get(0, i)));
      carried = step.carried();
      for (int k = 0; k < 2; k++) {
        collected.get(k).add(step.collected().get(k));
      }
    }
    return new Scanned(carried, collected.stream().map(all -> Tensors.stack(0, all)).toList());
  }

  private interface Runner {
    Scanned run(int count, List<Tensor> in, ScanBody body);
  }

  /** One arithmetic step for two values, chosen by numbers, so that bodies differ. */
  private static Tensor mixed(int choice, Tensor a, Tensor b, Tensor s, Tensor w, Tensor i) {
    return switch (choice) {
      case 0 -> a.mul(w).sin().add(b.mul(0.5));
      case 1 -> a.sub(s.mul(b)).tanh();
      case 2 -> a.mul(0.5).add(i.cast(DType.FLOAT64).mul(s).sin());
      case 3 -> b;
      case 4 -> w.mul(a).stopGradient().add(b.mul(w).mul(0.25));
      case 5 -> a.check(a.eq(a), "is a number").mul(s).mul(0.5);
      case 6 -> s;
      default -> w;
    };
  }

  @Provide
  Arbitrary<List<Integer>> bodies() {
    return Arbitraries.integers().between(0, 7).list().ofSize(4);
  }

  @Property(tries = 60, seed = "12")
  void derivesToOrderThreeAsUnrolledProgramsAre(
      @ForAll("bodies") List<Integer> choices, @ForAll @IntRange(min = 1, max = 5) int count) {
    ScanBody body = (i, v, s) -> new ScanStep(next(choices, 0, i, v, s), next(choices, 2, i, v, s));
    List<TensorData> loop = derivatives(count, LoopGradientTest::looped, body);
    List<TensorData> plain = derivatives(count, LoopGradientTest::unrolled, body);
    for (int k = 0; k < loop.size(); k++) {
      double[] expected = plain.get(k).toDoubles();
      for (int i = 0; i < expected.length; i++) {
        double allowed = 1e-12 * Math.max(1, Math.abs(expected[i]));
        assertThat(loop.get(k).at(i)).as("output %d", k).isCloseTo(expected[i], within(allowed));
      }
    }
  }

  private static List<Tensor> next(
      List<Integer> choices, int at, Tensor i, List<Tensor> v, List<Tensor> s) {
    Tensor w = v.get(0).mul(0).add(constant(Samples.random(DType.FLOAT64, Shape.of(3), 9)));
    return List.of(
        mixed(choices.get(at), v.get(0), v.get(1), s.get(0), w, i),
        mixed(choices.get(at + 1), v.get(1), v.get(0), s.get(0), w, i));
  }

  /** Values, gradients, gradients of their squares, and once more. */
  private static List<TensorData> derivatives(int count, Runner runner, ScanBody body) {
    List<TensorData> data =
        List.of(
            Samples.random(DType.FLOAT64, Shape.of(3), 1),
            Samples.random(DType.FLOAT64, Shape.of(3), 2),
            Samples.random(DType.FLOAT64, Shape.of(count, 3), 3));
    Program.Builder builder = Program.builder("loop");
    List<Tensor> in = new ArrayList<>();
    data.forEach(value -> in.add(builder.input("x" + in.size(), value.type())));
    Scanned result = runner.run(count, in, body);
    Tensor total = result.carried().get(0).square().sum().add(result.carried().get(1).sum());
    total = total.add(result.collected().get(0).sin().sum());
    total = total.add(result.collected().get(1).square().sum());
    for (int order = 1; order <= 3; order++) {
      List<Tensor> gradient = Gradients.of(total, in);
      total = gradient.get(0).sin().sum();
      for (int k = 0; k < gradient.size(); k++) {
        builder.output("order %d by %d".formatted(order, k), gradient.get(k));
        total = total.add(gradient.get(k).square().sum());
      }
    }
    return Reference.run(builder.build().simplified(), data);
  }
}
