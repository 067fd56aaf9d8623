package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class TensorDataTest {

  @Test
  void holdsAsManyElementsAsItsShapeHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(new float[5], 2, 3))
        .withMessage("5 elements given for f32[2, 3], which has 6");
    assertThatIllegalArgumentException().isThrownBy(() -> TensorData.of(new int[2]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorData.of(new double[6], 6).reshape(4))
        .withMessageContaining("f64[4]");
    assertThat(TensorData.of(new boolean[0], 3, 0).type())
        .isEqualTo(new TensorType(DType.BOOL, Shape.of(3, 0)));
  }

  @Test
  void handsOutElementsOfItsOwnDtypeOnly() {
    TensorData data = TensorData.of(new float[] {1, 2}, 2);
    assertThat(data.floats()).containsExactly(1, 2);
    assertThatIllegalStateException()
        .isThrownBy(data::doubles)
        .withMessage("a f32[2] has no f64 elements");
    assertThatIllegalStateException().isThrownBy(() -> TensorData.key(1, 2).at(0));
  }

  @Test
  void readsEveryDtypeAsDoubles() {
    assertThat(TensorData.of(new float[] {0.5f}, 1).at(0)).isEqualTo(0.5);
    assertThat(TensorData.of(new double[] {0.1}, 1).at(0)).isEqualTo(0.1);
    assertThat(TensorData.scalar(-7).at(0)).isEqualTo(-7);
    assertThat(TensorData.of(new boolean[] {true, false}, 2).toDoubles()).containsExactly(1, 0);
  }

  @Test
  void convertsDoublesAsCastsDo() {
    double[] values = {-1.9, 0, 0.4, 2.5};
    assertThat(data(DType.INT32, values).ints()).containsExactly(-1, 0, 0, 2);
    assertThat(data(DType.INT64, values).longs()).containsExactly(-1, 0, 0, 2);
    assertThat(data(DType.BOOL, values).booleans()).containsExactly(true, false, true, true);
    assertThat(data(DType.FLOAT32, 0.1, 1e39).floats())
        .containsExactly(0.1f, Float.POSITIVE_INFINITY);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TensorData.fromDoubles(new TensorType(DType.KEY, Shape.SCALAR), new double[] {1}));
  }

  @Test
  void copiesTheDoublesThatItIsMadeFrom() {
    double[] values = {1, 2};
    TensorData data = data(DType.FLOAT64, values);
    values[0] = 5;
    assertThat(data.at(0)).isEqualTo(1);
    data.toDoubles()[1] = 7;
    assertThat(data.at(1)).isEqualTo(2);
  }

  /** Doubles hold whole numbers up to 2^53 only. */
  @Test
  void holdsLongsExactly() {
    long[] values = {Long.MIN_VALUE, (1L << 53) + 1, -1, Long.MAX_VALUE};
    TensorData data = TensorData.of(values, 2, 2);
    assertThat(data.type()).isEqualTo(new TensorType(DType.INT64, Shape.of(2, 2)));
    assertThat(data.longs()).containsExactly(values);
    assertThat(data.reshape(4).longs()).containsExactly(values);
    assertThat(data.at(2)).isEqualTo(-1);
    assertThat(data.reshape(4))
        .hasToString("[-9223372036854775808, 9007199254740993, -1, 9223372036854775807]");
    assertThat(TensorData.of(new long[] {(1L << 53) + 1}, 1))
        .isNotEqualTo(TensorData.of(new long[] {1L << 53}, 1));
    assertThatIllegalStateException()
        .isThrownBy(data::ints)
        .withMessage("a i64[2, 2] has no i32 elements");
    assertThatIllegalArgumentException().isThrownBy(() -> TensorData.of(values, 3));
  }

  @Test
  void equalsBitByBit() {
    assertThat(data(DType.FLOAT32, Double.NaN)).isEqualTo(data(DType.FLOAT32, Double.NaN));
    assertThat(data(DType.FLOAT32, 0.0)).isNotEqualTo(data(DType.FLOAT32, -0.0));
    assertThat(data(DType.FLOAT32, 1)).isNotEqualTo(data(DType.FLOAT64, 1));
    assertThat(data(DType.INT32, 1, 2)).isNotEqualTo(data(DType.INT32, 1, 2).reshape(1, 2));
    assertThat(data(DType.INT32, 1, 2)).hasSameHashCodeAs(data(DType.INT32, 1, 2));
    assertThat(TensorData.key(1, 2)).isEqualTo(TensorData.key(1, 2));
    assertThat(TensorData.key(1, 2)).isNotEqualTo(TensorData.key(2, 1));
  }

  @Test
  void printsFewElementsAndOtherwiseItsType() {
    assertThat(TensorData.scalar(1.5f)).hasToString("1.5");
    assertThat(data(DType.INT32, 1, -2)).hasToString("[1, -2]");
    assertThat(data(DType.BOOL, 1, 0)).hasToString("[true, false]");
    assertThat(TensorData.zeros(TensorType.float32(3, 3))).hasToString("<f32[3, 3]>");
    assertThat(TensorData.key(1, -1)).hasToString("key(0000000000000001ffffffffffffffff)");
  }

  @Test
  void makesZerosOfEveryType() {
    for (DType dtype : DType.values()) {
      if (dtype == DType.KEY) {
        continue;
      }
      TensorType type = new TensorType(dtype, Shape.of(2, 2));
      assertThat(TensorData.zeros(type).type()).isEqualTo(type);
      assertThat(TensorData.zeros(type).toDoubles()).containsOnly(0);
    }
    assertThat(TensorData.zeros(new TensorType(DType.KEY, Shape.SCALAR)))
        .isEqualTo(TensorData.key(0, 0));
  }

  @Test
  void keepsKeysScalar() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TensorType(DType.KEY, Shape.of(2)))
        .withMessageContaining("[2]");
  }

  private static TensorData data(DType dtype, double... values) {
    return TensorData.fromDoubles(new TensorType(dtype, Shape.of(values.length)), values);
  }
}
