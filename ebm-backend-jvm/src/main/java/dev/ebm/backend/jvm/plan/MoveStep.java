package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.oracle.Strided;
import java.util.List;

/** Transposes, broadcasts, slices, reversals and padding of floats. */
final class MoveStep implements Step {

  private final boolean pads;
  private final boolean transposesMatrix;
  private final int rows;
  private final int columns;
  private final Strided strided;
  private final Place.Floats x;
  private final Place.Floats y;
  private final FloatKernels kernels;

  MoveStep(Node node, Places places, FloatKernels kernels) {
    this.pads = node.op() == Op.PAD;
    this.transposesMatrix =
        node.op() == Op.TRANSPOSE
            && node.attribute(Attribute.Axes.class).axes().equals(List.of(1, 0));
    this.rows = transposesMatrix ? node.input(0).shape().dim(0) : 0;
    this.columns = transposesMatrix ? node.input(0).shape().dim(1) : 0;
    this.strided = Strided.of(node);
    this.x = places.floats(node.input(0));
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  @Override
  public void run(Workers workers) {
    float[] source = x.array();
    float[] target = y.array();
    int xo = x.offset();
    int yo = y.offset();
    if (transposesMatrix) {
      kernels.transpose(rows, columns, source, xo, columns, target, yo, rows);
      return;
    }
    if (pads) {
      kernels.fill(0, target, yo, y.size());
    }
    strided.forEachRun(
        (from, fromStride, to, toStride, count) -> {
          if (fromStride == 1 && toStride == 1) {
            kernels.copy(source, xo + from, target, yo + to, count);
          } else if (fromStride == 0 && toStride == 1) {
            kernels.fill(source[xo + from], target, yo + to, count);
          } else {
            for (int i = 0; i < count; i++) {
              target[yo + to + i * toStride] = source[xo + from + i * fromStride];
            }
          }
        });
  }
}
