package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;

/** Functions that DJL lacks, or that PyTorch defines otherwise than the tensor language. */
final class SpecialFunctions {

  private SpecialFunctions() {}

  /** PyTorch's sign of NaN is 0. */
  static PtNDArray sign(PtNDArray x) {
    try (PtNDArray sign = JniUtils.sign(x);
        PtNDArray number = JniUtils.eq(x, x)) {
      return JniUtils.where(number, sign, x);
    }
  }

  /**
   * max(x, 0) + log1p(e^-|x|), where PyTorch returns x from 20 on; e^-20 is lost in float32 but not
   * in float64.
   */
  static PtNDArray preciseSoftplus(PtNDArray x) {
    try (PtNDArray magnitude = JniUtils.abs(x);
        PtNDArray negative = JniUtils.neg(magnitude);
        PtNDArray tail = JniUtils.softPlus(negative);
        PtNDArray positive = JniUtils.relu(x)) {
      return JniUtils.add(positive, tail);
    }
  }

  /**
   * With u = 1 + x rounded: log(u) + (x - (u - 1)) / u. The second term is what rounding took away;
   * where it took nothing, log(u) alone holds at -1 and infinity too.
   */
  static Kernel log1p(PtNDArray one) {
    return in -> {
      PtNDArray x = in[0];
      try (PtNDArray u = JniUtils.add(x, one);
          PtNDArray kept = JniUtils.sub(u, one);
          PtNDArray lost = JniUtils.sub(x, kept);
          PtNDArray correction = JniUtils.div(lost, u);
          PtNDArray log = JniUtils.log(u);
          PtNDArray corrected = JniUtils.add(log, correction);
          PtNDArray exact = JniUtils.eq(kept, x)) {
        return JniUtils.where(exact, log, corrected);
      }
    };
  }

  /** tanh(x / 2) * (e^x + 1), which cancels nowhere. */
  static Kernel expm1(PtNDArray half, PtNDArray one) {
    return in -> {
      try (PtNDArray halved = JniUtils.mul(in[0], half);
          PtNDArray tanh = JniUtils.tanh(halved);
          PtNDArray exp = JniUtils.exp(in[0]);
          PtNDArray sum = JniUtils.add(exp, one)) {
        return JniUtils.mul(tanh, sum);
      }
    };
  }

  /** To whole numbers as Java does it; what C++ does with NaN and large values is undefined. */
  static Kernel truncate(DType target, Constants constants) {
    boolean wide = target == DType.INT64;
    DataType type = HostMemory.dataType(target);
    PtNDArray zero = constants.scalar(DType.FLOAT64, 0);
    PtNDArray min = constants.scalar(DType.FLOAT64, wide ? Long.MIN_VALUE : Integer.MIN_VALUE);
    // The double after the largest long, and after the largest int.
    PtNDArray above = constants.scalar(DType.FLOAT64, wide ? 0x1p63 : 0x1p31);
    PtNDArray max =
        constants.of(
            wide
                ? TensorData.of(new long[] {Long.MAX_VALUE})
                : TensorData.scalar(Integer.MAX_VALUE));
    return in -> {
      try (PtNDArray x = JniUtils.to(in[0], DataType.FLOAT64, Device.cpu());
          PtNDArray below = JniUtils.lt(x, above);
          PtNDArray bounded = JniUtils.max(x, min);
          PtNDArray defined = JniUtils.where(below, bounded, zero);
          PtNDArray truncated = JniUtils.to(defined, type, Device.cpu());
          PtNDArray large = JniUtils.gte(x, above)) {
        return JniUtils.where(large, max, truncated);
      }
    };
  }
}
