package dev.ebm.backend.tf;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorData;
import org.tensorflow.Output;

/**
 * The inverse of the error function. TensorFlow's Erfinv goes through the quantiles of the normal
 * distribution at (x + 1) / 2, which forgets small x and rounds those near 1: it is 0 at 1e-20 and
 * wrong in the third digit at 0.999999 in float32.
 *
 * <p>Here Winitzki's approximation (2008, "A handy approximation for the error function and its
 * inverse"), good to 0.2 %, is refined by three of Halley's steps, each of which cubes the error.
 * Both dtypes are computed in float64.
 */
final class InverseErf {

  private static final double WINITZKI = 0.147;
  private static final int STEPS = 3;

  private final Node node;
  private final Emitter emit;

  private InverseErf(Node node, Emitter emit) {
    this.node = node;
    this.emit = emit;
  }

  /** Infinite at -1 and 1, NaN beyond. */
  static Output<?> of(Node node, Output<?> x, Emitter emit) {
    return new InverseErf(node, emit).of(x);
  }

  private Output<?> of(Output<?> x) {
    boolean isWide = node.dtype() == DType.FLOAT64;
    Output<?> wide = isWide ? x : emit.cast(node, x, DType.FLOAT64);
    Output<?> size = op("Abs", wide);
    Output<?> rest = op("Sub", number(1), size);
    Output<?> y = approximation(size);
    for (int step = 0; step < STEPS; step++) {
      y = halley(y, size, rest);
    }
    Output<?> isEnd = op("Equal", size, number(1));
    Output<?> end = number(Double.POSITIVE_INFINITY);
    Output<?> signed = op("Mul", op("Sign", wide), op("SelectV2", isEnd, end, y));
    return isWide ? signed : emit.cast(node, signed, DType.FLOAT32);
  }

  /**
   * The root of sqrt(b^2 - log(1 - x^2) / a) - b with b = 2 / (pi a) + log(1 - x^2) / 2, as a
   * quotient, since the difference cancels for small x.
   */
  private Output<?> approximation(Output<?> x) {
    Output<?> log = op("Log1p", op("Neg", op("Square", x)));
    Output<?> scaled = op("Mul", log, number(-1 / WINITZKI));
    Output<?> b = op("AddV2", op("Mul", log, number(0.5)), number(2 / (Math.PI * WINITZKI)));
    Output<?> root = op("Sqrt", op("AddV2", op("Square", b), scaled));
    return op("Sqrt", op("RealDiv", scaled, op("AddV2", root, b)));
  }

  /**
   * y - d / (1 + y d), where d is Newton's step. The residual is taken from whichever of erf and
   * erfc is small.
   */
  private Output<?> halley(Output<?> y, Output<?> x, Output<?> rest) {
    Output<?> residual =
        op(
            "SelectV2",
            op("Less", x, number(0.5)),
            op("Sub", op("Erf", y), x),
            op("Sub", rest, op("Erfc", y)));
    Output<?> slope = op("Mul", op("Exp", op("Square", y)), number(Math.sqrt(Math.PI) / 2));
    Output<?> newton = op("Mul", residual, slope);
    Output<?> divisor = op("AddV2", op("Mul", y, newton), number(1));
    return op("Sub", y, op("RealDiv", newton, divisor));
  }

  private Output<?> op(String type, Output<?>... operands) {
    return emit.op(node, type, operands);
  }

  private Output<?> number(double value) {
    return emit.constant(node, TensorData.of(new double[] {value}));
  }
}
