package dev.ebm.api.tensor;

import java.util.Arrays;
import java.util.List;

/** Makers of tensors and functions of several; meant for static import. */
public final class Tensors {

  private Tensors() {}

  /** A literal. */
  public static Tensor constant(TensorData data) {
    return new Tensor(Nodes.constant(data));
  }

  /** A float32 scalar. */
  public static Tensor constant(double value) {
    return new Tensor(Nodes.scalar(DType.FLOAT32, value));
  }

  /** A float32 value repeated over a shape. */
  public static Tensor fill(double value, int... dims) {
    return fill(DType.FLOAT32, value, Shape.of(dims));
  }

  /** A value repeated over a shape. */
  public static Tensor fill(DType dtype, double value, Shape shape) {
    return new Tensor(Nodes.splat(dtype, value, shape));
  }

  /** float32 zeros. */
  public static Tensor zeros(Shape shape) {
    return fill(DType.FLOAT32, 0, shape);
  }

  /** int32 0, 1, ..., n-1. */
  public static Tensor iota(int n) {
    return new Tensor(Nodes.iota(n));
  }

  /**
   * The first where the condition is true, else the second. A derivative passes only into the
   * chosen one, but an infinite derivative of the other still spoils it (0 times infinity): make
   * the input of a function safe before applying it.
   */
  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    Shape shape = broadcastShape(condition, broadcastShape(a, b));
    return new Tensor(
        Nodes.select(
            condition.broadcastTo(shape).node(),
            a.broadcastTo(shape).node(),
            b.broadcastTo(shape).node()));
  }

  /** Joined along an axis. */
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /** Joined along an axis. */
  public static Tensor concat(int axis, List<Tensor> parts) {
    return new Tensor(Nodes.concat(parts.stream().map(Tensor::node).toList(), axis));
  }

  /** Joined along a new axis. */
  public static Tensor stack(int axis, List<Tensor> parts) {
    return concat(axis, parts.stream().map(part -> part.expandDims(axis)).toList());
  }

  /**
   * log sum exp over axes, which disappear; exact for large values, for rows of -infinity and in
   * every order of derivative, since the subtracted maximum carries no derivative.
   */
  public static Tensor logSumExp(Tensor x, int... axes) {
    Tensor max = x.max(axes).stopGradient();
    Tensor shift = where(max.isFinite(), max, fill(x.dtype(), 0, max.shape()));
    return keep(shift, x, axes).neg().add(x).exp().sum(axes).log().add(shift);
  }

  /** exp(x - logSumExp(x)) along an axis. */
  public static Tensor softmax(Tensor x, int axis) {
    return logSoftmax(x, axis).exp();
  }

  /** x - logSumExp(x) along an axis. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return x.sub(keep(logSumExp(x, axis), x, axis));
  }

  /** A reduced tensor with the reduced axes back at size 1. */
  private static Tensor keep(Tensor reduced, Tensor x, int... axes) {
    int[] dims = x.shape().dims();
    if (axes.length == 0) {
      Arrays.fill(dims, 1);
    }
    for (int axis : axes) {
      dims[Nodes.axis(x.node(), axis)] = 1;
    }
    return reduced.reshape(dims);
  }

  /** The values of the body's last iteration; see {@link #loop}. */
  @FunctionalInterface
  public interface LoopBody {
    /**
     * One iteration.
     *
     * @param iteration int32 scalar, from 0
     * @param carried the values of the iteration before
     * @return as many values of the same types
     */
    List<Tensor> step(Tensor iteration, List<Tensor> carried);
  }

  /**
   * A fixed number of iterations. The body may use any tensor and key from outside. Draws inside
   * need a key folded with the iteration, else every iteration draws the same numbers.
   *
   * @param count iterations, at least 0
   * @throws dev.ebm.api.error.TensorException EBM-T006 if the body returns other types than it
   *     takes
   */
  public static List<Tensor> loop(int count, List<Tensor> initial, LoopBody body) {
    return Loops.trace(count, initial, body);
  }

  static Tensor binary(Op op, Tensor a, Tensor b) {
    Shape shape = broadcastShape(a, b);
    return new Tensor(Nodes.binary(op, a.broadcastTo(shape).node(), b.broadcastTo(shape).node()));
  }

  private static Shape broadcastShape(Tensor a, Tensor b) {
    return broadcastShape(a, b.shape());
  }

  private static Shape broadcastShape(Tensor a, Shape other) {
    Shape shape = a.shape();
    int rank = Math.max(shape.rank(), other.rank());
    int[] dims = new int[rank];
    for (int fromEnd = 1; fromEnd <= rank; fromEnd++) {
      int x = fromEnd <= shape.rank() ? shape.dim(-fromEnd) : 1;
      int y = fromEnd <= other.rank() ? other.dim(-fromEnd) : 1;
      if (x != y && x != 1 && y != 1) {
        throw SourceLine.fail(
            "EBM-T001",
            "shapes %s and %s do not broadcast: %d against %d on axis -%d"
                .formatted(shape, other, x, y, fromEnd),
            "sizes are equal, or one of them is 1");
      }
      dims[rank - fromEnd] = x == 1 ? y : x;
    }
    return Shape.of(dims);
  }

  static Tensor matmul(Tensor a, Tensor b) {
    if (b.rank() == 2 && a.rank() >= 1 && a.rank() != 2) {
      Shape lead = a.shape().range(0, a.rank() - 1);
      Tensor rows = a.reshape(lead.size(), a.dim(-1));
      Tensor product = new Tensor(Nodes.dot(rows.node(), b.node()));
      return product.reshape(lead.append(b.dim(1)));
    }
    if (a.rank() < 2 || b.rank() < 2) {
      throw SourceLine.fail(
          "EBM-T001",
          "matmul of %s and %s".formatted(a.type(), b.type()),
          "the right operand has two axes or more; reshape a vector to [k, 1]");
    }
    Tensor left = a;
    Tensor right = b;
    if (a.rank() != b.rank()
        || !a.shape().range(0, a.rank() - 2).equals(b.shape().range(0, b.rank() - 2))) {
      Shape lead =
          broadcastShape(
              Tensors.zeros(a.shape().range(0, a.rank() - 2)), b.shape().range(0, b.rank() - 2));
      left = a.broadcastTo(lead.append(a.dim(-2), a.dim(-1)));
      right = b.broadcastTo(lead.append(b.dim(-2), b.dim(-1)));
    }
    return new Tensor(Nodes.dot(left.node(), right.node()));
  }
}
