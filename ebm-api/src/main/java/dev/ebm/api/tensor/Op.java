package dev.ebm.api.tensor;

import org.apiguardian.api.API;

/**
 * The primitive operations of a {@link Program}. There is no implicit broadcasting: operands of
 * element-wise operations have equal shapes. Derivative rules stay within this set, so that every
 * order of derivative is again a program.
 */
@API(status = API.Status.STABLE, since = "1.0")
public enum Op {
  /** A literal: {@link Attribute.Literal}. */
  CONSTANT(Kind.SOURCE, 0),
  /** A named argument of the program: {@link Attribute.InputName}. */
  INPUT(Kind.SOURCE, 0),
  /** 0, 1, ... along one axis, int32: shape {@code [n]}. */
  IOTA(Kind.SOURCE, 0),
  /** A new key from a key and an int32 scalar, or from a key and {@link Attribute.Fold}. */
  FOLD_KEY(Kind.RANDOM, -1),
  /** Uniform draws in [0, 1) from a key. */
  UNIFORM(Kind.RANDOM, 1),
  /** Standard normal draws from a key. */
  NORMAL(Kind.RANDOM, 1),
  /** The same elements in row-major order under another shape. */
  RESHAPE(Kind.STRUCTURE, 1),
  /** Permuted axes: {@link Attribute.Axes}, output axis i is input axis {@code axes[i]}. */
  TRANSPOSE(Kind.STRUCTURE, 1),
  /** Axes of size 1 repeated to the output's size; ranks are equal. */
  BROADCAST(Kind.STRUCTURE, 1),
  /** A strided part: {@link Attribute.Slice}. */
  SLICE(Kind.STRUCTURE, 1),
  /** Zeros around and between the elements: {@link Attribute.Pad}. */
  PAD(Kind.STRUCTURE, 1),
  /** Operands joined along one axis: {@link Attribute.Axes} of one entry. */
  CONCAT(Kind.STRUCTURE, -1),
  /** Reversed order along axes: {@link Attribute.Axes}. */
  REVERSE(Kind.STRUCTURE, 1),
  /**
   * The first operand; the run fails unless every element of the second, a bool of any shape, is
   * true: {@link Attribute.Message}.
   */
  CHECK(Kind.STRUCTURE, 2),
  /** Rows of the first operand {@code [n, ...]} at int32 indices {@code [k]}: {@code [k, ...]}. */
  GATHER(Kind.STRUCTURE, 2),
  /** Rows {@code [k, ...]} added into zeros {@code [n, ...]} at int32 indices {@code [k]}. */
  SCATTER_ADD(Kind.STRUCTURE, 2),
  /** The sum over axes, which disappear: {@link Attribute.Axes}. */
  REDUCE_SUM(Kind.REDUCTION, 1),
  /** The maximum over axes, which disappear: {@link Attribute.Axes}; NaN wins. */
  REDUCE_MAX(Kind.REDUCTION, 1),
  /**
   * The int32 position of the maximum along one axis, which disappears: {@link Attribute.Axes} of
   * one entry. The first among equals; the first NaN wins.
   */
  ARGMAX(Kind.REDUCTION, 1),
  /** a + b. */
  ADD(Kind.ELEMENTWISE, 2),
  /** a - b. */
  SUB(Kind.ELEMENTWISE, 2),
  /** a * b. */
  MUL(Kind.ELEMENTWISE, 2),
  /** a / b, floating only. */
  DIV(Kind.ELEMENTWISE, 2),
  /** The larger of a and b; NaN wins. */
  MAXIMUM(Kind.ELEMENTWISE, 2),
  /** -a. */
  NEG(Kind.ELEMENTWISE, 1),
  /** -1, 0 or 1; NaN stays. */
  SIGN(Kind.ELEMENTWISE, 1),
  /** The largest integer not above. */
  FLOOR(Kind.ELEMENTWISE, 1),
  /** e^a. */
  EXP(Kind.ELEMENTWISE, 1),
  /** The natural logarithm. */
  LOG(Kind.ELEMENTWISE, 1),
  /** log(1 + a), exact near 0. */
  LOG1P(Kind.ELEMENTWISE, 1),
  /** e^a - 1, exact near 0. */
  EXPM1(Kind.ELEMENTWISE, 1),
  /** The square root. */
  SQRT(Kind.ELEMENTWISE, 1),
  /** The hyperbolic tangent. */
  TANH(Kind.ELEMENTWISE, 1),
  /** 1 / (1 + e^-a). */
  LOGISTIC(Kind.ELEMENTWISE, 1),
  /** log(1 + e^a). A primitive, since a composition is wrong at 0 in second order. */
  SOFTPLUS(Kind.ELEMENTWISE, 1),
  /** The error function. */
  ERF(Kind.ELEMENTWISE, 1),
  /** The inverse of the error function: infinite at -1 and 1, NaN beyond. */
  ERFINV(Kind.ELEMENTWISE, 1),
  /** The sine. */
  SIN(Kind.ELEMENTWISE, 1),
  /** The cosine. */
  COS(Kind.ELEMENTWISE, 1),
  /** a &lt; b as bool; false where either is NaN. */
  LESS(Kind.ELEMENTWISE, 2),
  /** a = b as bool; false where either is NaN. */
  EQUAL(Kind.ELEMENTWISE, 2),
  /** Both, of bools. */
  AND(Kind.ELEMENTWISE, 2),
  /** Not, of bools. */
  NOT(Kind.ELEMENTWISE, 1),
  /** The second operand where the first, a bool, is true; else the third. */
  SELECT(Kind.ELEMENTWISE, 3),
  /** The same values as another dtype; float to int truncates towards zero, bool is 0 or 1. */
  CAST(Kind.ELEMENTWISE, 1),
  /** The operand, through which no derivative passes. Erased by {@link Program#simplified}. */
  STOP_GRADIENT(Kind.STRUCTURE, 1),
  /**
   * The first operand, whose derivative by the others is an author's {@link Attribute.Rule}. Erased
   * by {@link Program#simplified}.
   */
  CUSTOM_DERIVATIVE(Kind.STRUCTURE, -1),
  /** Matrix product {@code [..., m, k] x [..., k, n]} with equal leading axes. */
  DOT(Kind.CONTRACTION, 2),
  /**
   * Cross-correlation of images {@code [B, C, H, W]} with filters {@code [O, C, h, w]} to {@code
   * [B, O, H', W']}: {@link Attribute.Convolution}. H' = (H + low + high - h) / stride + 1, rounded
   * down.
   */
  CONV(Kind.CONTRACTION, 2),
  /**
   * The derivative of {@link #CONV} by the images, of a cotangent {@code [B, O, H', W']} and the
   * filters: {@code [B, C, H, W]}.
   */
  CONV_INPUT(Kind.CONTRACTION, 2),
  /**
   * The derivative of {@link #CONV} by the filters, of the images and a cotangent: {@code [O, C, h,
   * w]}.
   */
  CONV_FILTER(Kind.CONTRACTION, 2),
  /** A fixed number of iterations of a body: {@link Attribute.Loop}; read by {@link #PROJECT}. */
  LOOP(Kind.CONTROL, -1),
  /**
   * One result of a loop: {@link Attribute.Index}, or, until {@link Program#simplified}, {@link
   * Attribute.History}.
   */
  PROJECT(Kind.CONTROL, 1);

  /** The family of an operation. */
  public enum Kind {
    /** No operands. */
    SOURCE,
    /** Keys and draws. */
    RANDOM,
    /** Moves elements and computes nothing. */
    STRUCTURE,
    /** Operands of equal shapes, element by element. */
    ELEMENTWISE,
    /** Removes axes. */
    REDUCTION,
    /** Products summed over an axis. */
    CONTRACTION,
    /** Iteration. */
    CONTROL
  }

  private final Kind kind;
  private final int arity;

  Op(Kind kind, int arity) {
    this.kind = kind;
    this.arity = arity;
  }

  /** The family. */
  public Kind kind() {
    return kind;
  }

  /** The number of operands, or -1 if it varies. */
  public int arity() {
    return arity;
  }

  /** The name in printed programs, such as {@code reduce_sum}. */
  public String symbol() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
