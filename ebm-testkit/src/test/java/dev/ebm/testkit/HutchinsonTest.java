package dev.ebm.testkit;

import static dev.ebm.api.tensor.Derivatives.hessianVector;
import static dev.ebm.api.tensor.Derivatives.hutchinson;
import static dev.ebm.api.tensor.Derivatives.laplacian;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Derivatives.Directions;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Hutchinson's estimate on the energy x_0^2 + 3 x_0 x_1 + x_1^2 x_2, whose Hessian is known. */
class HutchinsonTest {

  private static final TensorData POINT = Samples.vector(DType.FLOAT64, 1, 2, 3).reshape(1, 3);

  /** 2 + 2 x_2. */
  private static final double TRACE = 8;

  /** Sum of squares of the entries beside the diagonal: 2 (3^2 + (2 x_1)^2). */
  private static final double BESIDE = 50;

  /** Sum of squares of all entries: the above and 2^2 + (2 x_2)^2. */
  private static final double ALL = BESIDE + 40;

  private static final int DIRECTIONS = 4096;

  /** A standard normal exceeds this in size with probability 1e-6. */
  private static final double NORMAL = 4.8916;

  private static Tensor energy(Tensor x) {
    Tensor a = x.get(1, 0);
    Tensor b = x.get(1, 1);
    return a.square().add(a.mul(b).mul(3)).add(b.square().mul(x.get(1, 2)));
  }

  /** The variance of one direction is 2 BESIDE: the test fails for a wrong key in 1e-6 of keys. */
  @Test
  void isUnbiasedByDirectionsOfSigns() {
    double error =
        run(
                (key, x) ->
                    hutchinson(HutchinsonTest::energy, x, key, DIRECTIONS, Directions.RADEMACHER))
            - TRACE;
    assertThat(Math.abs(error)).isLessThan(NORMAL * Math.sqrt(2 * BESIDE / DIRECTIONS)).isNotZero();
  }

  /** The variance of one direction is 2 ALL. */
  @Test
  void isUnbiasedByNormalDirections() {
    double error =
        run((key, x) -> hutchinson(HutchinsonTest::energy, x, key, DIRECTIONS, Directions.NORMAL))
            - TRACE;
    assertThat(Math.abs(error)).isLessThan(NORMAL * Math.sqrt(2 * ALL / DIRECTIONS)).isNotZero();
  }

  @Test
  void isTheMeanOfItsDirectionsProducts() {
    double estimate =
        run((key, x) -> hutchinson(HutchinsonTest::energy, x, key, 2, Directions.NORMAL));
    double product =
        run(
            (key, x) -> {
              Tensor v = key.normal(2, 3).cast(DType.FLOAT64);
              Tensor twice = x.broadcastTo(2, 3);
              return hessianVector(HutchinsonTest::energy, twice, v)
                  .mul(v)
                  .sum(1)
                  .mean(0)
                  .reshape(1);
            });
    assertThat(estimate).isCloseTo(product, within(1e-12));
  }

  @Test
  void isExactWithoutEntriesBesideTheDiagonal() {
    double estimate =
        run((key, x) -> hutchinson(y -> y.pow(3).sum(1), x, key, 1, Directions.RADEMACHER));
    assertThat(estimate).isCloseTo(6 * (1 + 2 + 3), within(1e-12));
  }

  /** As images have them: rows of any shape. */
  @Test
  void takesRowsOfAnyShape() {
    for (int chunk : new int[] {1, 2, 3}) {
      double trace =
          run((key, x) -> laplacian(y -> energy(y.reshape(-1, 3)), x.reshape(1, 1, 3, 1), chunk));
      assertThat(trace).isEqualTo(TRACE);
    }
    double estimate =
        run(
            (key, x) ->
                hutchinson(
                    y -> y.pow(3).sum(1, 2), x.reshape(1, 3, 1), key, 5, Directions.RADEMACHER));
    assertThat(estimate).isCloseTo(36, within(1e-12));
  }

  private static double run(BiFunction<Key, Tensor, Tensor> function) {
    Program.Builder builder = Program.builder("trace");
    Key key = builder.key("key");
    Tensor trace = function.apply(key, builder.input("x", POINT.type()));
    assertThat(trace.shape()).isEqualTo(Shape.of(1));
    Program program = builder.output("trace", trace).build();
    return Reference.run(program, List.of(Philox.seed(3), POINT)).get(0).at(0);
  }
}
