package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes primitive nodes: checks the operands' types and computes the result's. */
final class Nodes {

  private Nodes() {}

  static Node constant(TensorData data) {
    return Node.of(Op.CONSTANT, List.of(), new Attribute.Literal(data), data.type());
  }

  /** A scalar of a numeric dtype. */
  static Node scalar(DType dtype, double value) {
    TensorType type = new TensorType(dtype, Shape.SCALAR);
    TensorData data = TensorData.fromDoubles(type, new double[] {value});
    TensorData written = dtype.isFloating() ? TensorData.of(new double[] {value}) : data;
    return Node.of(Op.CONSTANT, List.of(), new Attribute.Literal(data, written), type);
  }

  /** A value repeated over a shape. */
  static Node splat(DType dtype, double value, Shape shape) {
    Node scalar = scalar(dtype, value);
    return shape.rank() == 0 ? scalar : broadcast(expand(scalar, shape.rank()), shape);
  }

  static Node input(String name, TensorType type) {
    return Node.of(Op.INPUT, List.of(), new Attribute.InputName(name), type);
  }

  static Node iota(int n) {
    if (n < 0) {
      throw SourceLine.fail("EBM-T001", "iota(%d)".formatted(n), "0 elements or more");
    }
    return Node.of(Op.IOTA, List.of(), new TensorType(DType.INT32, Shape.of(n)));
  }

  static Node unary(Op op, Node x) {
    switch (op) {
      case NOT -> requireDType(x.dtype() == DType.BOOL, op, "a bool", x);
      case NEG, SIGN -> requireDType(x.dtype().isNumeric(), op, "numbers", x);
      default -> requireDType(x.dtype().isFloating(), op, "floating-point numbers", x);
    }
    return Node.of(op, List.of(x), x.type());
  }

  static Node binary(Op op, Node a, Node b) {
    requireDType(a.dtype() == b.dtype(), op, "operands of one dtype", a, b);
    requireShape(a.shape().equals(b.shape()), op, "operands of one shape", a, b);
    switch (op) {
      case AND -> requireDType(a.dtype() == DType.BOOL, op, "bools", a, b);
      case DIV -> requireDType(a.dtype().isFloating(), op, "floating-point numbers", a, b);
      case EQUAL -> requireDType(a.dtype() != DType.KEY, op, "anything but keys", a, b);
      default -> requireDType(a.dtype().isNumeric(), op, "numbers", a, b);
    }
    DType result = op == Op.LESS || op == Op.EQUAL ? DType.BOOL : a.dtype();
    return Node.of(op, List.of(a, b), new TensorType(result, a.shape()));
  }

  static Node select(Node condition, Node a, Node b) {
    requireDType(condition.dtype() == DType.BOOL, Op.SELECT, "a bool condition", condition, a, b);
    requireDType(a.dtype() == b.dtype(), Op.SELECT, "branches of one dtype", condition, a, b);
    boolean oneShape = condition.shape().equals(a.shape()) && a.shape().equals(b.shape());
    requireShape(oneShape, Op.SELECT, "one shape throughout", condition, a, b);
    return Node.of(Op.SELECT, List.of(condition, a, b), a.type());
  }

  static Node cast(Node x, DType dtype) {
    requireDType(x.dtype() != DType.KEY && dtype != DType.KEY, Op.CAST, "anything but keys", x);
    return x.dtype() == dtype ? x : Node.of(Op.CAST, List.of(x), new TensorType(dtype, x.shape()));
  }

  static Node reshape(Node x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    if (x.shape().size() != shape.size()) {
      throw SourceLine.fail(
          "EBM-T001",
          "reshape of %s to %s: %d elements are not %d"
              .formatted(x.type(), shape, x.shape().size(), shape.size()),
          "the number of elements stays the same");
    }
    return Node.of(Op.RESHAPE, List.of(x), new TensorType(x.dtype(), shape));
  }

