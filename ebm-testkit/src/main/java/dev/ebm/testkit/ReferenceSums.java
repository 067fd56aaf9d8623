package dev.ebm.testkit;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;

/** The reductions and the matrix product of {@link Reference}. */
final class ReferenceSums {

  private ReferenceSums() {}

  static double[] compute(Node node, List<TensorData> in) {
    return node.op() == Op.DOT ? dot(node, in.get(0), in.get(1)) : reduce(node, in.get(0));
  }

  private static double[] reduce(Node node, TensorData x) {
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    boolean sum = node.op() == Op.REDUCE_SUM;
    double[] result = new double[node.shape().size()];
    Arrays.fill(result, sum ? 0 : Double.NEGATIVE_INFINITY);
    for (int i = 0; i < x.shape().size(); i++) {
      int[] index = Index.tuple(i, x.shape());
      int[] kept = new int[node.shape().rank()];
      int next = 0;
      for (int axis = 0; axis < index.length; axis++) {
        if (!axes.contains(axis)) {
          kept[next++] = index[axis];
        }
      }
      int at = Index.position(kept, node.shape());
      result[at] = sum ? result[at] + x.at(i) : Math.max(result[at], x.at(i));
      if (sum && node.dtype() == DType.INT32) {
        result[at] = (int) (long) result[at]; // wraps around
      }
    }
    return result;
  }

  private static double[] dot(Node node, TensorData a, TensorData b) {
    Shape shape = node.shape();
    int rank = shape.rank();
    int inner = a.shape().dim(-1);
    double[] result = new double[shape.size()];
    for (int i = 0; i < result.length; i++) {
      int[] left = Index.tuple(i, shape);
      int[] right = left.clone();
      for (int k = 0; k < inner; k++) {
        left[rank - 1] = k;
        right[rank - 2] = k;
        result[i] += a.at(Index.position(left, a.shape())) * b.at(Index.position(right, b.shape()));
      }
    }
    return result;
  }
}
