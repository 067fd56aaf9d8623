package dev.ebm.testkit;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.UnaryOperator;

/** The operations of {@link Reference} that move elements. */
final class ReferenceMoves {

  private ReferenceMoves() {}

  static TensorData compute(Node node, List<TensorData> in) {
    return switch (node.op()) {
      case IOTA -> iota(node);
      case RESHAPE -> in.get(0).reshape(node.shape().dims());
      case TRANSPOSE -> transpose(node, in.get(0));
      case BROADCAST -> broadcast(node, in.get(0));
      case SLICE -> slice(node, in.get(0));
      case REVERSE -> reverse(node, in.get(0));
      case GATHER -> gather(node, in.get(0), in.get(1));
      case PAD -> pad(node, in.get(0));
      case CONCAT -> concat(node, in);
      case SCATTER_ADD -> scatterAdd(node, in.get(0), in.get(1));
      default -> throw new IllegalArgumentException(node.op() + " is unknown");
    };
  }

  private static TensorData iota(Node node) {
    Elements result = new Elements(node.type());
    for (int i = 0; i < node.shape().size(); i++) {
      result.setWhole(i, i);
    }
    return result.toData();
  }

  /** For every index of the result the element of x at another index. */
  private static TensorData pull(Node node, TensorData x, UnaryOperator<int[]> source) {
    Elements result = new Elements(node.type());
    for (int i = 0; i < node.shape().size(); i++) {
      int[] index = source.apply(Index.tuple(i, node.shape()));
      result.copy(i, x, Index.position(index, x.shape()));
    }
    return result.toData();
  }

  private static TensorData transpose(Node node, TensorData x) {
    int[] axes = node.attribute(Attribute.Axes.class).toArray();
    return pull(
        node,
        x,
        index -> {
          int[] source = new int[index.length];
          for (int axis = 0; axis < axes.length; axis++) {
            source[axes[axis]] = index[axis];
          }
          return source;
        });
  }

  private static TensorData broadcast(Node node, TensorData x) {
    return pull(
        node,
        x,
        index -> {
          for (int axis = 0; axis < index.length; axis++) {
            index[axis] = x.shape().dim(axis) == 1 ? 0 : index[axis];
          }
          return index;
        });
  }

  private static TensorData slice(Node node, TensorData x) {
    Attribute.Slice part = node.attribute(Attribute.Slice.class);
    return pull(
        node,
        x,
        index -> {
          for (int axis = 0; axis < index.length; axis++) {
            index[axis] = part.start().get(axis) + index[axis] * part.stride().get(axis);
          }
          return index;
        });
  }

  private static TensorData reverse(Node node, TensorData x) {
    int[] axes = node.attribute(Attribute.Axes.class).toArray();
    return pull(
        node,
        x,
        index -> {
          for (int axis : axes) {
            index[axis] = node.shape().dim(axis) - 1 - index[axis];
          }
          return index;
        });
  }

  private static TensorData gather(Node node, TensorData x, TensorData rows) {
    checkRange(node, rows, x.shape());
    return pull(
        node,
        x,
        index -> {
          index[0] = rows.ints()[index[0]];
          return index;
        });
  }

  private static TensorData pad(Node node, TensorData x) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    Elements result = new Elements(node.type());
    for (int i = 0; i < x.shape().size(); i++) {
      int[] index = Index.tuple(i, x.shape());
      for (int axis = 0; axis < index.length; axis++) {
        index[axis] = pad.low().get(axis) + index[axis] * (pad.interior().get(axis) + 1);
      }
      result.copy(Index.position(index, node.shape()), x, i);
    }
    return result.toData();
  }

  private static TensorData concat(Node node, List<TensorData> parts) {
    int along = node.attribute(Attribute.Axes.class).toArray()[0];
    Elements result = new Elements(node.type());
    int before = 0;
    for (TensorData part : parts) {
      for (int i = 0; i < part.shape().size(); i++) {
        int[] index = Index.tuple(i, part.shape());
        index[along] += before;
        result.copy(Index.position(index, node.shape()), part, i);
      }
      before += part.shape().dim(along);
    }
    return result.toData();
  }

  private static TensorData scatterAdd(Node node, TensorData x, TensorData rows) {
    checkRange(node, rows, node.shape());
    Elements result = new Elements(node.type());
    for (int i = 0; i < x.shape().size(); i++) {
      int[] index = Index.tuple(i, x.shape());
      index[0] = rows.ints()[index[0]];
      result.add(Index.position(index, node.shape()), x, i);
    }
    return result.toData();
  }

  private static void checkRange(Node node, TensorData rows, Shape table) {
    for (int row : rows.ints()) {
      if (row < 0 || row >= table.dim(0)) {
        throw new BackendException(RunProblems.indexOutOfRange(node, row));
      }
    }
  }
}
