package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.List;

/** Reductions and matrix products. */
final class SumCases {

  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** m, k and n of [m, k] x [k, n]. */
  private static final int[][] PRODUCTS = {
    {1, 1, 1},
    {3, 17, 1},
    {1, 130, 3},
    {17, 3, 130},
    {130, 130, 17},
    {64, 64, 64},
    {1, 1, 130},
    {0, 3, 4},
    {3, 0, 4},
    {3, 4, 0}
  };

  private SumCases() {}

  static List<ConformanceCase> all() {
    return List.of(
        sums(), maxima(), positionsOfMaxima(), logSumExps(), products(), batchedProducts());
  }

  private static ConformanceCase sums() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.REDUCE_SUM.symbol());
    for (DType dtype : Samples.NUMERIC) {
      for (Shape shape : Samples.SHAPES) {
        sum(to, Samples.random(dtype, shape, 1));
      }
      sum(to, Samples.random(dtype, Shape.of(130, 33), 2), 0);
      sum(to, Samples.random(dtype, Shape.of(130, 33), 3), 1);
      sum(to, Samples.random(dtype, Shape.of(3, 4, 5, 6), 4), 1, 3);
      sum(to, Samples.random(dtype, Shape.of(3, 4, 5, 6), 5), 0, 2);
      sum(to, Samples.random(dtype, Shape.of(3, 4, 5, 6), 6), 1, 2);
      sum(to, Samples.random(dtype, Shape.of(3, 0), 7), 1);
      sum(to, Samples.random(dtype, Shape.of(3, 0), 8), 0);
      sum(to, Samples.random(dtype, Shape.of(5, 1, 7), 9), 1);
    }
    for (DType dtype : Samples.FLOATING) {
      sum(to, Samples.vector(dtype, 1, NAN, 2));
      sum(to, Samples.vector(dtype, 1, INF, 2));
      sum(to, Samples.vector(dtype, INF, -INF, 2));
    }
    TensorData wrapping = Samples.vector(DType.INT32, Integer.MAX_VALUE, 1, 1);
    sum(to, wrapping);
    sum(to, Samples.longs(Long.MAX_VALUE, 1, (1L << 53) + 1, 1));
    return to.build();
  }

  private static void sum(ConformanceCase.Builder to, TensorData data, int... axes) {
    Tensor x = to.input(data);
    Tensor sum = x.sum(axes);
    int terms = data.shape().size() / Math.max(1, sum.shape().size());
    Tensor size = data.type().dtype().isFloating() ? x.abs().sum(axes) : sum;
    to.output(data.type() + " to " + sum.shape(), sum, Tolerance.ofSum(terms), size);
  }

  private static ConformanceCase maxima() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.REDUCE_MAX.symbol());
    for (DType dtype : Samples.NUMERIC) {
      for (Shape shape : Samples.SHAPES) {
        if (shape.size() > 0) {
          to.output(dtype + " " + shape, to.input(Samples.random(dtype, shape, 1)).max(), 0);
        }
      }
      Tensor x = to.input(Samples.random(dtype, Shape.of(130, 33), 2));
      Tensor y = to.input(Samples.random(dtype, Shape.of(3, 4, 5, 6), 3));
      to.output(dtype + " columns", x.max(0), 0);
      to.output(dtype + " rows", x.max(1), 0);
      to.output(dtype + " two axes", y.max(1, 3), 0);
      to.output(dtype + " minimum", y.min(0, 2), 0);
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 3), 4));
      to.output(dtype + " of no row", none.max(1), 0);
    }
    Tensor least = to.input(Samples.vector(DType.INT32, Integer.MIN_VALUE, Integer.MIN_VALUE));
    to.output("smallest int", least.max(), 0);
    Tensor close = to.input(Samples.longs(1L << 60, (1L << 60) + 1, Long.MIN_VALUE));
    to.output("neighbours beyond 2^53", close.max(), 0);
    to.output("smallest long", close.slice(0, 2, 3).max(), 0);
    for (DType dtype : Samples.FLOATING) {
      double[] rows = {
        1, NAN, 2, NAN, 5, 6, 7, 8, NAN, -INF, -INF, -INF, -INF, -1, -2, 3, INF, NAN
      };
      Tensor edges = to.input(Samples.vector(dtype, rows)).reshape(6, 3);
      to.output(dtype + " edge rows", edges.max(1), 0);
      to.output(dtype + " edge columns", edges.max(0), 0);
      to.output(dtype + " edges", edges.max(), 0);
      for (int at : new int[] {0, 15, 16, 127, 129}) {
        double[] values = Samples.random(dtype, Shape.of(130), 5).toDoubles();
        values[at] = NAN;
        to.output(dtype + " nan at " + at, to.input(Samples.vector(dtype, values)).max(), 0);
      }
    }
    return to.build();
  }

  private static ConformanceCase positionsOfMaxima() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.ARGMAX.symbol());
    for (DType dtype : Samples.NUMERIC) {
      Tensor vector = to.input(Samples.random(dtype, Shape.of(130), 1));
      Tensor matrix = to.input(Samples.random(dtype, Shape.of(130, 33), 2));
      Tensor cube = to.input(Samples.random(dtype, Shape.of(3, 17, 5), 3));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 3), 4));
      to.output(dtype + " vector", vector.argmax(0), 0);
      to.output(dtype + " rows", matrix.argmax(1), 0);
      to.output(dtype + " columns", matrix.argmax(0), 0);
      to.output(dtype + " middle", cube.argmax(1), 0);
      to.output(dtype + " single", cube.slice(2, 1, 2).argmax(2), 0);
      to.output(dtype + " of no row", none.argmax(1), 0);
      Tensor ties = to.input(Samples.vector(dtype, 3, 1, 3, 1, 1, 1, -2, -1, -1)).reshape(3, 3);
      to.output(dtype + " first among equals", ties.argmax(1), 0);
      to.output(dtype + " first among equals in columns", ties.argmax(0), 0);
      Tensor equal = to.input(Samples.vector(dtype, 7)).broadcastTo(300);
      to.output(dtype + " all equal", equal.argmax(0), 0);
    }
    Tensor close = to.input(Samples.longs(1L << 60, (1L << 60) + 1, 1L << 60));
    to.output("neighbours beyond 2^53", close.argmax(0), 0);
    for (DType dtype : Samples.FLOATING) {
      double[] rows = {
        1, NAN, 2, NAN, 5, NAN, 7, 8, NAN, -INF, -INF, -INF, -INF, -1, INF, INF, INF, NAN, 0, -0.0,
        0, -0.0, 0, 0
      };
      Tensor edges = to.input(Samples.vector(dtype, rows)).reshape(8, 3);
      to.output(dtype + " edge rows", edges.argmax(1), 0);
      to.output(dtype + " edge columns", edges.argmax(0), 0);
      for (int at : new int[] {0, 15, 16, 127, 129}) {
        double[] values = Samples.random(dtype, Shape.of(130), 5).toDoubles();
        values[at] = NAN;
        values[129] = NAN;
        to.output(
            dtype + " first nan at " + at, to.input(Samples.vector(dtype, values)).argmax(0), 0);
      }
    }
    return to.build();
  }

  /** Composed of other operations, whose infinities and NaNs have to work together. */
  private static ConformanceCase logSumExps() {
    ConformanceCase.Builder to = new ConformanceCase.Builder("logSumExp");
    for (DType dtype : Samples.FLOATING) {
      double[] rows = {
        1000, 1000, -INF, -INF, INF, 1, NAN, 1, -1000, -1000, -INF, 3, INF, -INF, -INF, NAN, 0, 0
      };
      Tensor x = to.input(Samples.vector(dtype, rows)).reshape(9, 2);
      to.output(dtype + " rows", Tensors.logSumExp(x, 1), Tolerance.of(Op.LOG));
      to.output(dtype + " all", Tensors.logSumExp(x), Tolerance.of(Op.LOG));
    }
    return to.build();
  }

  private static ConformanceCase products() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.DOT.symbol());
    for (DType dtype : Samples.FLOATING) {
      for (int[] size : PRODUCTS) {
        Tensor a = to.input(Samples.random(dtype, Shape.of(size[0], size[1]), 1));
        Tensor b = to.input(Samples.random(dtype, Shape.of(size[1], size[2]), 2));
        product(to, a, b);
      }
      Tensor a = to.input(Samples.random(dtype, Shape.of(33, 18), 3));
      Tensor b = to.input(Samples.random(dtype, Shape.of(33, 20), 4));
      product(to, a.transpose(), b);
      product(to, b.transpose(), a);
      product(to, a, a.transpose());
      product(to, a.transpose(), b.slice(0, 0, 33).add(1));
      Tensor vector = to.input(Samples.random(dtype, Shape.of(18), 5));
      to.output(
          dtype + " vector",
          vector.matmul(a.transpose()),
          Tolerance.ofSum(18),
          vector.abs().matmul(a.transpose().abs()));
      Tensor edges = to.input(Samples.vector(dtype, 0, 1, INF, NAN, 2, 0, 1, 1)).reshape(4, 2);
      Tensor more = to.input(Samples.vector(dtype, INF, 1, 2, -INF)).reshape(2, 2);
      to.output(dtype + " zero times infinity", edges.matmul(more), 0);
    }
    return to.build();
  }

  private static ConformanceCase batchedProducts() {
    ConformanceCase.Builder to = new ConformanceCase.Builder("dot, batched");
    for (DType dtype : Samples.FLOATING) {
      Tensor a = to.input(Samples.random(dtype, Shape.of(3, 4, 5), 1));
      Tensor b = to.input(Samples.random(dtype, Shape.of(3, 5, 17), 2));
      Tensor deep = to.input(Samples.random(dtype, Shape.of(2, 3, 5, 7), 3));
      Tensor right = to.input(Samples.random(dtype, Shape.of(5, 7), 4));
      product(to, a, b);
      product(to, b.transpose(), a.transpose());
      product(to, deep.transpose(), deep);
      product(to, deep.transpose(0, 1, 3, 2), deep);
      product(to, a, right);
      product(to, right.transpose(), b);
      product(to, a.slice(0, 0, 0), b.slice(0, 0, 0));
    }
    return to.build();
  }

  private static void product(ConformanceCase.Builder to, Tensor a, Tensor b) {
    String name = a.type() + " x " + b.type();
    Tensor size = a.abs().matmul(b.abs());
    to.output(name, a.matmul(b), Tolerance.ofSum(a.dim(-1)), size);
  }
}
