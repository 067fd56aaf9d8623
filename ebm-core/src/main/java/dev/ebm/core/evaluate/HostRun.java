package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs run from host data to host data in one precision; whatever is uploaded is closed again.
 *
 * @param backend the engine
 * @param precision of every floating value
 */
record HostRun(Backend backend, DType precision) {

  /** A program traced in float32, compiled in this precision. */
  Executable compile(Program program) {
    return backend.compile(program.withPrecision(precision));
  }

  /** Uploads, runs, downloads. */
  List<TensorData> run(Executable executable, List<TensorData> inputs) {
    List<Value> values = new ArrayList<>();
    try {
      inputs.forEach(
          input -> values.add(backend.upload(ModelRunner.inPrecision(input, precision))));
      List<Value> outputs = executable.run(values);
      values.addAll(outputs);
      return outputs.stream().map(Value::download).toList();
    } finally {
      values.forEach(Value::close);
    }
  }

  /** Declares an energy's parameters as a program's inputs. */
  static EnergyFunction energyInputs(
      Program.Builder program, Energy energy, Tree<TensorData> parameters, Shape features) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    parameters
        .entries()
        .forEach(
            (name, value) ->
                inputs.put(
                    name, program.input(name, new TensorType(DType.FLOAT32, value.shape()))));
    return new EnergyFunction(energy, Tree.copyOf(inputs), features);
  }
}
