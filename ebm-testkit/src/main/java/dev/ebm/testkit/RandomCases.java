package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;

/** Draws; every backend makes the bits of {@link Philox}. */
final class RandomCases {

  private RandomCases() {}

  static List<ConformanceCase> all() {
    ConformanceCase single = draws();
    Program twice = single.program().withPrecision(DType.FLOAT64);
    Program twiceOracle = single.oracle().withPrecision(DType.FLOAT64);
    return List.of(
        single,
        new ConformanceCase(
            "random in f64", twice, twiceOracle, single.inputs(), single.epsilons()));
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
}
