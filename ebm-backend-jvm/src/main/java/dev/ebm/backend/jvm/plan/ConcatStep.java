package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/** Floats joined along an axis. */
final class ConcatStep implements Step {

  private final int outer;
  private final List<Place.Floats> parts;
  private final Place.Floats y;
  private final FloatKernels kernels;

  ConcatStep(Node node, Places places, FloatKernels kernels) {
    Shape shape = node.shape();
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    this.outer = shape.range(0, axis).size();
    this.parts = node.inputs().stream().map(places::floats).toList();
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  @Override
  public void run(Workers workers) {
    int row = outer == 0 ? 0 : y.size() / outer;
    int start = y.offset();
    for (Place.Floats part : parts) {
      int length = outer == 0 ? 0 : part.size() / outer;
      for (int o = 0; o < outer; o++) {
        kernels.copy(part.array(), part.offset() + o * length, y.array(), start + o * row, length);
      }
      start += length;
    }
  }
}
