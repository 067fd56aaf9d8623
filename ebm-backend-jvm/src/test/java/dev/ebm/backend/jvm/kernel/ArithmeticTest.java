package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that IEEE 754 defines to the bit, on all pairs of a list of awkward numbers. */
class ArithmeticTest {

  private static final float[] AWKWARD = {
    0,
    -0f,
    1,
    -1,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    -2.5f,
    3,
    0.1f,
    -0.3f,
    1e-30f,
    1e30f,
    -1e30f,
    8388607.5f,
    -8388607.5f,
    8388608,
    16777217,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };
  private static final int N = AWKWARD.length * AWKWARD.length;
  private static final float[] A = new float[N];
  private static final float[] B = new float[N];

  static {
    for (int i = 0; i < N; i++) {
      A[i] = AWKWARD[i / AWKWARD.length];
      B[i] = AWKWARD[i % AWKWARD.length];
    }
  }

  private interface Unary {
    void on(float[] x, int xo, float[] y, int yo, int n);
  }

  private interface Binary {
    void on(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);
  }

  private interface WithNumber {
    void on(float[] a, int ao, float b, float[] y, int yo, int n);
  }

  static Stream<FloatKernels> kernels() {
    return AllKernels.all();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void unaryOperationsAreExact(FloatKernels k) {
    check(k::neg, x -> -x);
    check(k::sign, Math::signum);
    check(k::floor, x -> (float) Math.floor(x));
    check(k::sqrt, x -> (float) Math.sqrt(x));
    check(k::not, x -> 1 - x);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void binaryOperationsAreExact(FloatKernels k) {
    check(k::add, (a, b) -> (float) a + (float) b);
    check(k::sub, (a, b) -> (float) a - (float) b);
    check(k::mul, (a, b) -> (float) a * (float) b);
    check(k::div, (a, b) -> (float) a / (float) b);
    check(k::maximum, (a, b) -> Math.max((float) a, (float) b));
    check(k::less, (a, b) -> a < b ? 1 : 0);
    check(k::equal, (a, b) -> a == b ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void operationsWithANumberAreExact(FloatKernels k) {
    check(k::addScalar, (a, b) -> (float) a + (float) b);
    check(k::mulScalar, (a, b) -> (float) a * (float) b);
    check(k::divScalar, (a, b) -> (float) a / (float) b);
    check(k::maximumScalar, (a, b) -> Math.max((float) a, (float) b));
    check(k::lessScalar, (a, b) -> a < b ? 1 : 0);
    check(k::equalScalar, (a, b) -> a == b ? 1 : 0);
    check(swapped(k::scalarSub), (a, b) -> (float) b - (float) a);
    check(swapped(k::scalarDiv), (a, b) -> (float) b / (float) a);
    check(swapped(k::scalarLess), (a, b) -> b < a ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void booleansCombine(FloatKernels k) {
    float[] p = new float[40];
    float[] q = new float[40];
    for (int i = 0; i < 40; i++) {
      p[i] = i & 1;
      q[i] = i / 2 & 1;
    }
    float[] y = new float[40];
    k.and(p, 0, q, 0, y, 0, 40);
    for (int i = 0; i < 40; i++) {
      assertThat(y[i]).isEqualTo(p[i] == 1 && q[i] == 1 ? 1f : 0f);
    }
    float[] condition = new float[N];
    for (int i = 0; i < N; i++) {
      condition[i] = i % 3 == 0 ? 1 : 0;
    }
    float[] chosen = new float[N];
    k.select(condition, 0, A, 0, B, 0, chosen, 0, N);
    for (int i = 0; i < N; i++) {
      assertBits(chosen[i], i % 3 == 0 ? A[i] : B[i], A[i], B[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void combinationsRoundAtMostTwice(FloatKernels k) {
    int n = 37;
    float[] y = new float[n];
    float[] a = new float[n];
    float[] b = new float[n];
    float[] c = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = 1 + i / 7f;
      b[i] = 3 - i / 5f;
      c[i] = i / 3f;
    }
    k.axpby(0.9f, a, 0, 0.1f, b, 0, y, 0, n);
    for (int i = 0; i < n; i++) {
      assertThat(y[i]).isIn(Math.fma(a[i], 0.9f, b[i] * 0.1f), 0.9f * a[i] + 0.1f * b[i]);
    }
    k.mulAdd(a, 0, b, 0, c, 0, y, 0, n);
    for (int i = 0; i < n; i++) {
      assertThat(y[i]).isIn(Math.fma(a[i], b[i], c[i]), a[i] * b[i] + c[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void writesItsStretchAndNothingElse(FloatKernels k) {
    for (int n = 0; n < 70; n++) {
      float[] y = new float[n + 7];
      k.fill(9, y, 0, y.length);
      k.add(A, 5, B, 1, y, 3, n);
      assertThat(y[2]).isEqualTo(9);
      assertThat(y[n + 3]).isEqualTo(9);
      for (int i = 0; i < n; i++) {
        assertBits(y[3 + i], A[5 + i] + B[1 + i], A[5 + i], B[1 + i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void copiesStretchesThatOverlap(FloatKernels k) {
    float[] x = {1, 2, 3, 4, 5};
    k.copy(x, 0, x, 1, 4);
    assertThat(x).containsExactly(1, 1, 2, 3, 4);
  }

  private static void check(Unary operation, DoubleBinaryOperator truth) {
    float[] y = A.clone();
    operation.on(y, 0, y, 0, N);
    for (int i = 0; i < N; i++) {
      assertBits(y[i], (float) truth.applyAsDouble(A[i], 0), A[i], 0);
    }
  }

  private interface Truth {
    float of(float x);
  }

  private static void check(Unary operation, Truth truth) {
    check(operation, (a, unused) -> truth.of((float) a));
  }

  private static void check(Binary operation, DoubleBinaryOperator truth) {
    float[] y = new float[N];
    operation.on(A, 0, B, 0, y, 0, N);
    for (int i = 0; i < N; i++) {
      assertBits(y[i], (float) truth.applyAsDouble(A[i], B[i]), A[i], B[i]);
    }
    y = A.clone();
    operation.on(y, 0, B, 0, y, 0, N);
    for (int i = 0; i < N; i++) {
      assertBits(y[i], (float) truth.applyAsDouble(A[i], B[i]), A[i], B[i]);
    }
  }

  private static void check(WithNumber operation, DoubleBinaryOperator truth) {
    for (float b : AWKWARD) {
      float[] y = new float[N];
      operation.on(A, 0, b, y, 0, N);
      for (int i = 0; i < N; i++) {
        assertBits(y[i], (float) truth.applyAsDouble(A[i], b), A[i], b);
      }
    }
  }

  private interface NumberFirst {
    void on(float a, float[] b, int bo, float[] y, int yo, int n);
  }

  private static WithNumber swapped(NumberFirst operation) {
    return (a, ao, b, y, yo, n) -> operation.on(b, a, ao, y, yo, n);
  }

  /** Equal to the bit, but that any NaN equals any other. */
  private static void assertBits(float got, float truth, float a, float b) {
    assertThat(Float.floatToIntBits(got))
        .as("%s of %s, %s where %s is right", got, a, b, truth)
        .isEqualTo(Float.floatToIntBits(truth));
  }
}
