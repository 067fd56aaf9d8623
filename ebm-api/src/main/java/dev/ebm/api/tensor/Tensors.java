package dev.ebm.api.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apiguardian.api.API;

/** Makers of tensors and functions of several; meant for static import. */
@API(status = API.Status.STABLE, since = "1.0")
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

  /**
   * A value repeated over a shape.
   *
   * @throws dev.ebm.api.error.TensorException EBM-T002 if the value is none of the dtype's, or an
   *     int64 beyond 2^53, which {@link #constant(TensorData)} takes
   */
  public static Tensor fill(DType dtype, double value, Shape shape) {
    requireHeld(new TensorType(dtype, shape), value);
    return new Tensor(Nodes.splat(dtype, value, shape));
  }

  /** Fails if a number is none of a type's. */
  static void requireHeld(TensorType type, double value) {
    boolean held =
        switch (type.dtype()) {
          case INT32 -> value == (int) value;
          case INT64 -> value == Math.rint(value) && Math.abs(value) < 0x1p53;
          default -> true;
        };
    if (!held) {
      throw SourceLine.fail(
          "EBM-T002",
          "%s and the number %s".formatted(type, value),
          "cast the tensor to a floating dtype, or give int64 numbers beyond 2^53 as TensorData");
    }
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
   * log sum exp over axes, which disappear; exact for large values and in every order of
   * derivative, since the subtracted maximum carries no derivative. Rows of nothing but -infinity
   * give -infinity with derivatives 0.
   */
  public static Tensor logSumExp(Tensor x, int... axes) {
    Tensor max = x.max(axes).stopGradient();
    Tensor shift = where(max.isFinite(), max, fill(x.dtype(), 0, max.shape()));
    Tensor sum = restore(shift, x, axes).neg().add(x).exp().sum(axes);
    Tensor impossible = sum.eq(0);
    Tensor possible = where(impossible, fill(x.dtype(), 1, Shape.SCALAR), sum);
    return where(impossible, max, possible.log().add(shift));
  }

  /** exp(x - logSumExp(x)) along an axis. */
  public static Tensor softmax(Tensor x, int axis) {
    return logSoftmax(x, axis).exp();
  }

  /** x - logSumExp(x) along an axis. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    return x.sub(restore(logSumExp(x, axis), x, axis));
  }

  /** A reduced tensor with the reduced axes back at size 1. */
  static Tensor restore(Tensor reduced, Tensor x, int... axes) {
    int[] dims = x.shape().dims();
    if (axes.length == 0) {
      Arrays.fill(dims, 1);
    }
    for (int axis : axes) {
      dims[Nodes.axis(x.node(), axis)] = 1;
    }
    return reduced.reshape(dims);
  }

  /** a / b where b is not 0, else 0; the derivatives there are 0 too, in every order. */
  public static Tensor safeDiv(Tensor a, Tensor b) {
    Tensor isZero = b.eq(0);
    Tensor one = fill(b.dtype(), 1, Shape.SCALAR);
    Tensor quotient = a.div(where(isZero, one, b));
    return where(isZero, fill(quotient.dtype(), 0, Shape.SCALAR), quotient);
  }

  /**
   * log x where x is at least 2^-126, the smallest normal number of float32, else -87.3 with
   * derivatives 0; so x log x is 0 at 0. NaN stays.
   */
  public static Tensor safeLog(Tensor x) {
    Tensor floor = fill(x.dtype(), Float.MIN_NORMAL, x.shape());
    return where(x.lt(floor), floor, x).log();
  }

  /**
   * The Euclidean norm over axes, which disappear, without overflow of the squares; at 0 its
   * derivatives are 0, in every order.
   */
  public static Tensor norm(Tensor x, int... axes) {
    Tensor one = fill(x.dtype(), 1, Shape.SCALAR);
    Tensor zero = fill(x.dtype(), 0, Shape.SCALAR);
    Tensor largest = x.maximum(x.neg()).max(axes).stopGradient();
    Tensor scale = where(largest.eq(0).or(largest.isFinite().not()), one, largest);
    Tensor square = x.div(restore(scale, x, axes)).square().sum(axes);
    Tensor isZero = square.eq(0);
    return where(isZero, zero, where(isZero, one, square).sqrt().mul(scale));
  }

  /**
   * The squared Euclidean distances between rows {@code [n, d]} and {@code [m, d]}: {@code [n, m]},
   * by one matrix product. Rounding is relative to the squared norms, so subtract a common centre
   * from rows that are far from 0; no distance is negative.
   */
  public static Tensor pairwiseSquaredDistances(Tensor a, Tensor b) {
    Tensor squares = a.square().sum(1).expandDims(1).add(b.square().sum(1));
    return squares.sub(a.matmul(b.transpose()).mul(2)).maximum(0);
  }

  /** 1 at the class and 0 elsewhere: int32 {@code [...]} gives float32 {@code [..., classes]}. */
  public static Tensor oneHot(Tensor indices, int classes) {
    return indices.expandDims(-1).eq(iota(classes)).cast(DType.FLOAT32);
  }

  /** How an author derives a function; see {@link #customDerivative}. */
  @FunctionalInterface
  public interface DerivativeRule {
    /**
     * The cotangent times the derivative by each input.
     *
     * @param cotangent of the result's type
     * @param result the function's value
     * @param inputs the function's inputs; the rule uses these and no other tensor
     * @return one tensor of the type of each input
     */
    List<Tensor> derive(Tensor cotangent, Tensor result, List<Tensor> inputs);
  }

  /**
   * A function with a derivative of the author's own. Tensors that the function uses beside its
   * inputs get no derivative.
   *
   * @param inputs what the function is derived by
   * @param function computes the result from the inputs
   * @param rule written in the same language, so that it is derived in turn for higher orders
   */
  public static Tensor customDerivative(
      List<Tensor> inputs, Function<List<Tensor>, Tensor> function, DerivativeRule rule) {
    Tensor y = function.apply(inputs);
    List<Node> nodes = inputs.stream().map(Tensor::node).toList();
    return new Tensor(Nodes.customDerivative(y.node(), nodes, rule));
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
   * <p>A derivative through the loop is another loop in the other direction. It recomputes every
   * iteration and stores the carried values of each, n times their memory, and nothing else.
   *
   * @param count iterations n, at least 0
   * @throws dev.ebm.api.error.TensorException EBM-T006 if the body returns other types than it
   *     takes
   */
  public static List<Tensor> loop(int count, List<Tensor> initial, LoopBody body) {
    return scan(
            count,
            initial,
            List.of(),
            (i, carried, entries) -> new ScanStep(body.step(i, carried), List.of()))
        .carried();
  }

  /**
   * What an iteration of a scan returns.
   *
   * @param carried the values for the next iteration
   * @param collected further values, which are stacked over the iterations
   */
  public record ScanStep(List<Tensor> carried, List<Tensor> collected) {
    /** Copies. */
    public ScanStep {
      carried = List.copyOf(carried);
      collected = List.copyOf(collected);
    }
  }

  /**
   * What a scan returns.
   *
   * @param carried the values after the last iteration
   * @param collected the values of all iterations, {@code [n, ...]} each
   */
  public record Scanned(List<Tensor> carried, List<Tensor> collected) {
    /** Copies. */
    public Scanned {
      carried = List.copyOf(carried);
      collected = List.copyOf(collected);
    }
  }

  /** One iteration of a {@link #scan}. */
  @FunctionalInterface
  public interface ScanBody {
    /**
     * One iteration.
     *
     * @param iteration int32 scalar, from 0
     * @param carried the values of the iteration before
     * @param entries this iteration's entry of every stack
     * @return as many carried values of the same types, and any collected values
     */
    ScanStep step(Tensor iteration, List<Tensor> carried, List<Tensor> entries);
  }

  /**
   * A {@link #loop} that also reads one entry of given stacks in each iteration, and stacks values
   * of each iteration: a trajectory, for instance.
   *
   * @param count iterations n, at least 0
   * @param stacks {@code [n, ...]} each
   * @throws dev.ebm.api.error.TensorException EBM-T006 if a stack has not n entries, or the body
   *     returns other types than it takes
   */
  public static Scanned scan(int count, List<Tensor> initial, List<Tensor> stacks, ScanBody body) {
    return Loops.trace(count, false, initial, stacks, body);
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
