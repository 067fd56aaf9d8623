package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.iota;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.List;

/** Loops; all numbers are small multiples of powers of two, so that results are exact. */
final class LoopCases {

  private static final int[] COUNTS = {0, 1, 5};

  private LoopCases() {}

  static List<ConformanceCase> all() {
    return List.of(counts(), carriedTypes(), captures(), nested(), deepChain());
  }

  private static ConformanceCase.Builder start(String name) {
    return new ConformanceCase.Builder("loop, " + name);
  }

  private static ConformanceCase counts() {
    ConformanceCase.Builder to = start("counts");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, -2, 4));
    for (int count : COUNTS) {
      to.output(
          count + " doublings",
          loop(count, List.of(x), (i, v) -> List.of(v.get(0).mul(2))).get(0),
          0);
      List<Tensor> fibonacci =
          loop(count, List.of(x, x.add(1)), (i, v) -> List.of(v.get(1), v.get(0).add(v.get(1))));
      to.output(count + " swaps, first", fibonacci.get(0), 0);
      to.output(count + " swaps, second", fibonacci.get(1), 0);
      to.output(
          count + " sums of iterations",
          loop(count, List.of(x), (i, v) -> List.of(v.get(0).add(i.cast(DType.FLOAT32)))).get(0),
          0);
    }
    return to.build();
  }

  private static ConformanceCase carriedTypes() {
    ConformanceCase.Builder to = start("dtypes");
    for (DType dtype : Samples.FLOATING) {
      Tensor x = to.input(Samples.vector(dtype, 1, 2, 3, 4));
      Tensor n = to.input(Samples.vector(DType.INT32, 5, 6));
      Tensor flag = to.input(Samples.vector(DType.BOOL, 1, 0, 0, 1));
      Tensor wide = to.input(Samples.longs(3037000500L, -7));
      List<Tensor> result =
          loop(
              3,
              List.of(x, n, flag, wide),
              (i, v) ->
                  List.of(
                      where(v.get(2), v.get(0).mul(2), v.get(0).sub(1)),
                      v.get(1).add(i),
                      v.get(2).not(),
                      v.get(3).mul(v.get(3)).add(i.cast(DType.INT64))));
      for (int k = 0; k < result.size(); k++) {
        to.output(dtype + " " + k, result.get(k), 0);
      }
      List<Tensor> frozen = loop(4, List.of(x, n), (i, v) -> List.of(x, v.get(1)));
      to.output(dtype + " captured as result", frozen.get(0), 0);
      to.output(dtype + " untouched", frozen.get(1), 0);
      Tensor constants =
          loop(2, List.of(x), (i, v) -> List.of(fill(dtype, 0.5, Shape.of(4)))).get(0);
      to.output(dtype + " constant as result", constants, 0);
    }
    return to.build();
  }

  private static ConformanceCase captures() {
    ConformanceCase.Builder to = start("captures");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, 2));
    Tensor w = to.input(Samples.vector(DType.FLOAT32, 1, -1, 0.5, 2));
    Tensor table = constant(Samples.vector(DType.FLOAT32, 8, 4, 2, 1));
    Tensor matrix = w.reshape(2, 2).add(1);
    Tensor result =
        loop(
                4,
                List.of(x),
                (i, v) -> List.of(v.get(0).matmul(matrix).add(table.gather(i.reshape(1))).mul(0.5)))
            .get(0);
    to.output("weights and a row for each iteration", result, 0);
    to.output("result used twice", result.add(result), 0);
    Tensor again = loop(2, List.of(result), (i, v) -> List.of(v.get(0).add(result))).get(0);
    to.output("a loop on a loop", again, 0);
    return to.build();
  }

  private static ConformanceCase nested() {
    ConformanceCase.Builder to = start("nested");
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, 2, 3));
    Tensor w = to.input(Samples.vector(DType.FLOAT32, 1, 0, -1));
    for (int outer : COUNTS) {
      for (int inner : COUNTS) {
        Tensor result =
            loop(
                    outer,
                    List.of(x),
                    (i, v) -> {
                      Tensor step = i.cast(DType.FLOAT32).add(w);
                      return loop(
                          inner,
                          List.of(v.get(0).add(1)),
                          (j, u) ->
                              List.of(
                                  u.get(0)
                                      .add(step)
                                      .add(j.cast(DType.FLOAT32).mul(i.cast(DType.FLOAT32)))
                                      .add(v.get(0).mul(0.5))));
                    })
                .get(0);
        to.output(outer + " times " + inner, result, 0);
      }
    }
    return to.build();
  }

  /** Long enough to exhaust a stack that is walked recursively. */
  private static ConformanceCase deepChain() {
    ConformanceCase.Builder to = start("4000 operations in a row");
    Tensor n = to.input(Samples.vector(DType.INT32, 1, 2, 3));
    Tensor chain = n;
    for (int i = 0; i < 2000; i++) {
      chain = chain.add(n).sub(iota(3));
    }
    to.output("chain", chain, 0);
    return to.build();
  }
}
