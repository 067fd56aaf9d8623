package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import java.util.List;

/** The operations that move elements of any dtype. */
final class Moves {

  private Moves() {}

  static Cells move(Node node, Cells x) {
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    Strided.of(node)
        .forEachRun(
            (from, fromStride, to, toStride, count) ->
                out.put(to, toStride, x, from, fromStride, count));
    return out;
  }

  static Cells concat(Node node, List<Cells> in) {
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    Shape shape = node.shape();
    Cells out = Cells.zeros(node.dtype(), shape.size());
    int inner = shape.range(axis + 1, shape.rank()).size();
    int outer = shape.range(0, axis).size();
    int row = shape.dim(axis) * inner;
    int start = 0;
    for (int k = 0; k < in.size(); k++) {
      int length = node.input(k).shape().dim(axis) * inner;
      for (int o = 0; o < outer; o++) {
        out.put(o * row + start, in.get(k), o * length, length);
      }
      start += length;
    }
    return out;
  }

  static Cells gather(Node node, Cells x, double[] indices) {
    int n = node.input(0).shape().dim(0);
    int row = row(node);
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    for (int k = 0; k < indices.length; k++) {
      out.put(k * row, x, index(node, indices[k], n) * row, row);
    }
    return out;
  }

  /** The elements of an entry along the first axis. */
  static int row(Node node) {
    return node.shape().range(1, node.shape().rank()).size();
  }

  static int index(Node node, double value, int n) {
    if (value < 0 || value >= n) {
      throw new BackendException(RunProblems.indexOutOfRange(node, (long) value));
    }
    return (int) value;
  }
}
