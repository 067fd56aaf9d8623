package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import java.util.Arrays;

/** Reductions, matrix products and added rows; int64 elements wrap around. */
final class Sums {

  private Sums() {}

  static Cells reduce(Node node, Cells x) {
    boolean max = node.op() == Op.REDUCE_MAX;
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    if (x.isLong()) {
      long[] values = x.longs();
      long[] results = out.longs();
      Arrays.fill(results, max ? Long.MIN_VALUE : 0);
      along(node, 1)
          .forEachRun(
              (from, fromStride, to, toStride, count) -> {
                for (int i = 0; i < count; i++) {
                  long value = values[from + i * fromStride];
                  int at = to + i * toStride;
                  results[at] = max ? Math.max(results[at], value) : results[at] + value;
                }
              });
      return out;
    }
    double[] values = x.numbers();
    double[] results = out.numbers();
    Arrays.fill(results, max ? Double.NEGATIVE_INFINITY : 0);
    along(node, 1)
        .forEachRun(
            (from, fromStride, to, toStride, count) -> {
              for (int i = 0; i < count; i++) {
                double value = values[from + i * fromStride];
                int at = to + i * toStride;
                results[at] = max ? Math.max(results[at], value) : results[at] + value;
              }
            });
    return Elementwise.hold(out, node.dtype());
  }

  /** The first largest element; where a NaN is, the first NaN. */
  static Cells argmax(Node node, Cells x) {
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    int n = node.input(0).shape().dim(axis);
    int stride = node.input(0).shape().strides()[axis];
    double[] out = new double[node.shape().size()];
    along(node, n)
        .forEachRun(
            (from, fromStride, to, toStride, count) -> {
              for (int i = 0; i < count; i++) {
                int at = to + i * toStride;
                int start = from + i * fromStride;
                int best = 0;
                for (int k = 1; k < n; k++) {
                  if (isAbove(x, start + k * stride, start + best * stride)) {
                    best = k;
                  }
                }
                out[at] = best;
              }
            });
    return new Cells(out);
  }

  private static boolean isAbove(Cells x, int at, int best) {
    if (x.isLong()) {
      return x.longs()[at] > x.longs()[best];
    }
    double value = x.numbers()[at];
    double largest = x.numbers()[best];
    return value > largest || Double.isNaN(value) && !Double.isNaN(largest);
  }

  /**
   * Every element of the operand with the result's element that it goes to.
   *
   * @param skipped the elements of the reduced axis that a call stands for: all or one
   */
  private static Strided along(Node node, int skipped) {
    Shape in = node.input(0).shape();
    int[] dims = in.dims();
    int[] to = new int[dims.length];
    int[] outStrides = node.shape().strides();
    int next = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      if (node.attribute(Attribute.Axes.class).axes().contains(axis)) {
        dims[axis] /= skipped;
      } else {
        to[axis] = outStrides[next++];
      }
    }
    return new Strided(dims, 0, in.strides(), 0, to);
  }

  static Cells scatterAdd(Node node, Cells rows, double[] indices) {
    int n = node.shape().dim(0);
    int row = Moves.row(node);
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    for (int k = 0; k < indices.length; k++) {
      int at = Moves.index(node, indices[k], n) * row;
      for (int i = 0; i < row; i++) {
        if (rows.isLong()) {
          out.longs()[at + i] += rows.longs()[k * row + i];
        } else {
          double sum = out.numbers()[at + i] + rows.numbers()[k * row + i];
          out.numbers()[at + i] = Elementwise.hold(sum, node.dtype());
        }
      }
    }
    return out;
  }

  static Cells dot(Node node, double[] a, double[] b) {
    int m = node.shape().dim(-2);
    int n = node.shape().dim(-1);
    int k = node.input(0).shape().dim(-1);
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    double[] sums = out.numbers();
    for (int i = 0; i < sums.length; i++) {
      int batch = i / (m * n);
      int row = i / n % m;
      int column = i % n;
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += a[(batch * m + row) * k + j] * b[(batch * k + j) * n + column];
      }
      sums[i] = sum;
    }
    return Elementwise.hold(out, node.dtype());
  }
}
