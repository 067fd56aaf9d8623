package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/**
 * Positions of maxima of floats along one axis: the operand is {@code [outer, n, inner]}. The first
 * among equals, the first NaN where there is one.
 */
final class ArgmaxStep implements Step {

  private final int outer;
  private final int n;
  private final int inner;
  private final Place.Floats x;
  private final Place.Numbers y;
  private final FloatKernels kernels;

  ArgmaxStep(Node node, Places places, FloatKernels kernels) {
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    Shape in = node.input(0).shape();
    this.outer = in.range(0, axis).size();
    this.n = in.dim(axis);
    this.inner = in.range(axis + 1, in.rank()).size();
    this.x = places.floats(node.input(0));
    this.y = places.numbers(node);
    this.kernels = kernels;
  }

  @Override
  public void run(Workers workers) {
    if (outer > 1 && (long) outer * n * inner >= DIVIDE_FROM) {
      workers.run(this::run, outer);
    } else {
      run(0, 0, outer);
    }
  }

  private void run(int worker, int from, int to) {
    float[] source = x.array();
    double[] target = y.array();
    for (int o = from; o < to; o++) {
      int xo = x.offset() + o * n * inner;
      int yo = y.offset() + o * inner;
      for (int i = 0; i < inner; i++) {
        target[yo + i] = inner == 1 ? ofRow(source, xo) : ofColumn(source, xo + i);
      }
    }
  }

  private int ofRow(float[] source, int start) {
    float max = kernels.max(source, start, n);
    int k = 0;
    if (Float.isNaN(max)) {
      while (!Float.isNaN(source[start + k])) {
        k++;
      }
    } else {
      while (source[start + k] != max) {
        k++;
      }
    }
    return k;
  }

  private int ofColumn(float[] source, int start) {
    int best = 0;
    float max = source[start];
    for (int k = 1; k < n && !Float.isNaN(max); k++) {
      float value = source[start + k * inner];
      if (value > max || Float.isNaN(value)) {
        max = value;
        best = k;
      }
    }
    return best;
  }
}
