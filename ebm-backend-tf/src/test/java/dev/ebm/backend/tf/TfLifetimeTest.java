package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.testkit.ReferenceBackend;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class TfLifetimeTest extends TfTest {

  private static final int RUNS = 1000;

  private static final int WARM_UP = 100;
  private static final TensorType ROWS = TensorType.float32(1000, 250);
  private static final TensorType INDICES = new TensorType(DType.INT32, Shape.of(1000));
  private static final long MEGABYTE = 1_000_000;

  /** 8 steps over rows of 1 MB that an index chooses. */
  private static Program walk() {
    Program.Builder builder = Program.builder("walk");
    Tensor rows = builder.input("rows", ROWS);
    Tensor chosen = rows.gather(builder.input("indices", INDICES));
    Tensor end = loop(8, List.of(chosen), (i, x) -> List.of(x.get(0).add(rows).mul(0.5))).get(0);
    return builder.output("end", end).output("rows", rows).build();
  }

  /**
   * The memory of the process is measured, since nobody counts a tensor that is lost. With one lost
   * in each run or in each failed one, it would grow by 900 or 450 MB.
   */
  @Test
  void keepsNothingOfAThousandRunsOfWhichHalfFail() {
    int[] wrong = new int[1000];
    wrong[999] = 1000;
    try (Executable executable = backend.compile(walk());
        Value rows = backend.upload(TensorData.zeros(ROWS));
        Value good = backend.upload(TensorData.zeros(INDICES));
        Value bad = backend.upload(TensorData.of(wrong, 1000))) {
      long before = 0;
      for (int i = 0; i < RUNS; i++) {
        if (i == WARM_UP) {
          before = nativeBytes();
        }
        executable.run(List.of(rows, good)).forEach(Value::close);
        if (i % 2 == 0) {
          fails("EBM-B005", () -> executable.run(List.of(rows, bad)));
        }
        assertThat(backend.liveValues()).isEqualTo(4);
      }
      assertThat(nativeBytes() - before).isLessThan(150 * MEGABYTE);
    }
  }

  /** Draws are tensors that no caller sees; those of a run are 1 MB. */
  @Test
  void keepsNoDraws() {
    Program.Builder builder = Program.builder("draw");
    Tensor drawn = builder.key("key").uniform(1000, 250);
    try (Executable executable = backend.compile(builder.output("sum", drawn.sum()).build());
        Value key = backend.upload(Philox.seed(1))) {
      for (int i = 0; i < WARM_UP; i++) {
        executable.run(List.of(key)).forEach(Value::close);
        assertThat(backend.liveValues()).isEqualTo(2);
      }
    }
  }

  /** A program's constant of 4 MB goes with it; 200 that stayed would be 800 MB. */
  @Test
  void givesBackTheMemoryOfPrograms() {
    TensorData large = TensorData.zeros(TensorType.float32(1000, 1000));
    long before = 0;
    for (int i = 0; i < 3 * WARM_UP; i++) {
      if (i == WARM_UP) {
        before = nativeBytes();
      }
      Program.Builder builder = Program.builder("constant");
      Tensor x = builder.input("x", TensorType.float32());
      run(builder.output("sum", x.add(constant(large).sum())).build(), TensorData.scalar(1f));
    }
    assertThat(nativeBytes() - before).isLessThan(400 * MEGABYTE);
  }

  /** The memory of the process without the Java heap, all of which is resident from the start. */
  private static long nativeBytes() {
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  @Test
  void closesInAnyOrderAndTwice() {
    Backend own = new TfBackendFactory().open(new TfConfig(1, "cpu", TfConfig.Random.PORTABLE));
    Program.Builder builder = Program.builder("double");
    Tensor x = builder.input("x", TensorType.float32(2));
    Executable executable = own.compile(builder.output("y", x.mul(2)).build());
    Value input = own.upload(TensorData.of(new float[] {1, 2}, 2));
    Value output = executable.run(List.of(input)).get(0);
    own.close();
    own.close();
    assertThat(output.download().floats()).containsExactly(2, 4);
    fails("EBM-B004", () -> executable.run(List.of(input)));
    fails("EBM-B004", () -> own.upload(TensorData.scalar(1)));
    fails("EBM-B004", () -> own.compile(executable.program()));
    executable.close();
    assertThat(own.liveValues()).isEqualTo(2);
    for (int times = 0; times < 2; times++) {
      output.close();
      input.close();
    }
    assertThat(own.liveValues()).isZero();
  }

  @Test
  void refusesValuesOfAnotherBackend() {
    Program.Builder builder = Program.builder("double");
    builder.output("y", builder.input("x", TensorType.float32()).mul(2));
    try (Backend reference = new ReferenceBackend();
        Value foreign = reference.upload(TensorData.scalar(1f));
        Executable executable = backend.compile(builder.build())) {
      fails("EBM-B003", () -> executable.run(List.of(foreign)));
    }
  }

  @Test
  void refusesKeysThatAreClosed() {
    Value key = backend.upload(Philox.seed(1));
    assertThat(key.download()).isEqualTo(Philox.seed(1));
    key.close();
    key.close();
    fails("EBM-B004", key::download);
  }

  @Test
  void runsProgramsWithoutOutputs() {
    Program.Builder builder = Program.builder("silent");
    builder.input("x", TensorType.float32());
    assertThat(run(builder.build(), TensorData.scalar(1f))).isEmpty();
  }

  private static void fails(String code, Runnable action) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(action::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
