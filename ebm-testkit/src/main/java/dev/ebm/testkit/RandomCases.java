package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors.ScanStep;
import java.util.List;

/** Draws of backends that make the bits of {@link Philox}. */
final class RandomCases {

  private static final int[] COUNTS = {0, 1, 5};

  private RandomCases() {}

  static List<ConformanceCase> all() {
    return List.of(draws(), inFloat64(draws()), inLoops(), inFloat64(inLoops()));
  }

  private static ConformanceCase inFloat64(ConformanceCase single) {
    Program program = single.program().withPrecision(DType.FLOAT64);
    Program oracle = single.oracle().withPrecision(DType.FLOAT64);
    String subject = single.subject() + ", in f64";
    return new ConformanceCase(subject, program, oracle, single.inputs(), single.epsilons());
  }

  private static ConformanceCase draws() {
    ConformanceCase.Builder to = new ConformanceCase.Builder("random");
    Key key = to.key(Philox.seed(2024));
    Key other = to.key(TensorData.key(-1L, 0x123456789abcdefL));
    Tensor step = to.input(TensorData.scalar(-3));
    for (Shape shape : Samples.SHAPES) {
      to.output("uniform " + shape, key.uniform(shape.dims()), 0);
      to.output("normal " + shape, key.fold("normal").normal(shape), 0);
    }
    to.output("same key", key.uniform(6), 0);
    to.output("same key again", key.uniform(2, 3), 0);
    to.output("same key, normal", key.normal(6), 0);
    to.output("folded with a name", other.fold("noise").uniform(5), 0);
    to.output("folded with a number", other.fold(3).uniform(5), 0);
    to.output("folded with a negative number", other.fold(-3).uniform(5), 0);
    to.output("folded with an input", other.fold(step).uniform(5), 0);
    to.output("folded often", other.fold("a").fold(step).fold("b").fold(9).normal(5), 0);
    to.output("integers", key.fold("integers").integers(10, 130), 0);
    return to.build();
  }

  private static ConformanceCase inLoops() {
    ConformanceCase.Builder to = new ConformanceCase.Builder("random, in loops");
    Key key = to.key(Philox.seed(7));
    Tensor step = to.input(TensorData.scalar(41));
    Key outside = key.fold("noise").fold(step);
    for (int count : COUNTS) {
      List<Tensor> drawn =
          loop(
              count,
              List.of(fill(0, 7), fill(0, 2, 3)),
              (i, v) ->
                  List.of(
                      outside.fold(i).uniform(7),
                      v.get(1).maximum(outside.fold(i).fold("normal").normal(2, 3))));
      to.output(count + " uniform, last", drawn.get(0), 0);
      to.output(count + " normal, largest", drawn.get(1), 0);
      Tensor nested =
          loop(
                  count,
                  List.of(fill(0, 5)),
                  (i, v) ->
                      loop(
                          3, v, (j, u) -> List.of(u.get(0).maximum(key.fold(i).fold(j).normal(5)))))
              .get(0);
      to.output(count + " times 3, largest", nested, 0);
      Tensor collected =
          scan(
                  count,
                  List.of(fill(0, 3)),
                  List.of(outside.fold("stack").uniform(count, 3)),
                  (i, v, s) -> {
                    Tensor next = s.get(0).maximum(outside.fold("within").fold(i).uniform(3));
                    return new ScanStep(List.of(next), List.of(next));
                  })
              .collected()
              .get(0);
      to.output(count + " collected, of a stack of draws too", collected, 0);
    }
    Tensor same = loop(3, List.of(fill(0, 4)), (i, v) -> List.of(key.uniform(4))).get(0);
    to.output("a draw that does not depend on the iteration", same, 0);
    return to.build();
  }
}
