package dev.ebm.core.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachingBackendTest {

  private final JvmBackend engine = new JvmBackend(1);
  private final CachingBackend backend = new CachingBackend(engine);

  @AfterEach
  void closes() {
    backend.close();
    assertThat(engine.liveValues()).isZero();
  }

  private static Program scaled(String name, int rows, double factor) {
    Program.Builder program = Program.builder(name);
    Tensor x = program.input("x", TensorType.float32(rows));
    return program.output("y", x.mul(factor)).build();
  }

  private float run(Executable executable, float x) {
    try (Value in = backend.upload(TensorData.of(new float[] {x}, 1));
        Value out = executable.run(List.of(in)).get(0)) {
      return out.download().floats()[0];
    }
  }

  @Test
  void compilesEqualProgramsOnce() {
    for (int i = 0; i < 3; i++) {
      try (Executable executable = backend.compile(scaled("scaled " + i, 1, 2))) {
        assertThat(run(executable, 3)).isEqualTo(6);
      }
    }
    assertThat(backend.compilations()).isEqualTo(1);
  }

  @Test
  void compilesAnewForAnotherShapeOrLiteral() {
    try (Executable two = backend.compile(scaled("scaled", 1, 2));
        Executable three = backend.compile(scaled("scaled", 1, 3));
        Executable rows = backend.compile(scaled("scaled", 5, 2))) {
      assertThat(run(two, 1)).isEqualTo(2);
      assertThat(run(three, 1)).isEqualTo(3);
      assertThat(rows.program().inputs().get(0).shape().size()).isEqualTo(5);
    }
    assertThat(backend.compilations()).isEqualTo(3);
  }

  @Test
  void refusesAClosedLeaseWhileAnotherStaysOpen() {
    Executable first = backend.compile(scaled("scaled", 1, 2));
    try (Executable second = backend.compile(scaled("scaled", 1, 2))) {
      first.close();
      first.close();
      assertThat(run(second, 1)).isEqualTo(2);
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> run(first, 1))
          .withMessageContaining("EBM-B004");
    }
  }

  @Test
  void forgetsTheOldestOfManyIdlePrograms() {
    for (int i = 0; i <= CachingBackend.MAX_IDLE + 1; i++) {
      backend.compile(scaled("scaled", 1, i)).close();
    }
    long before = backend.compilations();
    backend.compile(scaled("scaled", 1, CachingBackend.MAX_IDLE)).close();
    assertThat(backend.compilations()).as("a recent one is kept").isEqualTo(before);
    backend.compile(scaled("scaled", 1, 0)).close();
    assertThat(backend.compilations()).as("the oldest is gone").isEqualTo(before + 1);
  }

  private static Program checked(boolean second) {
    Program.Builder program = Program.builder("checked");
    Tensor x = program.input("x", TensorType.float32(1));
    if (second) {
      return program.output("y", x.check(x.gt(0), "positive")).build();
    }
    return program.output("y", x.check(x.gt(0), "positive")).build();
  }

  @Test
  void namesTheLineOfTheProgramThatRuns() {
    List<String> failures = new ArrayList<>();
    for (boolean second : List.of(false, true)) {
      try (Executable executable = backend.compile(checked(second))) {
        assertThatExceptionOfType(BackendException.class)
            .isThrownBy(() -> run(executable, -1))
            .withMessageContaining("EBM-B007")
            .satisfies(thrown -> failures.add(thrown.getMessage()));
      }
    }
    assertThat(failures).doesNotHaveDuplicates();
  }

  @Test
  void findsAChangeInsideALoop() {
    assertThat(ProgramChange.between(Optional.of(chain(Tensor::sin)), chain(Tensor::exp)))
        .contains("was sin : f32[2] and is exp : f32[2]");
  }

  private static Program chain(UnaryOperator<Tensor> step) {
    Program.Builder program = Program.builder("chain");
    Tensor x = program.input("x", TensorType.float32(2));
    Tensor end = Tensors.loop(3, List.of(x), (i, v) -> List.of(step.apply(v.get(0)))).get(0);
    return program.output("end", end).build();
  }

  @Test
  void saysWhatChanged() {
    Program one = scaled("scaled", 2, 2);
    assertThat(ProgramChange.between(Optional.empty(), one)).isEqualTo("the first of this name");
    assertThat(ProgramChange.between(Optional.of(one), scaled("scaled", 3, 2)))
        .isEqualTo("input x was f32[2] and is f32[3]");
    assertThat(ProgramChange.between(Optional.of(one), scaled("scaled", 2, 4)))
        .startsWith("operation 1 was constant{2.0} : f32[] and is constant{4.0} : f32[], made at ")
        .contains("CachingBackendTest.java:");
  }
}