  /** Axes of size 1 in front until the rank is reached. */
  static Node expand(Node x, int rank) {
    Shape shape = x.shape();
    return reshape(x, shape.prepend(ones(rank - shape.rank())));
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  static Node transpose(Node x, List<Integer> permutation) {
    int rank = x.shape().rank();
    List<Integer> from0 = permutation.stream().map(axis -> axis(x, axis)).toList();
    if (from0.size() != rank || new TreeSet<>(from0).size() != rank) {
      throw SourceLine.fail(
          "EBM-T003",
          "transpose of %s by %s".formatted(x.type(), permutation),
          rank == 0
              ? "a scalar has no axes"
              : "name each of the axes 0 to %d once".formatted(rank - 1));
    }
    int[] dims = new int[rank];
    boolean identity = true;
    for (int i = 0; i < rank; i++) {
      dims[i] = x.shape().dim(from0.get(i));
      identity &= from0.get(i) == i;
    }
    return identity
        ? x
        : Node.of(
            Op.TRANSPOSE,
            List.of(x),
            new Attribute.Axes(from0),
            new TensorType(x.dtype(), Shape.of(dims)));
  }

  static Node broadcast(Node x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    boolean fits = x.shape().rank() == shape.rank();
    for (int axis = 0; fits && axis < shape.rank(); axis++) {
      fits = x.shape().dim(axis) == shape.dim(axis) || x.shape().dim(axis) == 1;
    }
    if (!fits) {
      throw SourceLine.fail(
          "EBM-T001",
          "cannot broadcast %s to %s".formatted(x.type(), shape),
          "only axes of size 1 are repeated");
    }
    return Node.of(Op.BROADCAST, List.of(x), new TensorType(x.dtype(), shape));
  }

  static Node slice(Node x, Attribute.Slice part) {
    int rank = x.shape().rank();
    int[] dims = new int[rank];
    boolean whole = true;
    for (int axis = 0; axis < rank; axis++) {
      int start = part.start().get(axis);
      int limit = part.limit().get(axis);
      int stride = part.stride().get(axis);
      int size = x.shape().dim(axis);
      if (start < 0 || limit < start || limit > size || stride < 1) {
        throw SourceLine.fail(
            "EBM-T003",
            "slice %s of %s".formatted(part, x.type()),
            "0 <= start <= limit <= %d and stride >= 1 on axis %d".formatted(size, axis));
      }
      dims[axis] = limit == start ? 0 : (limit - start - 1) / stride + 1;
      whole &= dims[axis] == size;
    }
    return whole
        ? x
        : Node.of(Op.SLICE, List.of(x), part, new TensorType(x.dtype(), Shape.of(dims)));
  }

  static Node pad(Node x, Attribute.Pad pad) {
    int rank = x.shape().rank();
    int[] dims = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int low = pad.low().get(axis);
      int high = pad.high().get(axis);
      int interior = pad.interior().get(axis);
      if (low < 0 || high < 0 || interior < 0) {
        throw SourceLine.fail(
            "EBM-T003", "pad of %s by %s".formatted(x.type(), pad), "crop by a slice instead");
      }
      int size = x.shape().dim(axis);
      dims[axis] = low + size + Math.max(0, size - 1) * interior + high;
    }
    Shape shape = Shape.of(dims);
    return shape.equals(x.shape())
        ? x
        : Node.of(Op.PAD, List.of(x), pad, new TensorType(x.dtype(), shape));
  }

  static Node concat(List<Node> parts, int axis) {
    if (parts.isEmpty()) {
      throw SourceLine.fail("EBM-T003", "concat of nothing", "give at least one tensor");
    }
    Node first = parts.get(0);
    int along = axis(first, axis);
    int total = 0;
    for (Node part : parts) {
      requireDType(part.dtype() == first.dtype(), Op.CONCAT, "one dtype", first, part);
      boolean fits =
          part.shape().rank() == first.shape().rank()
              && part.shape().with(along, 0).equals(first.shape().with(along, 0));
      requireShape(fits, Op.CONCAT, "equal sizes but on axis " + along, first, part);
      total += part.shape().dim(along);
    }
    return parts.size() == 1
        ? first
        : Node.of(
            Op.CONCAT,
            parts,
            new Attribute.Axes(List.of(along)),
            new TensorType(first.dtype(), first.shape().with(along, total)));
  }

