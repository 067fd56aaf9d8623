package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class LoopTest {

  @Parameter private DjlConfig.Execution execution;

  private Backend backend;

  @BeforeEach
  void open() {
    backend = Evaluation.open(execution);
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  @Test
  void carriesSeveralValuesAndSwapsThem() {
    TensorData one = TensorData.of(new int[] {1}, 1);
    TensorData two = TensorData.of(new int[] {2}, 1);
    Program.Builder builder = Program.builder("swap");
    Tensor a = builder.input("a", one.type());
    Tensor b = builder.input("b", one.type());
    List<Tensor> swapped = Tensors.loop(3, List.of(a, b), (i, c) -> List.of(c.get(1), c.get(0)));
    Program program = builder.output("a", swapped.get(0)).output("b", swapped.get(1)).build();
    assertThat(Evaluation.run(backend, program, one, two)).containsExactly(two, one);
  }

  @Test
  void returnsTheInitialValuesOfALoopThatDoesNotRun() {
    TensorData x = TensorData.of(new float[] {1, 2}, 2);
    assertThat(
            Evaluation.of(
                backend,
                in ->
                    Tensors.loop(0, List.of(in.get(0)), (i, c) -> List.of(c.get(0).add(1))).get(0),
                x))
        .isEqualTo(x);
  }

  @Test
  void countsIterationsFromZeroInNestedLoops() {
    TensorData start = TensorData.scalar(0);
    assertThat(
            Evaluation.of(
                backend,
                in ->
                    Tensors.loop(
                            3,
                            List.of(in.get(0)),
                            (i, outer) ->
                                Tensors.loop(
                                    4,
                                    List.of(outer.get(0)),
                                    (j, inner) -> List.of(inner.get(0).add(i.mul(10)).add(j))))
                        .get(0),
                start))
        .isEqualTo(TensorData.scalar(4 * (0 + 10 + 20) + 3 * (0 + 1 + 2 + 3)));
  }

  @Test
  void readsCapturedRowsAtTheIteration() {
    TensorData rows = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertThat(
            Evaluation.of(
                backend,
                in ->
                    Tensors.loop(
                            3,
                            List.of(Tensors.fill(1, 1, 2)),
                            (i, c) -> {
                              Tensor row = in.get(0).gather(i.reshape(1));
                              return List.of(c.get(0).mul(row).add(i.cast(DType.FLOAT32)));
                            })
                        .get(0),
                rows))
        .isEqualTo(TensorData.of(new float[] {(1 * 3 + 1) * 5 + 2, (2 * 4 + 1) * 6 + 2}, 1, 2));
  }

  @Test
  void drawsTheBitsOfPhiloxInEveryIteration() {
    TensorData seed = Philox.seed(7);
    TensorType type = TensorType.float32(5);
    Program.Builder builder = Program.builder("draws");
    Key key = builder.key("key");
    Tensor zero = Tensors.zeros(type.shape());
    Tensor last =
        Tensors.loop(3, List.of(zero, zero), (i, c) -> List.of(key.fold(i).normal(5), c.get(0)))
            .get(1);
    Tensor uniform = key.fold("start").uniform(5);
    Program program = builder.output("last", last).output("uniform", uniform).build();
    assertThat(Evaluation.run(backend, program, seed))
        .containsExactly(
            Philox.draw(Op.NORMAL, Philox.fold(seed, 1), type),
            Philox.draw(Op.UNIFORM, Philox.fold(seed, "start"), type));
  }
}
