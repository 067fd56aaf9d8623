package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rebuilds a program with less work. Equal values are merged, whatever no result needs is gone, and
 * the rules below apply. No rule changes a value, so x * 0 stays (x may be NaN), but the sign of a
 * zero, x + 0 becomes x, which may be -0, and the rounding of sums that become matrix products.
 */
final class Simplifier {

  private static final long WORD = 0xffffffffL;

  private final Map<List<Object>, Node> made = new HashMap<>();
  private final LoopResults loopResults;
  private final Map<Node, Integer> readers = new IdentityHashMap<>();

  private Simplifier(Program program) {
    loopResults = new LoopResults(program);
    program
        .nodes()
        .forEach(node -> node.inputs().forEach(in -> readers.merge(in, 1, Integer::sum)));
    program.outputs().forEach(output -> readers.merge(output, 1, Integer::sum));
  }

  static Program simplify(Program program) {
    Simplifier simplifier = new Simplifier(program);
    Map<Node, Node> known = new IdentityHashMap<>();
    program.inputs().forEach(input -> known.put(input, input));
    return program.with(
        program.inputs(), Graph.rewrite(program.outputs(), known, simplifier::rebuild));
  }

  private Node rebuild(Node node, List<Node> inputs) {
    boolean isOfLoop = node.op() == Op.LOOP || node.op() == Op.PROJECT;
    if (isOfLoop && !loopResults.need(node)) {
      return node; // read by nothing but operands that a loop drops
    }
    Node current = Graph.onInputs(node, inputs);
    return switch (node.op()) {
      case INPUT -> node;
      case STOP_GRADIENT, CUSTOM_DERIVATIVE -> inputs.get(0);
      case LOOP -> merge(loopResults.simplified(node, inputs));
      case PROJECT -> merge(loopResults.projected(node, inputs.get(0)));
      case REDUCE_SUM ->
          readers.get(node.input(0)) == 1
              ? Contractions.of(current)
                  .map(dot -> rebuildAbove(current.inputs(), dot))
                  .orElseGet(() -> merge(current))
              : merge(current);
      case RESHAPE -> reshape(current, inputs.get(0));
      case TRANSPOSE -> transpose(current, inputs.get(0));
      case BROADCAST -> broadcast(current, inputs.get(0));
      case SLICE ->
          splatOf(inputs.get(0))
              .map(scalar -> splat(scalar, node.shape()))
              .orElseGet(() -> merge(current));
      case NEG -> {
        Node x = inputs.get(0);
        yield x.op() == Op.NEG ? x.input(0) : foldOr(current);
      }
      case ADD, SUB, MUL, DIV -> arithmetic(current, inputs.get(0), inputs.get(1));
      case SELECT -> {
        Optional<Node> condition = splatOf(inputs.get(0));
        yield condition
            .map(c -> value(c) != 0 ? inputs.get(1) : inputs.get(2))
            .orElseGet(() -> merge(current));
      }
      default -> foldOr(current);
    };
  }

  /** Applies the rules to what a rule has made of nodes that are done. */
  private Node rebuildAbove(List<Node> done, Node root) {
    Map<Node, Node> known = new IdentityHashMap<>();
    Graph.topological(done).forEach(node -> known.put(node, node));
    return Graph.rewrite(List.of(root), known, this::rebuild).get(0);
  }

  private Node reshape(Node node, Node x) {
    Node source = x.op() == Op.RESHAPE ? x.input(0) : x;
    if (source.shape().equals(node.shape())) {
      return source;
    }
    return x.op() == Op.BROADCAST && splatOf(x).isPresent()
        ? splat(splatOf(x).get(), node.shape())
        : merge(node.with(List.of(source), node.attribute(), node.type()));
  }

  private Node transpose(Node node, Node x) {
    Optional<Node> scalar = splatOf(x);
    if (scalar.isPresent()) {
      return splat(scalar.get(), node.shape());
    }
    if (x.op() != Op.TRANSPOSE) {
      return merge(node);
    }
    List<Integer> outer = node.attribute(Attribute.Axes.class).axes();
    List<Integer> inner = x.attribute(Attribute.Axes.class).axes();
    List<Integer> joined = outer.stream().map(inner::get).toList();
    boolean identity = true;
    for (int i = 0; i < joined.size(); i++) {
      identity &= joined.get(i) == i;
    }
    return identity
        ? x.input(0)
        : merge(node.with(x.inputs(), new Attribute.Axes(joined), node.type()));
  }

  private Node broadcast(Node node, Node x) {
    Optional<Node> scalar = splatOf(x);
    if (scalar.isPresent() && x.op() == Op.BROADCAST) {
      return splat(scalar.get(), node.shape());
    }
    return x.op() == Op.BROADCAST
        ? merge(node.with(x.inputs(), node.attribute(), node.type()))
        : merge(node);
  }

