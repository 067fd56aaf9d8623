package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A value of a program while the program is traced. Nothing runs: every method records an operation
 * and returns its result. Names and broadcasting follow NumPy. Axes count from 0, or from -1 for
 * the last. Every method throws {@link dev.ebm.api.error.TensorException} at the author's own line
 * when shapes (EBM-T001), dtypes (EBM-T002) or axes (EBM-T003) do not fit.
 *
 * <p>A traced value has no numbers yet, so Java's {@code if} cannot depend on it; use {@link
 * Tensors#where}.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class Tensor {

  private final Node node;

  Tensor(Node node) {
    this.node = node;
  }

  Node node() {
    return node;
  }

  /** The dtype and the shape. */
  public TensorType type() {
    return node.type();
  }

  /** The element type. */
  public DType dtype() {
    return node.dtype();
  }

  /** The sizes of the axes. */
  public Shape shape() {
    return node.shape();
  }

  /** The number of axes. */
  public int rank() {
    return node.shape().rank();
  }

  /** The size of one axis. */
  public int dim(int axis) {
    return node.shape().dim(Nodes.axis(node, axis));
  }

  // Element-wise arithmetic, with broadcasting.

  /** this + other. */
  public Tensor add(Tensor other) {
    return Tensors.binary(Op.ADD, this, other);
  }

  /** this + value. */
  public Tensor add(double value) {
    return add(like(value));
  }

  /** this - other. */
  public Tensor sub(Tensor other) {
    return Tensors.binary(Op.SUB, this, other);
  }

  /** this - value. */
  public Tensor sub(double value) {
    return sub(like(value));
  }

  /** this * other. */
  public Tensor mul(Tensor other) {
    return Tensors.binary(Op.MUL, this, other);
  }

  /** this * value. */
  public Tensor mul(double value) {
    return mul(like(value));
  }

  /** this / other. */
  public Tensor div(Tensor other) {
    return Tensors.binary(Op.DIV, this, other);
  }

  /** this / value. */
  public Tensor div(double value) {
    return div(like(value));
  }

  /** The larger of the two; its derivative is shared where they are equal. */
  public Tensor maximum(Tensor other) {
    return Tensors.binary(Op.MAXIMUM, this, other);
  }

  /** The larger of the two. */
  public Tensor maximum(double value) {
    return maximum(like(value));
  }

  /** The smaller of the two. */
  public Tensor minimum(Tensor other) {
    return neg().maximum(other.neg()).neg();
  }

  /** The smaller of the two. */
  public Tensor minimum(double value) {
    return minimum(like(value));
  }

  /** The nearest value in [low, high]. */
  public Tensor clip(double low, double high) {
    return maximum(low).minimum(high);
  }

  /** -this. */
  public Tensor neg() {
    return unary(Op.NEG);
  }

  /** |this|; derivative 0 at 0. */
  public Tensor abs() {
    return mul(sign());
  }

  /** -1, 0 or 1; no derivative. */
  public Tensor sign() {
    return unary(Op.SIGN);
  }

  /** The largest integer not above; no derivative. */
  public Tensor floor() {
    return unary(Op.FLOOR);
  }

  /** e^this. */
  public Tensor exp() {
    return unary(Op.EXP);
  }

  /** The natural logarithm. */
  public Tensor log() {
    return unary(Op.LOG);
  }

  /** log(1 + this), exact near 0. */
  public Tensor log1p() {
    return unary(Op.LOG1P);
  }

  /** e^this - 1, exact near 0. */
  public Tensor expm1() {
    return unary(Op.EXPM1);
  }

  /** The square root. */
  public Tensor sqrt() {
    return unary(Op.SQRT);
  }

  /** The square. */
  public Tensor square() {
    return mul(this);
  }

  /** 1 / this. */
  public Tensor reciprocal() {
    return like(1).div(this);
  }

  /** 1 / sqrt(this). */
  public Tensor rsqrt() {
    return sqrt().reciprocal();
  }

  /**
   * This to a real power: by {@link #pow(int)} where the exponent is whole, else exp(exponent *
   * log(this)), which is NaN below 0.
   */
  public Tensor pow(double exponent) {
    return exponent == (int) exponent ? pow((int) exponent) : log().mul(exponent).exp();
  }

  /** This to a whole power, by repeated multiplication; negative powers by a reciprocal. */
  public Tensor pow(int exponent) {
    if (exponent < 0) {
      return pow(-exponent).reciprocal();
    }
    if (exponent == 0) {
      return Tensors.fill(dtype(), 1, shape());
    }
    if (exponent == 1) {
      return this;
    }
    Tensor half = pow(exponent / 2);
    return exponent % 2 == 0 ? half.mul(half) : half.mul(half).mul(this);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return unary(Op.TANH);
  }

  /** 1 / (1 + e^-this), also called sigmoid. */
  public Tensor logistic() {
    return unary(Op.LOGISTIC);
  }

  /** log(1 + e^this). */
  public Tensor softplus() {
    return unary(Op.SOFTPLUS);
  }

  /** The error function. */
  public Tensor erf() {
    return unary(Op.ERF);
  }

  /** The inverse of the error function: infinite at -1 and 1, NaN beyond. */
  public Tensor erfinv() {
    return unary(Op.ERFINV);
  }

  /** The sine. */
  public Tensor sin() {
    return unary(Op.SIN);
  }

  /** The cosine. */
  public Tensor cos() {
    return unary(Op.COS);
  }

  private Tensor unary(Op op) {
    return new Tensor(Nodes.unary(op, node));
  }

  private Tensor like(double value) {
    Tensors.requireHeld(type(), value);
    return new Tensor(Nodes.scalar(dtype(), value));
  }

  // Comparisons and truth values.

  /** this &lt; other. */
  public Tensor lt(Tensor other) {
    return Tensors.binary(Op.LESS, this, other);
  }

  /** this &lt; value. */
  public Tensor lt(double value) {
    return lt(like(value));
  }

  /** this &gt; other. */
  public Tensor gt(Tensor other) {
    return other.lt(this);
  }

  /** this &gt; value. */
  public Tensor gt(double value) {
    return like(value).lt(this);
  }

  /** this = other. */
  public Tensor eq(Tensor other) {
    return Tensors.binary(Op.EQUAL, this, other);
  }

  /** this = value. */
  public Tensor eq(double value) {
    return eq(like(value));
  }

  /** this &lt;= other. */
  public Tensor le(Tensor other) {
    return lt(other).or(eq(other));
  }

  /** this &lt;= value. */
  public Tensor le(double value) {
    return le(like(value));
  }

  /** this &gt;= other. */
  public Tensor ge(Tensor other) {
    return other.le(this);
  }

  /** this &gt;= value. */
  public Tensor ge(double value) {
    return like(value).le(this);
  }

  /** Not equal; true where either is NaN. */
  public Tensor ne(Tensor other) {
    return eq(other).not();
  }

  /** Not equal; true where this is NaN. */
  public Tensor ne(double value) {
    return ne(like(value));
  }

  /** Both, of bools. */
  public Tensor and(Tensor other) {
    return Tensors.binary(Op.AND, this, other);
  }

  /** Either, of bools. */
  public Tensor or(Tensor other) {
    return not().and(other.not()).not();
  }

  /** Not, of bools. */
  public Tensor not() {
    return unary(Op.NOT);
  }

  /** True where the value is neither infinite nor NaN. */
  public Tensor isFinite() {
    return dtype().isFloating()
        ? maximum(neg()).lt(Double.POSITIVE_INFINITY)
        : eq(this); // whole numbers always are
  }

  /** The values as another dtype. */
  public Tensor cast(DType dtype) {
    return new Tensor(Nodes.cast(node, dtype));
  }

  // Shape.

  /**
   * The elements in row-major order under another shape.
   *
   * @param dims the sizes; one may be -1, which is computed
   */
  public Tensor reshape(int... dims) {
    int[] sizes = dims.clone();
    int free = -1;
    int known = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      if (sizes[axis] == -1 && free < 0) {
        free = axis;
      } else {
        known *= sizes[axis];
      }
    }
    boolean negative = Arrays.stream(sizes).filter(size -> size < 0).count() > (free < 0 ? 0 : 1);
    if (negative || free >= 0 && known == 0) {
      throw SourceLine.fail(
          "EBM-T001",
          "reshape of %s to %s".formatted(type(), Arrays.toString(dims)),
          "one size may be -1, if the others have a product other than 0");
    }
    if (free >= 0) {
      sizes[free] = shape().size() / known;
    }
    return new Tensor(Nodes.reshape(node, Shape.of(sizes)));
  }

  /** The elements under another shape. */
  public Tensor reshape(Shape shape) {
    return new Tensor(Nodes.reshape(node, shape));
  }

  /** A new axis of size 1 before {@code axis}; -1 puts it last. */
  public Tensor expandDims(int axis) {
    int at = axis < 0 ? axis + rank() + 1 : axis;
    if (at < 0 || at > rank()) {
      throw SourceLine.fail(
          "EBM-T003", "expandDims(%d) of %s".formatted(axis, type()), "0 to " + rank());
    }
    return reshape(shape().range(0, at).append(1).append(shape().range(at, rank()).dims()));
  }

  /** Without an axis of size 1. */
  public Tensor squeeze(int axis) {
    int at = Nodes.axis(node, axis);
    return reshape(shape().without(List.of(at)));
  }

  /** Permuted axes: axis i of the result is axis {@code permutation[i]} of this. */
  public Tensor transpose(int... permutation) {
    return new Tensor(Nodes.transpose(node, list(permutation)));
  }

  /** The last two axes exchanged. */
  public Tensor transpose() {
    int[] permutation = new int[rank()];
    Arrays.setAll(permutation, i -> i);
    int last = rank() - 1;
    if (last < 1) {
      throw SourceLine.fail("EBM-T003", "transpose() of " + type(), "it takes two axes or more");
    }
    permutation[last] = last - 1;
    permutation[last - 1] = last;
    return transpose(permutation);
  }

  /** Repeated to a shape as NumPy broadcasts. */
  public Tensor broadcastTo(int... dims) {
    return broadcastTo(Shape.of(dims));
  }

  /** Repeated to a shape as NumPy broadcasts. */
  public Tensor broadcastTo(Shape shape) {
    if (shape.rank() < rank()) {
      throw SourceLine.fail(
          "EBM-T001", "cannot broadcast %s to %s".formatted(type(), shape), "the rank grows");
    }
    return new Tensor(Nodes.broadcast(Nodes.expand(node, shape.rank()), shape));
  }

  /** Positions {@code start} (inclusive) to {@code limit} (exclusive) along an axis. */
  public Tensor slice(int axis, int start, int limit) {
    return slice(axis, start, limit, 1);
  }

  /** Every {@code stride}-th position from {@code start} to before {@code limit}. */
  public Tensor slice(int axis, int start, int limit, int stride) {
    int at = Nodes.axis(node, axis);
    int[] starts = new int[rank()];
    int[] limits = shape().dims();
    int[] strides = new int[rank()];
    Arrays.fill(strides, 1);
    starts[at] = start;
    limits[at] = limit;
    strides[at] = stride;
    return new Tensor(
        Nodes.slice(node, new Attribute.Slice(list(starts), list(limits), list(strides))));
  }

  /** One position along an axis, which disappears. */
  public Tensor get(int axis, int position) {
    return slice(axis, position, position + 1).squeeze(axis);
  }

  /** Zeros before and after along an axis. */
  public Tensor pad(int axis, int low, int high) {
    int at = Nodes.axis(node, axis);
    int[] lows = new int[rank()];
    int[] highs = new int[rank()];
    lows[at] = low;
    highs[at] = high;
    return new Tensor(
        Nodes.pad(node, new Attribute.Pad(list(lows), list(highs), list(new int[rank()]))));
  }

  /** Reversed order along axes. */
  public Tensor reverse(int... axes) {
    return new Tensor(Nodes.reverse(node, list(axes)));
  }

  /**
   * Rows at indices: {@code [n, ...]} at {@code [k]} gives {@code [k, ...]}.
   *
   * @param indices int32, each 0 to n-1; others fail when the program runs
   */
  public Tensor gather(Tensor indices) {
    return new Tensor(Nodes.gather(node, indices.node));
  }

  /** Rows {@code [k, ...]} added into zeros {@code [n, ...]} at indices {@code [k]}. */
  public Tensor scatterAdd(Tensor indices, int n) {
    return new Tensor(Nodes.scatterAdd(node, indices.node, n));
  }

  // Reductions; the axes disappear, and without axes every axis is meant.

  /** The sum. */
  public Tensor sum(int... axes) {
    return new Tensor(Nodes.reduce(Op.REDUCE_SUM, node, allIfNone(axes)));
  }

  /** The mean. */
  public Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.div((double) shape().size() / sum.shape().size());
  }

  /** The maximum; NaN wins. */
  public Tensor max(int... axes) {
    return new Tensor(Nodes.reduce(Op.REDUCE_MAX, node, allIfNone(axes)));
  }

  /** The mean of squared differences to the mean (divided by n, not n-1). */
  public Tensor variance(int... axes) {
    Tensor mean = mean(axes);
    return sub(Tensors.restore(mean, this, axes)).square().mean(axes);
  }

  /** The int32 position of the maximum along an axis, which disappears; the first among equals. */
  public Tensor argmax(int axis) {
    return new Tensor(Nodes.argmax(node, axis));
  }

  /** The minimum; NaN wins. */
  public Tensor min(int... axes) {
    return neg().max(axes).neg();
  }

  private List<Integer> allIfNone(int... axes) {
    if (axes.length > 0) {
      return list(axes);
    }
    List<Integer> all = new ArrayList<>();
    for (int axis = 0; axis < rank(); axis++) {
      all.add(axis);
    }
    return all;
  }

  /**
   * The matrix product over the last axis of this and the first but last of the other. With a
   * matrix {@code [k, n]} on the right, any leading axes of this are kept: {@code [..., k]} gives
   * {@code [..., n]}.
   */
  public Tensor matmul(Tensor other) {
    return Tensors.matmul(this, other);
  }

  /**
   * The same value, which fails the run (EBM-B007) unless every element of the condition is true. A
   * check is part of the value: where nothing uses the returned tensor, nothing is checked.
   *
   * @param condition bool of any shape
   * @param message what is wrong when it is false
   */
  public Tensor check(Tensor condition, String message) {
    return new Tensor(Nodes.check(node, condition.node, message));
  }

  /**
   * Never a truth value: a traced tensor has no numbers yet.
   *
   * @throws dev.ebm.api.error.TensorException always, EBM-T010, with what to use instead
   */
  public boolean booleanValue() {
    throw SourceLine.fail(
        "EBM-T010",
        "Java's if on a traced " + type(),
        "it has no numbers yet; choose between tensors by Tensors.where, repeat by Tensors.loop");
  }

  /**
   * Never a number: a traced tensor has no numbers yet.
   *
   * @throws dev.ebm.api.error.TensorException always, EBM-T010, with what to use instead
   */
  public double doubleValue() {
    throw SourceLine.fail(
        "EBM-T010",
        "a Java number from a traced " + type(),
        "it has no numbers yet; compute with tensors, or make it an output of the program");
  }

  /** The same value, through which no derivative passes. */
  public Tensor stopGradient() {
    return new Tensor(Nodes.stopGradient(node));
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** The type; a traced value has no numbers yet. */
  @Override
  public String toString() {
    return "Tensor " + type();
  }
}
