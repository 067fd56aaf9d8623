package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElementaryFunctionsTest {

  private static final float INFINITY = Float.POSITIVE_INFINITY;

  /** Prime, so that the bit patterns visited have all kinds of last digits. */
  private static final int BIT_STEP = 5003;

  static Stream<FloatKernels> kernels() {
    return AllKernels.all();
  }

  static Stream<Arguments> functions() {
    return kernels()
        .flatMap(k -> Stream.of(ElementaryFunction.values()).map(f -> Arguments.of(k, f)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void staysWithinItsUlpsOverAllFloats(FloatKernels kernels, ElementaryFunction f) {
    float[] x = new float[(int) ((1L << 32) / BIT_STEP)];
    for (int i = 0; i < x.length; i++) {
      x[i] = Float.intBitsToFloat(i * BIT_STEP);
    }
    assertAccurate(kernels, f, x);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void staysWithinItsUlpsWhereEnergiesLive(FloatKernels kernels, ElementaryFunction f) {
    Random random = new Random(7);
    float[] x = new float[1_000_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = 25 * (2 * random.nextFloat() - 1);
    }
    assertAccurate(kernels, f, x);
  }

  private static void assertAccurate(FloatKernels kernels, ElementaryFunction f, float[] x) {
    float[] y = f.apply(kernels, x);
    double worst = 0;
    float where = 0;
    for (int i = 0; i < x.length; i++) {
      double ulps = ulps(y[i], f.truth.applyAsDouble(x[i]));
      if (!(ulps <= worst)) {
        worst = ulps;
        where = x[i];
      }
    }
    assertThat(worst).as("ulps of %s at %s", f, where).isLessThan(f.ulps);
  }

  /** The distance in ulps of the truth; below the normal numbers 0 counts as right. */
  private static double ulps(float got, double truth) {
    if (Double.isNaN(truth)) {
      return Float.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
    }
    float rounded = (float) truth;
    if (got == rounded || (got == 0 && Math.abs(truth) <= Float.MIN_NORMAL)) {
      return 0;
    }
    if (Float.isNaN(got)) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.abs(got - truth) / Math.ulp(Math.min(Math.abs(rounded), Float.MAX_VALUE));
  }

  /** The other tests visit few numbers close to -1 and 1. */
  @ParameterizedTest
  @MethodSource("kernels")
  void invertsErfToItsUlpsUpToTheEnds(FloatKernels kernels) {
    float[] x = new float[200_000];
    for (int i = 0; i < x.length; i++) {
      float size = i % 2 == 0 ? i / (float) x.length : 1 - (i + 1) * 0x1p-24f;
      x[i] = i % 3 == 0 ? -size : size;
    }
    assertAccurate(kernels, ElementaryFunction.ERFINV, x);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void takesTheLimitsAtInfinityAndKeepsNan(FloatKernels k) {
    float[] ends = {-INFINITY, INFINITY, Float.NaN, Float.intBitsToFloat(0xFF800001)};
    float nan = Float.NaN;
    assertThat(ElementaryFunction.EXP.apply(k, ends)).containsExactly(0, INFINITY, nan, nan);
    assertThat(ElementaryFunction.EXPM1.apply(k, ends)).containsExactly(-1, INFINITY, nan, nan);
    assertThat(ElementaryFunction.LOG.apply(k, ends)).containsExactly(nan, INFINITY, nan, nan);
    assertThat(ElementaryFunction.LOG1P.apply(k, ends)).containsExactly(nan, INFINITY, nan, nan);
    assertThat(ElementaryFunction.TANH.apply(k, ends)).containsExactly(-1, 1, nan, nan);
    assertThat(ElementaryFunction.LOGISTIC.apply(k, ends)).containsExactly(0, 1, nan, nan);
    assertThat(ElementaryFunction.SOFTPLUS.apply(k, ends)).containsExactly(0, INFINITY, nan, nan);
    assertThat(ElementaryFunction.ERF.apply(k, ends)).containsExactly(-1, 1, nan, nan);
    assertThat(ElementaryFunction.ERFINV.apply(k, ends)).containsExactly(nan, nan, nan, nan);
    assertThat(ElementaryFunction.SIN.apply(k, ends)).containsExactly(nan, nan, nan, nan);
    assertThat(ElementaryFunction.COS.apply(k, ends)).containsExactly(nan, nan, nan, nan);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void hasPolesAndEdgesWhereTheyBelong(FloatKernels k) {
    assertThat(ElementaryFunction.LOG.apply(k, 0f, -0f, -1, -Float.MIN_VALUE, 1))
        .containsExactly(-INFINITY, -INFINITY, Float.NaN, Float.NaN, 0);
    assertThat(ElementaryFunction.LOG1P.apply(k, -1, Math.nextDown(-1f), 0))
        .containsExactly(-INFINITY, Float.NaN, 0);
    float last = 88.72283f;
    assertThat(ElementaryFunction.EXP.apply(k, last, 88.7229f, 0, -1000))
        .containsExactly((float) Math.exp(last), INFINITY, 1, 0);
    assertThat(ElementaryFunction.EXPM1.apply(k, last, 88.7229f, -1000))
        .containsExactly((float) Math.expm1(last), INFINITY, -1);
    assertThat(ElementaryFunction.SOFTPLUS.apply(k, 0, Float.MAX_VALUE, -Float.MAX_VALUE))
        .containsExactly((float) Math.log(2), Float.MAX_VALUE, 0);
    assertThat(ElementaryFunction.LOGISTIC.apply(k, 0)).containsExactly(0.5f);
    assertThat(ElementaryFunction.ERFINV.apply(k, -1, 1, Math.nextUp(1f), Math.nextDown(-1f)))
        .containsExactly(-INFINITY, INFINITY, Float.NaN, Float.NaN);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void oddFunctionsKeepTheSignOfZero(FloatKernels k) {
    for (ElementaryFunction f :
        new ElementaryFunction[] {
          ElementaryFunction.TANH,
          ElementaryFunction.ERF,
          ElementaryFunction.ERFINV,
          ElementaryFunction.EXPM1,
          ElementaryFunction.LOG1P,
          ElementaryFunction.SIN
        }) {
      assertThat(f.apply(k, -0f, 0f)).as("%s", f).containsExactly(-0f, 0f);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void givesEachElementTheSameBitsWhereverItStands(FloatKernels kernels, ElementaryFunction f) {
    float[] x = mixed(101);
    float[] whole = f.apply(kernels, x);
    for (int i = 0; i < x.length; i++) {
      assertThat(f.apply(kernels, x[i])).as("%s(%s)", f, x[i]).containsExactly(whole[i]);
    }
    float[] shifted = Arrays.copyOf(x, x.length + 5);
    System.arraycopy(x, 0, shifted, 5, x.length);
    f.call.on(kernels, shifted, 5, shifted, 5, x.length - 3);
    assertThat(Arrays.copyOfRange(shifted, 5, x.length + 2))
        .containsExactly(Arrays.copyOf(whole, x.length - 3));
    assertThat(Arrays.copyOf(shifted, 5)).containsExactly(Arrays.copyOf(x, 5));
    assertThat(Arrays.copyOfRange(shifted, x.length + 2, x.length + 5))
        .containsExactly(Arrays.copyOfRange(x, x.length - 3, x.length));
  }

  private static float[] mixed(int n) {
    Random random = new Random(n);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8) - 3));
    }
    x[3] = Float.NaN;
    x[n - 2] = INFINITY;
    return x;
  }
}