  private Node arithmetic(Node node, Node a, Node b) {
    Optional<Node> left = splatOf(a);
    Optional<Node> right = splatOf(b);
    if (left.isPresent() && right.isPresent()) {
      return foldOr(node);
    }
    if (right.isPresent()) {
      double value = value(right.get());
      boolean neutral =
          switch (node.op()) {
            case ADD, SUB -> value == 0;
            default -> value == 1;
          };
      if (neutral) {
        return a;
      }
      if (value == -1 && node.op() == Op.MUL) {
        return negated(a);
      }
    }
    if (left.isPresent()) {
      double value = value(left.get());
      if (value == 0 && node.op() == Op.ADD || value == 1 && node.op() == Op.MUL) {
        return b;
      }
      if (value == 0 && node.op() == Op.SUB || value == -1 && node.op() == Op.MUL) {
        return negated(b);
      }
    }
    if (b.op() == Op.NEG && (node.op() == Op.ADD || node.op() == Op.SUB)) {
      Node x = b.input(0);
      return arithmetic(Nodes.binary(node.op() == Op.ADD ? Op.SUB : Op.ADD, a, x), a, x);
    }
    if (a.op() == Op.NEG && node.op() == Op.ADD) {
      Node x = a.input(0);
      return arithmetic(Nodes.binary(Op.SUB, b, x), b, x);
    }
    return merge(node);
  }

  private Node negated(Node x) {
    return x.op() == Op.NEG ? x.input(0) : merge(Nodes.unary(Op.NEG, x));
  }

  /** Folds an element-wise operation on repeated scalars, where its result is exactly rounded. */
  private Node foldOr(Node node) {
    boolean longs = // which doubles do not hold
        node.dtype() == DType.INT64
            || node.inputs().stream().anyMatch(input -> input.dtype() == DType.INT64);
    if (node.op().kind() != Op.Kind.ELEMENTWISE || longs) {
      return merge(node);
    }
    List<Double> values = new ArrayList<>();
    for (Node input : node.inputs()) {
      Optional<Node> scalar = splatOf(input);
      if (scalar.isEmpty()) {
        return merge(node);
      }
      values.add(value(scalar.get()));
    }
    double a = values.get(0);
    double b = values.size() > 1 ? values.get(1) : 0;
    double result;
    switch (node.op()) {
      case ADD -> result = a + b;
      case SUB -> result = a - b;
      case MUL -> result = node.dtype() == DType.INT32 ? (long) a * (long) b & WORD : a * b;
      case DIV -> result = a / b;
      case MAXIMUM -> result = Math.max(a, b);
      case NEG -> result = -a;
      case SIGN -> result = Math.signum(a);
      case FLOOR -> result = Math.floor(a);
      case SQRT -> result = Math.sqrt(a);
      case LESS -> result = a < b ? 1 : 0;
      case EQUAL -> result = a == b ? 1 : 0;
      case AND -> result = a * b;
      case NOT -> result = 1 - a;
      case CAST -> result = a;
      default -> {
        return merge(node);
      }
    }
    if (node.dtype() == DType.INT32 && node.op() != Op.CAST) {
      result = (int) (long) result; // doubles do not wrap around
    }
    Node scalar = Nodes.scalar(node.dtype(), result);
    boolean spoilt = !Double.isFinite(value(scalar)) && values.stream().allMatch(Double::isFinite);
    // What makes a NaN or an infinity stays an operation, which can be found.
    return spoilt ? merge(node) : splat(merge(scalar), node.shape());
  }

  /** The scalar constant that a node repeats, if it does. */
  static Optional<Node> splatOf(Node node) {
    Node current = node;
    while (current.op() == Op.BROADCAST || current.op() == Op.RESHAPE) {
      current = current.input(0);
    }
    boolean scalar = current.op() == Op.CONSTANT && current.shape().size() == 1;
    return scalar ? Optional.of(current) : Optional.empty();
  }

  /** Whether a node is zero everywhere, as its making shows. */
  static boolean isZero(Node node) {
    return splatOf(node).map(scalar -> value(scalar) == 0).orElse(false);
  }

  private static double value(Node scalar) {
    return scalar.attribute(Attribute.Literal.class).data().at(0);
  }

  private Node splat(Node scalar, Shape shape) {
    if (scalar.shape().equals(shape)) {
      return scalar;
    }
    Node expanded = Nodes.reshape(scalar, Shape.SCALAR.prepend(ones(shape.rank())));
    if (expanded != scalar) {
      expanded = merge(expanded);
    }
    return expanded.shape().equals(shape) ? expanded : merge(Nodes.broadcast(expanded, shape));
  }

  private static int[] ones(int rank) {
    int[] ones = new int[rank];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  /** The first node made with this operation, attribute, type and operands. */
  private Node merge(Node node) {
    List<Object> key = new ArrayList<>();
    key.add(node.op());
    if (node.attribute() instanceof Attribute.Loop loop) {
      key.addAll(List.of(loop.count(), loop.carried(), loop.scanned(), loop.reverse()));
      key.add(loop.body().fingerprint());
    } else {
      key.add(node.attribute());
    }
    key.add(node.type());
    key.addAll(node.inputs());
    Node first = made.putIfAbsent(key, node);
    return first == null ? node : first;
  }
}
