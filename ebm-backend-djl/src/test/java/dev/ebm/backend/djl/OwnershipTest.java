package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who closes what: a run leaves exactly its results open, whatever happens. */
@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class OwnershipTest {

  private static final int RUNS = 1_000;

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

  /** Every kernel with intermediate arrays, a loop with noise, and a gradient. */
  private static Program manyOperations() {
    Program.Builder builder = Program.builder("many");
    Tensor x = builder.input("x", new TensorType(DType.FLOAT64, Shape.of(6, 4)));
    Tensor indices = builder.input("indices", new TensorType(DType.INT32, Shape.of(3)));
    Key key = builder.key("key");
    Tensor energy =
        x.softplus()
            .sum(1)
            .add(x.expm1().log1p().sign().max(0, 1))
            .add(x.cast(DType.INT32).cast(DType.FLOAT64).sum(1));
    Tensor rows = x.gather(indices).scatterAdd(indices, 5).pad(1, 2, 1).reverse(0);
    List<Tensor> chain =
        Tensors.loop(
            4,
            List.of(x, rows),
            (i, c) -> {
              Tensor step = Gradients.of(c.get(0).mul(c.get(0)).softplus().sum(), c.get(0));
              Tensor noise = key.fold(i).normal(6, 4).cast(DType.FLOAT64);
              return List.of(c.get(0).sub(step.mul(0.1)).add(noise), c.get(1));
            });
    return builder
        .output("energy", energy)
        .output("again", energy)
        .output("input", x)
        .output("constant", Tensors.fill(2, 3))
        .output("chain", chain.get(0))
        .output("rows", chain.get(1))
        .build();
  }

  private List<Value> inputs(int... indices) {
    return List.of(
        backend.upload(TensorData.of(new double[24], 6, 4)),
        backend.upload(TensorData.of(indices, 3)),
        backend.upload(Philox.seed(1)));
  }

  @Test
  void leavesExactlyTheResultsOpenOverManyRuns() {
    List<Value> inputs = inputs(0, 1, 1);
    assertThat(backend.liveValues()).isEqualTo(3);
    Executable executable = backend.compile(manyOperations());
    long prepared = backend.liveValues();
    for (int run = 0; run < RUNS; run++) {
      List<Value> results = executable.run(inputs);
      assertThat(backend.liveValues()).isEqualTo(prepared + results.size());
      results.forEach(Value::download);
      assertThat(backend.liveValues()).isEqualTo(prepared + results.size());
      results.forEach(Value::close);
    }
    executable.close();
    inputs.forEach(Value::close);
    assertThat(backend.liveValues()).isZero();
  }

  @Test
  void leavesNothingOpenAfterRunsThatFailInTheMiddle() {
    List<Value> inputs = inputs(0, 1, 5);
    Program.Builder builder = Program.builder("fails");
    Tensor x = builder.input("x", inputs.get(0).type());
    Tensor at = builder.input("at", inputs.get(1).type());
    Tensor in = builder.key("key").normal(6, 4).cast(DType.FLOAT64).add(x);
    Tensor loop =
        Tensors.loop(
                3, List.of(in, at), (i, c) -> List.of(c.get(0).mul(2).softplus(), c.get(1).add(i)))
            .get(1);
    Tensor gathered =
        Tensors.loop(
                4,
                List.of(x.slice(0, 0, 3), at.sub(at)),
                (i, c) -> List.of(x.exp().gather(c.get(1)), c.get(1).add(i.mul(3))))
            .get(0);
    Program program =
        builder.output("kept", in.tanh()).output("x", gathered).output("loop", loop).build();
    Executable executable = backend.compile(program);
    long prepared = backend.liveValues();
    for (int run = 0; run < RUNS; run++) {
      assertThatThrownBy(() -> executable.run(inputs))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("EBM-B005");
      assertThat(backend.liveValues()).isEqualTo(prepared);
    }
    executable.close();
    inputs.forEach(Value::close);
    assertThat(backend.liveValues()).isZero();
  }

  @Test
  void runsOnAnotherThreadThanTheOneThatOpenedIt() {
    List<Value> inputs = inputs(0, 1, 1);
    try (Executable executable = backend.compile(manyOperations())) {
      List<TensorData> here = downloadAndClose(executable.run(inputs));
      List<TensorData> there =
          CompletableFuture.supplyAsync(() -> downloadAndClose(executable.run(inputs))).join();
      assertThat(there).isEqualTo(here);
    }
    inputs.forEach(Value::close);
    assertThat(backend.liveValues()).isZero();
  }

  private static List<TensorData> downloadAndClose(List<Value> values) {
    List<TensorData> data = values.stream().map(Value::download).toList();
    values.forEach(Value::close);
    return data;
  }

  @Test
  void keepsResultsThatAreViewsOfClosedInputsAndConstants() {
    TensorData x = TensorData.of(new float[] {1, 2, 3, 4}, 2, 2);
    TensorData literal = TensorData.of(new float[] {5, 6, 7}, 3);
    Program.Builder builder = Program.builder("views");
    Tensor input = builder.input("x", x.type());
    Program program =
        builder
            .output("same", input)
            .output("view", input.transpose())
            .output("literal", Tensors.constant(literal))
            .build();
    Value uploaded = backend.upload(x);
    List<Value> results;
    try (Executable executable = backend.compile(program)) {
      results = executable.run(List.of(uploaded));
    }
    uploaded.close();
    System.gc();
    assertThat(results.stream().map(Value::download))
        .containsExactly(x, TensorData.of(new float[] {1, 3, 2, 4}, 2, 2), literal);
    results.forEach(Value::close);
    assertThat(backend.liveValues()).isZero();
  }

  @Test
  void closesTwiceAndInAnyOrder() {
    Value x = backend.upload(TensorData.scalar(1f));
    Value key = backend.upload(Philox.seed(1));
    Program.Builder builder = Program.builder("one");
    Program program = builder.output("y", builder.input("x", x.type()).add(1)).build();
    Executable executable = backend.compile(program);
    List<Value> results = executable.run(List.of(x));
    executable.close();
    executable.close();
    x.close();
    x.close();
    key.close();
    key.close();
    assertThat(backend.liveValues()).isEqualTo(1);
    backend.close();
    backend.close();
    results.forEach(Value::close);
    executable.close();
    assertThat(backend.liveValues()).isZero();
  }

  @Test
  void freesEverythingWhenTheBackendCloses() {
    Value x = backend.upload(TensorData.scalar(1f));
    Value key = backend.upload(Philox.seed(1));
    backend.close();
    assertThat(backend.liveValues()).isZero();
    assertThatThrownBy(x::download).hasMessageContaining("EBM-B004");
    assertThatThrownBy(key::download).hasMessageContaining("EBM-B004");
    assertThatThrownBy(() -> backend.upload(TensorData.scalar(1f)))
        .hasMessageContaining("EBM-B004");
  }
}