  static Node reverse(Node x, List<Integer> axes) {
    List<Integer> sorted = axes(x, axes);
    return sorted.isEmpty()
        ? x
        : Node.of(Op.REVERSE, List.of(x), new Attribute.Axes(sorted), x.type());
  }

  static Node gather(Node x, Node indices) {
    requireDType(indices.dtype() == DType.INT32, Op.GATHER, "int32 indices", x, indices);
    requireShape(
        x.shape().rank() >= 1 && indices.shape().rank() == 1,
        Op.GATHER,
        "rows [n, ...] and indices [k]",
        x,
        indices);
    return Node.of(
        Op.GATHER,
        List.of(x, indices),
        new TensorType(x.dtype(), x.shape().with(0, indices.shape().dim(0))));
  }

  static Node scatterAdd(Node rows, Node indices, int n) {
    requireDType(
        rows.dtype().isNumeric() && indices.dtype() == DType.INT32,
        Op.SCATTER_ADD,
        "rows of numbers and int32 indices",
        rows,
        indices);
    requireShape(
        rows.shape().rank() >= 1 && indices.shape().equals(Shape.of(rows.shape().dim(0))),
        Op.SCATTER_ADD,
        "rows [k, ...] and indices [k]",
        rows,
        indices);
    requireShape(n >= 0, Op.SCATTER_ADD, "0 rows or more, not " + n, rows, indices);
    return Node.of(
        Op.SCATTER_ADD,
        List.of(rows, indices),
        new TensorType(rows.dtype(), rows.shape().with(0, n)));
  }

  static Node reduce(Op op, Node x, List<Integer> axes) {
    requireDType(x.dtype().isNumeric(), op, "numbers", x);
    List<Integer> sorted = axes(x, axes);
    if (op == Op.REDUCE_MAX) {
      for (int axis : sorted) {
        requireShape(x.shape().dim(axis) > 0, op, "at least one element on axis " + axis, x);
      }
    }
    return sorted.isEmpty()
        ? x
        : Node.of(
            op,
            List.of(x),
            new Attribute.Axes(sorted),
            new TensorType(x.dtype(), x.shape().without(sorted)));
  }

  static Node stopGradient(Node x) {
    return Node.of(Op.STOP_GRADIENT, List.of(x), x.type());
  }

  static Node dot(Node a, Node b) {
    int rank = a.shape().rank();
    requireDType(
        a.dtype() == b.dtype() && a.dtype().isFloating(), Op.DOT, "one floating dtype", a, b);
    boolean fits =
        rank >= 2
            && b.shape().rank() == rank
            && a.shape().range(0, rank - 2).equals(b.shape().range(0, rank - 2))
            && a.shape().dim(-1) == b.shape().dim(-2);
    requireShape(fits, Op.DOT, "[..., m, k] and [..., k, n]", a, b);
    Shape shape = a.shape().range(0, rank - 2).append(a.shape().dim(-2), b.shape().dim(-1));
    return Node.of(Op.DOT, List.of(a, b), new TensorType(a.dtype(), shape));
  }

  static Node foldKey(Node key, Attribute.Fold fold) {
    requireDType(key.dtype() == DType.KEY, Op.FOLD_KEY, "a key", key);
    return Node.of(Op.FOLD_KEY, List.of(key), fold, key.type());
  }

