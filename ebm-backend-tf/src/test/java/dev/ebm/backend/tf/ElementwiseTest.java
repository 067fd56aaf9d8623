package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementwiseTest extends TfTest {

  /** Sizes on both sides of the widths of vector registers, where other code runs. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 8, 17, 35})
  void letsNanWinAtEveryPosition(int size) {
    Program.Builder builder = Program.builder("nan");
    Tensor x = builder.input("x", TensorType.float32(size));
    Tensor ones = x.mul(0).eq(x.mul(0)).not().cast(DType.FLOAT32).mul(0).add(1);
    builder.output("left", x.maximum(ones)).output("right", ones.maximum(x));
    builder.output("max", x.max()).output("rows", x.reshape(1, size).max(0));
    builder.output("sign", x.sign());
    Program program = builder.build();
    for (int at = 0; at < size; at++) {
      float[] elements = new float[size];
      elements[at] = Float.NaN;
      var results = run(program, TensorData.of(elements, size));
      assertThat(results.get(0).floats()[at]).isNaN();
      assertThat(results.get(1).floats()[at]).isNaN();
      assertThat(results.get(2).floats()[0]).isNaN();
      assertThat(results.get(3).floats()[at]).isNaN();
      assertThat(results.get(4).floats()[at]).isNaN();
    }
  }

  /**
   * TensorFlow's own Softplus changes its formula at log(epsilon) + 2 = -13.94 (float32) and -34.04
   * (float64) and is off by 7 ulp there.
   */
  @Test
  void softplusIsExactOnBothSidesOfEveryThreshold() {
    double[] points = new double[4001];
    Arrays.setAll(points, i -> (i - 2000) / 50.0);
    TensorType type = new TensorType(DType.FLOAT64, Shape.of(points.length));
    Program.Builder builder = Program.builder("softplus");
    Tensor x = builder.input("x", type);
    builder.output("f64", x.softplus()).output("f32", x.cast(DType.FLOAT32).softplus());
    var results = run(builder.build(), TensorData.of(points, points.length));
    for (int i = 0; i < points.length; i++) {
      double single = (float) points[i];
      double doubled = softplus(points[i]);
      float halved = (float) softplus(single);
      assertThat(results.get(0).doubles()[i]).isCloseTo(doubled, within(3 * Math.ulp(doubled)));
      assertThat((double) results.get(1).floats()[i])
          .isCloseTo(softplus(single), within(4.0 * Math.ulp(halved)));
    }
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  @Test
  void softplusKeepsInfinitiesAndNan() {
    Program.Builder builder = Program.builder("softplus");
    builder.output("y", builder.input("x", TensorType.float32(3)).softplus());
    float[] edges = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN};
    assertThat(run(builder.build(), TensorData.of(edges, 3)).get(0).floats())
        .containsExactly(Float.POSITIVE_INFINITY, 0, Float.NaN);
  }

  /**
   * TensorFlow's threads treat denormal operands and results as 0, which keeps a product of them
   * from being a hundred times slower. An operation that moves bits alone keeps them.
   */
  @Test
  void countsDenormalsAsZero() {
    Program.Builder builder = Program.builder("denormals");
    Tensor x = builder.input("x", TensorType.float32(1));
    Tensor small = builder.input("small", TensorType.float32(1));
    builder.output("operand", x.mul(1e10)).output("result", small.mul(small));
    var results =
        run(
            builder.build(),
            TensorData.of(new float[] {1e-40f}, 1),
            TensorData.of(new float[] {1e-21f}, 1));
    assertThat(results.get(0).floats()).containsExactly(0);
    assertThat(results.get(1).floats()).containsExactly(0);
  }

  @Test
  void integersWrapAround() {
    Program.Builder builder = Program.builder("wrap");
    Tensor x = builder.input("x", new TensorType(DType.INT32, Shape.of(2)));
    builder.output("sum", x.sum()).output("product", x.mul(x)).output("twice", x.add(x));
    TensorData input = TensorData.of(new int[] {Integer.MAX_VALUE, 65537}, 2);
    var results = run(builder.build(), input);
    assertThat(results.get(0).ints()).containsExactly(Integer.MAX_VALUE + 65537);
    assertThat(results.get(1).ints()).containsExactly(1, 65537 * 65537);
    assertThat(results.get(2).ints()).containsExactly(-2, 131074);
  }

  /** Broadcasts are left to the operation itself where it can do them, so both ways are tried. */
  @Test
  void broadcastsOperandsOfAnyRank() {
    Program.Builder builder = Program.builder("broadcast");
    Tensor column = builder.input("column", TensorType.float32(3, 1));
    Tensor row = builder.input("row", TensorType.float32(1, 4));
    Tensor deep = builder.input("deep", TensorType.float32(1, 2, 1, 2, 1, 2, 1));
    Tensor other = builder.input("other", TensorType.float32(2, 1, 2, 1, 2, 1, 2));
    builder.output("outer", column.add(row));
    builder.output("chosen", where(column.lt(row), column, row.add(1)));
    builder.output("same operand twice", column.broadcastTo(3, 4).mul(column.broadcastTo(3, 4)));
    builder.output("seven axes", deep.sub(other));
    builder.output("chosen of seven axes", where(deep.lt(other), deep, other));
    Program program = builder.build();
    TensorData[] inputs = {
      TensorData.of(new float[] {1, 2, 3}, 3, 1),
      TensorData.of(new float[] {0, 2, 4, 6}, 1, 4),
      TensorData.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 1, 2, 1, 2, 1),
      TensorData.of(new float[16], 2, 1, 2, 1, 2, 1, 2)
    };
    for (int i = 0; i < 16; i++) {
      inputs[3].floats()[i] = i - 5;
    }
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }
}
