package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Tells which nodes need no step of their own: those that show another node's elements under
 * another shape ({@link #isAlias}), and broadcasts that only element-wise operations read, which
 * repeat the elements as they go ({@link #pattern}).
 */
final class Views {

  /** How a broadcast repeats its operand along the flat order of the result. */
  enum Pattern {
    /** One element everywhere. */
    SCALAR,
    /** The whole operand again and again. */
    ROW,
    /** Each element several times in succession. */
    COLUMN,
    /** Anything else. */
    OTHER
  }

  private final Set<Node> read = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Looks at who reads what. */
  Views(Program program) {
    for (Node node : program.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        if (!readsInPlace(node, i)) {
          read.add(node.input(i));
        }
      }
    }
    read.addAll(program.outputs());
  }

  private static boolean readsInPlace(Node reader, int operand) {
    Node input = reader.input(operand);
    return reader.op() == Op.DOT
        ? operand == 0 && DotStep.readsTransposed(input)
        : Fusion.isFusible(reader) && pattern(input) != Pattern.OTHER;
  }

  /** The operand that a node's step reads, which is not a transpose where it reads in place. */
  static Node operand(Node reader, int index) {
    Node input = reader.input(index);
    return reader.op() == Op.DOT && index == 0 && DotStep.readsTransposed(input)
        ? input.input(0)
        : input;
  }

  /** Whether a node needs a step. */
  boolean isComputed(Node node) {
    return switch (node.op()) {
      case INPUT, CONSTANT, PROJECT -> false;
      case CHECK -> true;
      case BROADCAST -> read.contains(node);
      case TRANSPOSE -> !isAlias(node) && read.contains(node);
      default -> !isAlias(node);
    };
  }

  /** Whether a node has the elements of its operand, or a stretch of them, in the same order. */
  static boolean isAlias(Node node) {
    return switch (node.op()) {
      case RESHAPE, CHECK -> true;
      case TRANSPOSE -> keepsOrder(node);
      case SLICE -> isStretch(node);
      default -> false;
    };
  }

  /** A transpose that moves only axes of size 1. */
  private static boolean keepsOrder(Node node) {
    Shape in = node.input(0).shape();
    int last = -1;
    for (int axis : node.attribute(Attribute.Axes.class).axes()) {
      if (in.dim(axis) != 1) {
        if (axis < last) {
          return false;
        }
        last = axis;
      }
    }
    return true;
  }

  /** A slice whose elements are neighbours: cut on one axis, with only axes of size 1 before it. */
  private static boolean isStretch(Node node) {
    Shape in = node.input(0).shape();
    List<Integer> strides = node.attribute(Attribute.Slice.class).stride();
    int axis = 0;
    while (axis < in.rank() && in.dim(axis) == 1) {
      axis++;
    }
    for (int rest = axis + 1; rest < in.rank(); rest++) {
      if (in.dim(rest) != node.shape().dim(rest)) {
        return false;
      }
    }
    return axis == in.rank() || strides.get(axis) == 1;
  }

  /** The first element of an alias among its operand's elements. */
  static int delta(Node alias) {
    if (alias.op() != Op.SLICE) {
      return 0;
    }
    int[] strides = alias.input(0).shape().strides();
    int delta = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      delta += strides[axis] * alias.attribute(Attribute.Slice.class).start().get(axis);
    }
    return delta;
  }

  /** The step's result, input, constant or loop's result that holds the elements a node shows. */
  Node root(Node node) {
    Node current = node;
    while (isAlias(current) || isView(current)) {
      current = current.input(0);
    }
    return current;
  }

  /** The node whose step makes the elements that a node shows. */
  Node source(Node node) {
    Node root = root(node);
    return root.op() == Op.PROJECT ? root.input(0) : root;
  }

  /** The nodes whose steps run before a node's elements are read: its source and its checks. */
  List<Node> needs(Node node) {
    Node source = source(node);
    List<Node> needs = new ArrayList<>(List.of(source));
    for (Node current = node; current != source; current = current.input(0)) {
      if (current.op() == Op.CHECK) {
        needs.add(current);
      }
    }
    return needs;
  }

  /** A broadcast or a transposed matrix without a step. */
  private boolean isView(Node node) {
    return (node.op() == Op.BROADCAST || node.op() == Op.TRANSPOSE) && !read.contains(node);
  }

  /** Whether a node shows all elements of its root, once, in order. */
  boolean isWhole(Node node) {
    Node root = root(node);
    for (Node current = node; current != root; current = current.input(0)) {
      if (isView(current)) {
        return false;
      }
    }
    return node.shape().size() == root.shape().size();
  }

  /** How a node repeats its operand; OTHER if it is not a broadcast. */
  static Pattern pattern(Node node) {
    if (node.op() != Op.BROADCAST) {
      return Pattern.OTHER;
    }
    Shape in = node.input(0).shape();
    Shape out = node.shape();
    if (in.size() == 1) {
      return Pattern.SCALAR;
    }
    int rank = out.rank();
    int prefix = 0;
    while (prefix < rank && in.dim(prefix) == 1) {
      prefix++;
    }
    if (in.range(prefix, rank).equals(out.range(prefix, rank))) {
      return Pattern.ROW;
    }
    int suffix = rank;
    while (suffix > 0 && in.dim(suffix - 1) == 1) {
      suffix--;
    }
    return in.range(0, suffix).equals(out.range(0, suffix)) ? Pattern.COLUMN : Pattern.OTHER;
  }
}
