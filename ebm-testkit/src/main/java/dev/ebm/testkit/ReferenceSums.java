package dev.ebm.testkit;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;

/** The reductions of {@link Reference}. */
final class ReferenceSums {

  private ReferenceSums() {}

  static TensorData reduce(Node node, TensorData x) {
    Elements result = new Elements(node.type());
    int[] largest = new int[node.shape().size()]; // positions in x
    Arrays.fill(largest, -1);
    for (int i = 0; i < x.shape().size(); i++) {
      int[] index = Index.tuple(i, x.shape());
      int at = Index.position(kept(node, index), node.shape());
      if (node.op() == Op.REDUCE_SUM) {
        result.add(at, x, i);
      } else if (largest[at] < 0 || isLarger(x, i, largest[at])) {
        largest[at] = i;
        if (node.op() == Op.REDUCE_MAX) {
          result.copy(at, x, i);
        } else {
          result.setWhole(at, index[axes(node).get(0)]);
        }
      }
    }
    return result.toData();
  }

  private static List<Integer> axes(Node node) {
    return node.attribute(Attribute.Axes.class).axes();
  }

  private static int[] kept(Node node, int[] index) {
    int[] kept = new int[node.shape().rank()];
    int next = 0;
    for (int axis = 0; axis < index.length; axis++) {
      if (!axes(node).contains(axis)) {
        kept[next++] = index[axis];
      }
    }
    return kept;
  }

  /** NaN is larger than everything but NaN. */
  private static boolean isLarger(TensorData x, int i, int than) {
    if (Elements.isWhole(x)) {
      return Elements.wholeAt(x, i) > Elements.wholeAt(x, than);
    }
    return x.at(i) > x.at(than) || Double.isNaN(x.at(i)) && !Double.isNaN(x.at(than));
  }
}
