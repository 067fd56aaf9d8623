package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is decided once, so that a run does not decide it again. */
class PlannerTest {

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Evaluation.open(DjlConfig.Execution.INTERPRETER);
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  private static Constants constants() {
    return new Constants(((DjlBackend) backend).arrays());
  }

  @Test
  void closesEveryIntermediateRightAfterItsLastUse() {
    Program.Builder builder = Program.builder("chain");
    Tensor x = builder.input("x", TensorType.float32(4));
    Tensor y = x;
    for (int i = 0; i < 10; i++) {
      y = y.sin().mul(y);
    }
    Program program = builder.output("y", y).build();
    try (Constants constants = constants();
        PtNDArray input = constants.zeros(TensorType.float32(4))) {
      Plan plan = Planner.plan(program, constants, false);
      List<Long> live = new ArrayList<>();
      Step[] watched =
          Arrays.stream(plan.steps())
              .map(step -> watched((Step.Compute) step, live))
              .toArray(Step[]::new);
      Plan watchedPlan =
          new Plan(
              watched, plan.dead(), plan.slots(), plan.borrowed(), plan.results(), false, false);
      Frame.closeAll(watchedPlan.run(new PtNDArray[] {input}));
      assertThat(live).hasSize(20).allMatch(count -> count <= 3);
    }
    assertThat(backend.liveValues()).isZero();
  }

  /** Records how many arrays are open before the step computes: at most the input and two more. */
  private static Step watched(Step.Compute step, List<Long> live) {
    Kernel kernel =
        in -> {
          live.add(backend.liveValues());
          return step.kernel().run(in);
        };
    return new Step.Compute(step.node(), kernel, step.operands(), step.result());
  }

  @Test
  void computesOnceWhatDependsOnNoInput() {
    Program.Builder builder = Program.builder("mask");
    Tensor x = builder.input("x", TensorType.float32(3, 3));
    Tensor row = Tensors.iota(3).reshape(3, 1).broadcastTo(3, 3);
    Tensor mask = row.lt(row.transpose()).cast(DType.FLOAT32).exp();
    Program program = builder.output("y", x.add(mask)).output("mask", mask).build();
    try (Constants constants = constants()) {
      assertThat(Planner.plan(program, constants, false).steps()).hasSize(1);
    }
  }

  @Test
  void readsTheNoiseOfAnIterationWithoutAnIndexArray() {
    Program.Builder builder = Program.builder("walk");
    var key = builder.key("key");
    Tensor x = builder.input("x", TensorType.float32(4));
    Tensor end =
        Tensors.loop(5, List.of(x), (i, c) -> List.of(c.get(0).add(key.fold(i).normal(4)))).get(0);
    Program lowered = PortableRandom.of(builder.output("y", end).build().simplified()).program();
    try (Constants constants = constants()) {
      Iteration loop = (Iteration) Planner.plan(lowered, constants, false).steps()[0];
      assertThat(loop.body().readsIteration()).isFalse();
      assertThat(loop.body().steps()).hasSize(1);
    }
  }

  @Test
  void givesTheIterationToABodyThatComputesWithIt() {
    Program.Builder builder = Program.builder("count");
    Tensor start = builder.input("x", new TensorType(DType.INT32, Shape.SCALAR));
    Tensor end = Tensors.loop(3, List.of(start), (i, c) -> List.of(c.get(0).add(i))).get(0);
    Program program = builder.output("y", end).build();
    try (Constants constants = constants();
        PtNDArray input = constants.counter(10)) {
      Plan plan = Planner.plan(program, constants, false);
      assertThat(((Iteration) plan.steps()[0]).body().readsIteration()).isTrue();
      PtNDArray[] results = plan.run(new PtNDArray[] {input});
      assertThat(HostMemory.download(results[0], start.type())).isEqualTo(TensorData.scalar(13));
      Frame.closeAll(results);
    }
  }
}
