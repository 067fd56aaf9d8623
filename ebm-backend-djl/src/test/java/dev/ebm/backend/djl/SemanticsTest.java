package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values at which PyTorch or DJL would do otherwise than the tensor language says. */
@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class SemanticsTest {

  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Parameter private DjlConfig.Execution execution;

  private Backend backend;

  @BeforeEach
  void open() {
    backend = Evaluation.open(execution);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private TensorData eval(Function<List<Tensor>, Tensor> expression, TensorData... inputs) {
    return Evaluation.of(backend, expression, inputs);
  }

  @Test
  void keepsNaNInSignAndMaxima() {
    TensorData x = TensorData.of(new float[] {NAN, 1, -3, 0}, 2, 2);
    TensorData y = TensorData.of(new float[] {5, NAN, -4, 0}, 2, 2);
    assertThat(eval(in -> in.get(0).sign(), x).floats()).containsExactly(NAN, 1, -1, 0);
    assertThat(eval(in -> in.get(0).maximum(in.get(1)), x, y).floats())
        .containsExactly(NAN, NAN, -3, 0);
    assertThat(eval(in -> in.get(0).max(1), x).floats()).containsExactly(NAN, 0);
    assertThat(eval(in -> in.get(0).max(), x).floats()).containsExactly(NAN);
  }

  @Test
  void reducesAnySetOfAxes() {
    int[] elements = new int[24];
    Arrays.setAll(elements, i -> (i * 7) % 24);
    TensorData x = TensorData.of(elements, 2, 3, 4);
    assertThat(eval(in -> in.get(0).max(0, 2), x)).isEqualTo(TensorData.of(maxima(elements), 3));
    assertThat(eval(in -> in.get(0).max(), x)).isEqualTo(TensorData.scalar(23));
    assertThat(eval(in -> in.get(0).sum(0, 1, 2), x)).isEqualTo(TensorData.scalar(276));
  }

  private static int[] maxima(int[] elements) {
    int[] maxima = new int[3];
    for (int i = 0; i < elements.length; i++) {
      int middle = i / 4 % 3;
      maxima[middle] = Math.max(maxima[middle], elements[i]);
    }
    return maxima;
  }

  @Test
  void sumsIntegersAsIntegersThatWrap() {
    TensorData x = TensorData.of(new int[] {Integer.MAX_VALUE, 1}, 2);
    assertThat(eval(in -> in.get(0).sum(), x)).isEqualTo(TensorData.scalar(Integer.MIN_VALUE));
    TensorData large = TensorData.of(new int[] {16_777_217, 2}, 2);
    assertThat(eval(in -> in.get(0).sum(), large)).isEqualTo(TensorData.scalar(16_777_219));
    TensorData matrix = TensorData.of(new int[] {1, 2, 3, 4}, 2, 2);
    assertThat(eval(in -> in.get(0).sum(1), matrix).ints()).containsExactly(3, 7);
  }

  @Test
  void truncatesAsJavaDoes() {
    TensorData x = TensorData.of(new float[] {2.9f, -2.9f, 3e9f, -INF, NAN, 16_777_217f}, 6);
    assertThat(eval(in -> in.get(0).cast(DType.INT32), x).ints())
        .containsExactly(2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 16_777_216);
    TensorData wide = TensorData.of(new double[] {2147483646.9, -0.5}, 2);
    assertThat(eval(in -> in.get(0).cast(DType.INT32), wide).ints()).containsExactly(2147483646, 0);
  }

  @Test
  void castsBoolsToNumbersAndBack() {
    TensorData x = TensorData.of(new float[] {0, -0f, 0.5f, NAN}, 4);
    assertThat(eval(in -> in.get(0).cast(DType.BOOL), x).booleans())
        .containsExactly(false, false, true, true);
    assertThat(eval(in -> in.get(0).cast(DType.BOOL).cast(DType.INT32), x).ints())
        .containsExactly(0, 0, 1, 1);
  }

  @Test
  void comparesNaNAsFalse() {
    TensorData x = TensorData.of(new float[] {NAN, 1}, 2);
    assertThat(eval(in -> in.get(0).eq(in.get(0)), x).booleans()).containsExactly(false, true);
    assertThat(eval(in -> in.get(0).lt(2), x).booleans()).containsExactly(false, true);
  }

  @Test
  void countsExactly() {
    int n = 16_777_300;
    TensorData last = eval(in -> Tensors.iota(n).slice(0, n - 3, n));
    assertThat(last.ints()).containsExactly(n - 3, n - 2, n - 1);
  }

  @Test
  void addsRowsOfEqualIndices() {
    TensorData rows = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    TensorData indices = TensorData.of(new int[] {2, 0, 2}, 3);
    assertThat(eval(in -> in.get(0).scatterAdd(in.get(1), 4), rows, indices))
        .isEqualTo(TensorData.of(new float[] {3, 4, 0, 0, 6, 8, 0, 0}, 4, 2));
  }

  @Test
  void keepsAnInfiniteRowAwayFromOtherRows() {
    TensorData rows = TensorData.of(new float[] {NAN, INF, 1, 2}, 2, 2);
    TensorData indices = TensorData.of(new int[] {0, 1}, 2);
    assertThat(eval(in -> in.get(0).scatterAdd(in.get(1), 2), rows, indices).floats())
        .containsExactly(NAN, INF, 1, 2);
  }

  @Test
  void gathersRowsOfEveryDtypeAndRank() {
    TensorData indices = TensorData.of(new int[] {1, 1, 0}, 3);
    TensorData bools = TensorData.of(new boolean[] {true, false}, 2);
    assertThat(eval(in -> in.get(0).gather(in.get(1)), bools, indices).booleans())
        .containsExactly(false, false, true);
    TensorData cube = TensorData.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
    assertThat(eval(in -> in.get(0).transpose(2, 1, 0).gather(in.get(1)), cube, indices))
        .isEqualTo(TensorData.of(new double[] {2, 6, 4, 8, 2, 6, 4, 8, 1, 5, 3, 7}, 3, 2, 2));
  }

  @Test
  void readsIndicesFromAStridedView() {
    TensorData x = TensorData.of(new float[] {10, 11, 12, 13}, 4);
    TensorData indices = TensorData.of(new int[] {3, 9, 0, 9, 2, 9}, 3, 2);
    assertThat(
            eval(in -> in.get(0).gather(in.get(1).slice(1, 0, 1).reshape(3)), x, indices).floats())
        .containsExactly(13, 10, 12);
  }

  @Test
  void padsBetweenElementsAsTheDerivativeOfAStridedSlice() {
    TensorData c = TensorData.of(new float[] {1, 2, 3}, 3);
    assertThat(
            eval(
                in -> {
                  Tensor x = Tensors.zeros(Shape.of(8));
                  Tensor parts = x.slice(0, 1, 8, 3);
                  return Gradients.vectorJacobian(List.of(parts), List.of(in.get(0)), List.of(x))
                      .get(0);
                },
                c))
        .isEqualTo(TensorData.of(new float[] {0, 1, 0, 0, 2, 0, 0, 3}, 8));
  }

  @Test
  void computesOnNoElements() {
    TensorData none = TensorData.of(new float[0], 0, 3);
    TensorData noIndices = TensorData.of(new int[0], 0);
    TensorData square = TensorData.of(new float[0], 3, 0);
    assertThat(eval(in -> in.get(0).softplus().add(1), none)).isEqualTo(none);
    assertThat(eval(in -> in.get(0).sum(0), none)).isEqualTo(TensorData.of(new float[3], 3));
    assertThat(eval(in -> in.get(0).max(1), none)).isEqualTo(TensorData.of(new float[0], 0));
    assertThat(eval(in -> in.get(0).pad(0, 1, 1), none))
        .isEqualTo(TensorData.of(new float[6], 2, 3));
    assertThat(eval(in -> in.get(0).gather(in.get(1)), none, noIndices)).isEqualTo(none);
    assertThat(eval(in -> in.get(0).scatterAdd(in.get(1), 2), none, noIndices))
        .isEqualTo(TensorData.of(new float[6], 2, 3));
    assertThat(eval(in -> in.get(0).matmul(in.get(1)), square, none))
        .isEqualTo(TensorData.of(new float[9], 3, 3));
    assertThat(eval(in -> Tensors.concat(0, in.get(0), in.get(0)).reverse(0, 1), none))
        .isEqualTo(none);
    assertThat(eval(in -> in.get(0).slice(1, 2, 2).cast(DType.INT32), none))
        .isEqualTo(TensorData.of(new int[0], 0, 0));
  }

  @Test
  void returnsStridedAndRepeatedViewsInOrder() {
    TensorData x = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(eval(in -> in.get(0).transpose(), x))
        .isEqualTo(TensorData.of(new float[] {1, 4, 2, 5, 3, 6}, 3, 2));
    assertThat(eval(in -> in.get(0).slice(1, 0, 3, 2).reshape(4), x))
        .isEqualTo(TensorData.of(new float[] {1, 3, 4, 6}, 4));
    assertThat(eval(in -> in.get(0).get(0, 1).broadcastTo(2, 3), x))
        .isEqualTo(TensorData.of(new float[] {4, 5, 6, 4, 5, 6}, 2, 3));
  }
}
