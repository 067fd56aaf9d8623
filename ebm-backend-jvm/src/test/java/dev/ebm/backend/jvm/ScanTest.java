package dev.ebm.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {

  private static final int WIDTH = 64;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void carriesScansAndCollectsFloatsAndIntegers(int count) {
    Program.Builder program = Program.builder("scan");
    Tensor floats = program.input("floats", TensorType.float32(count, 2));
    TensorType integers = new TensorType(DType.INT32, Shape.of(count, 2));
    Tensor stack = program.input("integers", integers);
    Tensor total = program.input("total", new TensorType(DType.INT32, Shape.of(2)));
    Tensor sum = program.input("sum", TensorType.float32(2));
    Tensors.Scanned scan =
        Tensors.scan(
            count,
            List.of(sum, total),
            List.of(floats, stack),
            (i, carried, entries) -> {
              Tensor nextSum = carried.get(0).add(entries.get(0));
              Tensor nextTotal = carried.get(1).add(entries.get(1)).add(i.broadcastTo(2));
              return new Tensors.ScanStep(
                  List.of(nextSum, nextTotal),
                  List.of(carried.get(0), nextTotal, entries.get(1), entries.get(0)));
            });
    program.output("sum", scan.carried().get(0)).output("total", scan.carried().get(1));
    for (int k = 0; k < 4; k++) {
      program.output("collected" + k, scan.collected().get(k));
    }

    float[] x = new float[2 * count];
    int[] n = new int[2 * count];
    float[] sums = new float[2 * count];
    int[] totals = new int[2 * count];
    float[] lastSum = {1, 2};
    int[] lastTotal = {-3, 4};
    for (int at = 0; at < x.length; at++) {
      x[at] = at + 0.5f;
      n[at] = 7 * at - 5;
      sums[at] = lastSum[at % 2];
      lastSum[at % 2] += x[at];
      lastTotal[at % 2] += n[at] + at / 2;
      totals[at] = lastTotal[at % 2];
    }
    try (JvmBackend backend = new JvmBackend(1)) {
      List<TensorData> inputs =
          List.of(
              TensorData.of(x, count, 2),
              TensorData.of(n, count, 2),
              TensorData.of(new int[] {-3, 4}, 2),
              TensorData.of(new float[] {1, 2}, 2));
      assertThat(Runs.run(backend, program.build(), inputs))
          .containsExactly(
              TensorData.of(lastSum, 2),
              TensorData.of(lastTotal, 2),
              TensorData.of(sums, count, 2),
              TensorData.of(totals, count, 2),
              TensorData.of(n, count, 2),
              TensorData.of(x, count, 2));
    }
  }

  /** The scalar kernels, since vectors are objects until their loops are compiled. */
  @Test
  void allocatesNothingInAnIteration() {
    int few = 10;
    int many = 1_010;
    try (JvmBackend backend = new JvmBackend(1, FloatKernels.scalar(), false)) {
      long difference = Long.MAX_VALUE;
      for (int round = 0; round < 50 && difference > 0; round++) {
        difference = allocated(backend, many) - allocated(backend, few);
      }
      assertThat(difference).as("bytes that 1000 iterations allocate").isLessThan(1_000);
    }
  }

  /** The bytes that a run of a scan and of its derivative allocates, once it has run before. */
  private static long allocated(JvmBackend backend, int count) {
    Program.Builder program = Program.builder("scan");
    Tensor start = program.input("start", TensorType.float32(WIDTH));
    Tensor stack = program.input("stack", TensorType.float32(count, WIDTH));
    Tensors.Scanned scan =
        Tensors.scan(
            count,
            List.of(start),
            List.of(stack),
            (i, carried, entries) -> {
              Tensor next = carried.get(0).mul(0.5).add(entries.get(0)).tanh();
              return new Tensors.ScanStep(List.of(next), List.of(next.square()));
            });
    Tensor loss = scan.carried().get(0).sum().add(scan.collected().get(0).sum());
    program.output("loss", loss).output("gradient", Gradients.of(loss, List.of(stack)).get(0));
    List<Value> inputs =
        List.of(
            backend.upload(TensorData.of(new float[WIDTH], WIDTH)),
            backend.upload(TensorData.of(new float[count * WIDTH], count, WIDTH)));
    try (Executable executable = backend.compile(program.build())) {
      executable.run(inputs).forEach(Value::close);
      long before = allocated();
      executable.run(inputs).forEach(Value::close);
      return allocated() - before;
    } finally {
      inputs.forEach(Value::close);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
