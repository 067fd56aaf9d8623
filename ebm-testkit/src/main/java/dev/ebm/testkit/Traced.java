package dev.ebm.testkit;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a function of tensors once: for tests that compare its numbers with known ones.
 *
 * @param backend runs the programs; the caller closes it
 * @param floating the precision of all floating values
 */
public record Traced(Backend backend, DType floating) {

  /** A function in the tensor language. */
  @FunctionalInterface
  public interface Body {
    /** Records the operations. */
    List<Tensor> of(Key key, List<Tensor> inputs);
  }

  /**
   * The results of a function.
   *
   * @param seed of the key that the function is given
   * @param inputs its arguments; floating ones are traced as float32 and uploaded in this precision
   * @return the results, in order
   */
  public List<TensorData> run(long seed, List<TensorData> inputs, Body body) {
    Program.Builder builder = Program.builder("traced");
    Key key = builder.key("key");
    List<Tensor> arguments = new ArrayList<>();
    for (TensorData input : inputs) {
      boolean isFloating = input.type().dtype().isFloating();
      TensorType type = isFloating ? new TensorType(DType.FLOAT32, input.shape()) : input.type();
      arguments.add(builder.input("x" + arguments.size(), type));
    }
    List<Tensor> outputs = body.of(key, arguments);
    for (int i = 0; i < outputs.size(); i++) {
      builder.output("y" + i, outputs.get(i));
    }
    List<Value> values = new ArrayList<>();
    try (Executable executable = backend.compile(builder.build().withPrecision(floating))) {
      values.add(backend.upload(Philox.seed(seed)));
      inputs.forEach(input -> values.add(backend.upload(inPrecision(input))));
      List<Value> results = executable.run(values);
      values.addAll(results);
      return results.stream().map(Value::download).toList();
    } finally {
      values.forEach(Value::close);
    }
  }

  private TensorData inPrecision(TensorData data) {
    return data.type().dtype().isFloating()
        ? TensorData.fromDoubles(new TensorType(floating, data.shape()), data.toDoubles())
        : data;
  }
}
