package dev.ebm.testkit;

import dev.ebm.api.tensor.Shape;

/** Positions in row-major order and their index tuples. */
final class Index {

  private Index() {}

  /** The index tuple of a position. */
  static int[] tuple(int position, Shape shape) {
    int[] index = new int[shape.rank()];
    int rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return index;
  }

  /** The position of an index tuple. */
  static int position(int[] index, Shape shape) {
    int position = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      position = position * shape.dim(axis) + index[axis];
    }
    return position;
  }
}
