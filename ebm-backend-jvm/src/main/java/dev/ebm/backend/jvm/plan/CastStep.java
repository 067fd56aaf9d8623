package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;

/** Floats or bools as int32, and int32 as floats or bools. */
final class CastStep implements Step {

  private final DType target;
  private final Place x;
  private final Place y;

  CastStep(Node node, Places places) {
    this.target = node.dtype();
    this.x = places.of(node.input(0));
    this.y = places.of(node);
  }

  /** Whether a node is a cast between floats and int32. */
  static boolean fits(Node node) {
    return node.dtype() == DType.INT32 != (node.input(0).dtype() == DType.INT32);
  }

  @Override
  public void run(Workers workers) {
    if (target == DType.INT32) {
      truncate((Place.Floats) x, (Place.Numbers) y);
    } else {
      convert((Place.Numbers) x, (Place.Floats) y);
    }
  }

  private static void truncate(Place.Floats from, Place.Numbers to) {
    for (int i = 0; i < to.size(); i++) {
      to.array()[to.offset() + i] = (int) from.array()[from.offset() + i];
    }
  }

  private void convert(Place.Numbers from, Place.Floats to) {
    for (int i = 0; i < to.size(); i++) {
      double number = from.array()[from.offset() + i];
      to.array()[to.offset() + i] = target == DType.BOOL ? (number == 0 ? 0 : 1) : (float) number;
    }
  }
}