  static Node foldKey(Node key, Node counter) {
    requireDType(
        key.dtype() == DType.KEY && counter.dtype() == DType.INT32,
        Op.FOLD_KEY,
        "a key and an int32",
        key,
        counter);
    requireShape(counter.shape().rank() == 0, Op.FOLD_KEY, "a scalar counter", key, counter);
    return Node.of(Op.FOLD_KEY, List.of(key, counter), key.type());
  }

  static Node draw(Op op, Node key, TensorType type) {
    requireDType(key.dtype() == DType.KEY && type.dtype().isFloating(), op, "a key", key);
    return Node.of(op, List.of(key), type);
  }

  static Node project(Node loop, int index) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    TensorType type = spec.body().outputs().get(index).type();
    return Node.of(
        Op.PROJECT,
        List.of(loop),
        new Attribute.Index(index),
        index < spec.carried() ? type : stacked(type, spec.count()));
  }

  static Node history(Node loop, int carried) {
    int count = loop.attribute(Attribute.Loop.class).count();
    return Node.of(
        Op.PROJECT,
        List.of(loop),
        new Attribute.History(carried),
        stacked(loop.input(carried).type(), count));
  }

  private static TensorType stacked(TensorType type, int count) {
    return new TensorType(type.dtype(), type.shape().prepend(count));
  }

  static Node check(Node x, Node condition, String message) {
    requireDType(condition.dtype() == DType.BOOL, Op.CHECK, "a bool condition", x, condition);
    return Node.of(Op.CHECK, List.of(x, condition), new Attribute.Message(message), x.type());
  }

  static Node customDerivative(Node y, List<Node> inputs, Tensors.DerivativeRule rule) {
    List<Node> operands = new ArrayList<>(List.of(y));
    operands.addAll(inputs);
    return Node.of(Op.CUSTOM_DERIVATIVE, operands, new Attribute.Rule(rule), y.type());
  }

  static Node argmax(Node x, int axis) {
    requireDType(x.dtype().isNumeric(), Op.ARGMAX, "numbers", x);
    int along = axis(x, axis);
    requireShape(x.shape().dim(along) > 0, Op.ARGMAX, "at least one element on axis " + along, x);
    return Node.of(
        Op.ARGMAX,
        List.of(x),
        new Attribute.Axes(List.of(along)),
        new TensorType(DType.INT32, x.shape().without(List.of(along))));
  }

  /** An axis from 0; negative ones count from the end. */
  static int axis(Node x, int axis) {
    int rank = x.shape().rank();
    int from0 = axis < 0 ? axis + rank : axis;
    if (from0 < 0 || from0 >= rank) {
      throw SourceLine.fail(
          "EBM-T003",
          "axis %d of %s".formatted(axis, x.type()),
          rank == 0
              ? "a scalar has no axes"
              : "axes are 0 to %d, or -1 to -%d from the end".formatted(rank - 1, rank));
    }
    return from0;
  }

  /** Distinct axes from 0 in ascending order. */
  static List<Integer> axes(Node x, List<Integer> axes) {
    TreeSet<Integer> sorted = new TreeSet<>();
    for (int axis : axes) {
      sorted.add(axis(x, axis));
    }
    if (sorted.size() != axes.size()) {
      throw SourceLine.fail("EBM-T003", "axes " + axes + " of " + x.type(), "name each once");
    }
    return new ArrayList<>(sorted);
  }

  static void requireDType(boolean holds, Op op, String wanted, Node... operands) {
    require(holds, "EBM-T002", op, wanted, operands);
  }

  static void requireShape(boolean holds, Op op, String wanted, Node... operands) {
    require(holds, "EBM-T001", op, wanted, operands);
  }

  private static void require(boolean holds, String code, Op op, String wanted, Node... operands) {
    if (!holds) {
      String types =
          Arrays.stream(operands).map(n -> n.type().toString()).collect(Collectors.joining(", "));
      throw SourceLine.fail(code, "%s of %s".formatted(op.symbol(), types), "it takes " + wanted);
    }
  }
}
