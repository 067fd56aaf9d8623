package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.plan.Plan;
import dev.ebm.backend.jvm.plan.Workers;
import java.util.ArrayList;
import java.util.List;

/** A planned float32 program. */
final class PlannedExecutable implements Executable {

  private final Program program;
  private final List<TensorType> outputTypes;
  private final Plan plan;
  private final Workers workers;
  private final ValuePool pool;
  private boolean closed;

  PlannedExecutable(
      Program program, Program simplified, FloatKernels kernels, Workers workers, ValuePool pool) {
    this.program = program;
    this.outputTypes = simplified.outputs().stream().map(node -> node.type()).toList();
    this.plan = Plan.of(simplified, kernels, workers.threads());
    this.workers = workers;
    this.pool = pool;
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public List<Value> run(List<Value> inputs) {
    if (closed) {
      throw Signature.closed("program '" + program.name() + "'");
    }
    Signature.check(program, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      JvmValue value = (JvmValue) inputs.get(i);
      plan.bindInput(
          i,
          switch (value.type().dtype()) {
            case KEY -> value.key();
            case INT32, FLOAT64 -> value.doubles();
            case FLOAT32, BOOL -> value.floats();
          });
    }
    Object[] results = new Object[outputTypes.size()];
    for (int i = 0; i < results.length; i++) {
      if (isFloats(outputTypes.get(i))) {
        float[] array = pool.take(outputTypes.get(i).shape().size());
        results[i] = array;
        plan.bindOutput(i, array);
      }
    }
    plan.run(workers);
    List<Value> outputs = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      TensorType type = outputTypes.get(i);
      Object content = isFloats(type) ? results[i] : plan.outputContent(i);
      outputs.add(
          new JvmValue(
              type, content instanceof double[] numbers ? numbers.clone() : content, pool));
    }
    return outputs;
  }

  private static boolean isFloats(TensorType type) {
    return type.dtype() == DType.FLOAT32 || type.dtype() == DType.BOOL;
  }

  @Override
  public void close() {
    closed = true;
  }
}
