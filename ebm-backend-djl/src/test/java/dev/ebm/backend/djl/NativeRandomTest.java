package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PyTorch's own random numbers. Keys are fixed, so that a test that passes once passes always. */
class NativeRandomTest {

  private static final int DRAWS = 100_000;

  /** Standard deviations; a right generator fails one such test in 16,000. */
  private static final double LIMIT = 4;

  private static final TensorData SEED = Philox.seed(11);

  private Backend backend;

  @BeforeEach
  void open() {
    backend = openNative();
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private static Backend openNative() {
    return Evaluation.open(
        Evaluation.config(DjlConfig.Execution.TORCHSCRIPT, DjlConfig.Random.NATIVE, false));
  }

  private double[] draw(Function<Key, Tensor> expression) {
    return draw(backend, SEED, expression);
  }

  private static double[] draw(Backend on, TensorData seed, Function<Key, Tensor> expression) {
    Program.Builder builder = Program.builder("draw");
    Key key = builder.key("key");
    Program program = builder.output("y", expression.apply(key)).build();
    return Evaluation.run(on, program, seed).get(0).toDoubles();
  }

  @Test
  void drawsTheSameNumbersForTheSameKey() {
    Function<Key, Tensor> expression = key -> key.fold("noise").fold(3).normal(40);
    double[] first = draw(expression);
    assertThat(draw(expression)).isEqualTo(first);
    try (Backend other = openNative()) {
      assertThat(draw(other, SEED, expression)).isEqualTo(first);
    }
  }

  @Test
  void drawsTheSameNumbersWhereverAKeyIsUsedInAProgram() {
    Program.Builder builder = Program.builder("same");
    Key key = builder.key("key");
    builder.output("first", key.normal(20));
    builder.output("other", key.fold("other").normal(20));
    builder.output("shaped", key.normal(4, 5));
    builder.output("longer", key.normal(60));
    builder.output(
        "in a loop",
        Tensors.loop(3, List.of(Tensors.zeros(Shape.of(20))), (i, c) -> List.of(key.normal(20)))
            .get(0));
    Program program = builder.build();
    List<TensorData> drawn = Evaluation.run(backend, program, SEED);
    assertThat(drawn.get(2).toDoubles()).isEqualTo(drawn.get(0).toDoubles());
    assertThat(drawn.get(4).toDoubles()).isEqualTo(drawn.get(0).toDoubles());
    assertThat(drawn.get(1)).isNotEqualTo(drawn.get(0));
    assertThat(Evaluation.run(backend, program, SEED)).as("a second run").isEqualTo(drawn);
  }

  @Test
  void drawsOtherNumbersForOtherKeys() {
    List<double[]> all = new ArrayList<>();
    all.add(draw(key -> key.uniform(8)));
    all.add(draw(key -> key.fold("a").uniform(8)));
    all.add(draw(key -> key.fold("b").uniform(8)));
    all.add(draw(key -> key.fold("a").fold("b").uniform(8)));
    all.add(draw(key -> key.fold("b").fold("a").uniform(8)));
    all.add(draw(backend, Philox.seed(12), key -> key.uniform(8)));
    all.add(draw(backend, TensorData.key(0, 0), key -> key.uniform(8)));
    all.add(draw(backend, TensorData.key(0, 1), key -> key.uniform(8)));
    all.add(draw(backend, TensorData.key(1, 0), key -> key.uniform(8)));
    for (int n = -3; n <= 3; n++) {
      int number = n;
      all.add(draw(key -> key.fold(number).uniform(8)));
    }
    assertThat(all).doesNotHaveDuplicates();
  }

  @Test
  void foldsTheIterationAndInputsLikeNumbersKnownBefore() {
    Program.Builder builder = Program.builder("folds");
    Key key = builder.key("key");
    Tensor two = builder.input("two", new TensorType(DType.INT32, Shape.SCALAR));
    Tensor zeros = Tensors.zeros(Shape.of(9));
    builder.output("known", key.fold(2).normal(9));
    builder.output("input", key.fold(two).normal(9));
    builder.output(
        "iteration",
        Tensors.loop(3, List.of(zeros), (i, c) -> List.of(key.fold(i).normal(9))).get(0));
    List<TensorData> drawn = Evaluation.run(backend, builder.build(), SEED, TensorData.scalar(2));
    assertThat(drawn.get(1)).isEqualTo(drawn.get(0));
    assertThat(drawn.get(2)).isEqualTo(drawn.get(0));
  }

  @Test
  void drawsUniformlyBetweenZeroAndOne() {
    double[] u = draw(key -> key.uniform(DRAWS));
    assertThat(Arrays.stream(u)).allMatch(value -> value >= 0 && value < 1);
    assertThat(Arrays.stream(u)).allMatch(value -> value * 0x1p24 % 1 == 0);
    assertThat(standardError(u, value -> value, 1.0 / 2, 1.0 / 12)).isLessThan(LIMIT);
    assertThat(standardError(u, value -> value * value, 1.0 / 3, 4.0 / 45)).isLessThan(LIMIT);
  }

  @Test
  void drawsStandardNormals() {
    double[] z = draw(key -> key.normal(DRAWS));
    assertThat(standardError(z, value -> value, 0, 1)).isLessThan(LIMIT);
    assertThat(standardError(z, value -> value * value, 1, 2)).isLessThan(LIMIT);
    assertThat(standardError(z, value -> value * value * value, 0, 15)).isLessThan(LIMIT);
    assertThat(standardError(z, value -> Math.pow(value, 4), 3, 96)).isLessThan(LIMIT);
    assertThat(standardError(z, value -> value < -1 ? 1 : 0, 0.158655, 0.133484)).isLessThan(LIMIT);
  }

  @Test
  void drawsIndependentlyForNeighbouringKeys() {
    double[] z = draw(key -> key.fold(1).normal(DRAWS).mul(key.fold(2).normal(DRAWS)));
    assertThat(standardError(z, value -> value, 0, 1)).isLessThan(LIMIT);
    double[] iterations =
        draw(
            key ->
                Tensors.loop(
                        DRAWS / 10,
                        List.of(Tensors.zeros(Shape.of(1)), Tensors.zeros(Shape.of(1))),
                        (i, c) -> {
                          Tensor next = key.fold(i).normal(1);
                          return List.of(next, c.get(1).add(c.get(0).mul(next)));
                        })
                    .get(1));
    assertThat(Math.abs(iterations[0]) / Math.sqrt(DRAWS / 10.0)).isLessThan(LIMIT);
  }

  @Test
  void widensDrawsInFloat64() {
    Program.Builder builder = Program.builder("wide");
    Program program = builder.output("y", builder.key("key").normal(30)).build();
    assertThat(Evaluation.run(backend, program.withPrecision(DType.FLOAT64), SEED).get(0))
        .extracting(TensorData::toDoubles)
        .isEqualTo(Evaluation.run(backend, program, SEED).get(0).toDoubles());
  }

  /** How many standard deviations the mean of a function of draws is off. */
  private static double standardError(
      double[] draws, java.util.function.DoubleUnaryOperator of, double mean, double variance) {
    double sum = 0;
    for (double draw : draws) {
      sum += of.applyAsDouble(draw) - mean;
    }
    return Math.abs(sum) / Math.sqrt(variance * draws.length);
  }
}
