package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Native memory, which no counter of arrays sees; as Linux counts it. */
@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class MemoryTest {

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING = Pattern.compile("^[0-9a-f]+-[0-9a-f]+ ");

  /** Heaps below 32 GiB lie below this address, native memory far above. */
  private static final long END_OF_HEAP = 1L << 36;

  private static final long MEBIBYTE = 1 << 20;
  private static final int ELEMENTS = 4 << 20;

  @Parameter private DjlConfig.Execution execution;

  private Backend backend;

  @BeforeEach
  void open() {
    assumeTrue(Files.exists(MAPPINGS));
    backend = Evaluation.open(execution);
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  /** Resident bytes outside of Java's heap. */
  private static long resident() {
    long kibibytes = 0;
    boolean counts = false;
    try {
      for (String line : Files.readAllLines(MAPPINGS)) {
        if (MAPPING.matcher(line).find()) {
          counts = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) > END_OF_HEAP;
        } else if (counts && line.startsWith("Anonymous:")) {
          kibibytes += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kibibytes << 10;
  }

  /** The most memory that was resident at any time of an action. */
  private static long peak(Runnable action) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(action);
    long peak = 0;
    while (!done.isDone()) {
      peak = Math.max(peak, resident());
    }
    done.join();
    return peak;
  }

  private static Program chain(int operations, int iterations) {
    Program.Builder builder = Program.builder("chain");
    Tensor x = builder.input("x", TensorData.of(new float[ELEMENTS], ELEMENTS).type());
    List<Tensor> end =
        Tensors.loop(
            iterations,
            List.of(x),
            (i, c) -> {
              Tensor y = c.get(0);
              for (int k = 0; k < operations; k++) {
                y = y.maximum(y.mul(k));
              }
              return List.of(y);
            });
    return builder.output("y", end.get(0)).build();
  }

  /** 200 arrays of 16 MiB, of which a run needs four at a time; malloc keeps some of the freed. */
  @Test
  void holdsIntermediateValuesOnlyUntilTheirLastUse() {
    for (Program program : List.of(chain(100, 1), chain(2, 50))) {
      try (Value x = backend.upload(TensorData.of(new float[ELEMENTS], ELEMENTS));
          Executable executable = backend.compile(program)) {
        long before = resident();
        long peak = peak(() -> executable.run(List.of(x)).forEach(Value::close));
        assertThat((peak - before) / MEBIBYTE).isLessThan(400);
      }
    }
  }

  @Test
  void keepsNothingFromRunToRun() {
    Program.Builder builder = Program.builder("small");
    TensorData rows = TensorData.of(new float[256], 64, 4);
    Tensor x = builder.input("x", rows.type());
    builder.output("y", x.matmul(x.transpose()).softplus().sum(1));
    builder.output("z", builder.key("key").normal(100));
    try (Value input = backend.upload(rows);
        Value key = backend.upload(dev.ebm.api.tensor.Philox.seed(1));
        Executable executable = backend.compile(builder.build())) {
      run(executable, List.of(input, key), 5_000);
      long before = resident();
      run(executable, List.of(input, key), 20_000);
      assertThat((resident() - before) / MEBIBYTE).isLessThan(64);
    }
  }

  private static void run(Executable executable, List<Value> inputs, int times) {
    for (int i = 0; i < times; i++) {
      executable.run(inputs).forEach(Value::close);
    }
    System.gc();
  }
}
