package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sums of products of broadcast operands as matrix products: neither the repeated operands nor the
 * products are ever stored. The axes of the product are sorted into batch (both operands vary, and
 * it is kept), rows (only the left varies), columns (only the right varies) and inner (both vary,
 * and it is summed).
 */
final class Contractions {

  private final List<Integer> batch = new ArrayList<>();
  private final List<Integer> rows = new ArrayList<>();
  private final List<Integer> columns = new ArrayList<>();
  private final List<Integer> inner = new ArrayList<>();
  private final Shape shape;

  private Contractions(Shape shape) {
    this.shape = shape;
  }

  /** The matrix product that a sum equals, if it is worth it. */
  static Optional<Node> of(Node sum) {
    Node product = sum.input(0);
    if (product.op() != Op.MUL || !product.dtype().isFloating()) {
      return Optional.empty();
    }
    Node left = source(product.input(0));
    Node right = source(product.input(1));
    Contractions axes = new Contractions(product.shape());
    if (!axes.sort(left, right, sum.attribute(Attribute.Axes.class).axes()) || !axes.pays()) {
      return Optional.empty();
    }
    Node dot =
        Nodes.dot(
            axes.matrix(left, axes.rows, axes.inner), axes.matrix(right, axes.inner, axes.columns));
    return Optional.of(axes.inOrder(dot, sum.shape()));
  }

  private static Node source(Node operand) {
    return operand.op() == Op.BROADCAST ? operand.input(0) : operand;
  }

  private boolean sort(Node left, Node right, List<Integer> summed) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.dim(axis) == 1) {
        continue;
      }
      boolean inLeft = left.shape().dim(axis) == shape.dim(axis);
      boolean inRight = right.shape().dim(axis) == shape.dim(axis);
      if (summed.contains(axis)) {
        if (!inLeft || !inRight) {
          return false;
        }
        inner.add(axis);
      } else if (inLeft || inRight) {
        (inLeft && inRight ? batch : inLeft ? rows : columns).add(axis);
      } else {
        return false;
      }
    }
    return true;
  }

  /** A product of vectors, or of a matrix and a vector for each entry of a batch, gains nothing. */
  private boolean pays() {
    return !inner.isEmpty()
        && (batch.isEmpty()
            ? !rows.isEmpty() || !columns.isEmpty()
            : !rows.isEmpty() && !columns.isEmpty());
  }

  /** An operand as {@code [batch..., first, second]}; its other axes are of size 1. */
  private Node matrix(Node x, List<Integer> first, List<Integer> second) {
    List<Integer> order = new ArrayList<>(batch);
    order.addAll(first);
    order.addAll(second);
    List<Integer> sorted = order.stream().sorted().toList();
    List<Integer> permutation = order.stream().map(sorted::indexOf).toList();
    return Nodes.reshape(
        Nodes.transpose(Nodes.reshape(x, sizes(sorted)), permutation),
        sizes(batch).append(size(first), size(second)));
  }

  private Shape sizes(List<Integer> axes) {
    return Shape.of(axes.stream().mapToInt(shape::dim).toArray());
  }

  private int size(List<Integer> axes) {
    return sizes(axes).size();
  }

  /** The product's axes, which are batch, rows and columns, in the order of the sum's. */
  private Node inOrder(Node dot, Shape result) {
    List<Integer> made = new ArrayList<>(batch);
    made.addAll(rows);
    made.addAll(columns);
    List<Integer> permutation = made.stream().sorted().map(made::indexOf).toList();
    return Nodes.reshape(Nodes.transpose(Nodes.reshape(dot, sizes(made)), permutation), result);
  }
}
