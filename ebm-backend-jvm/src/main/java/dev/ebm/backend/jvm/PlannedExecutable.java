package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.memory.Heap;
import dev.ebm.backend.jvm.memory.HeapShortage;
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
    try {
      this.plan = Plan.of(simplified, kernels, workers.threads());
    } catch (HeapShortage shortage) {
      throw shortage.of(name());
    }
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
      throw Signature.closed(name());
    }
    Signature.check(program, inputs);
    try {
      return computed(inputs);
    } catch (HeapShortage shortage) {
      throw shortage.of(name());
    }
  }

  private String name() {
    return "program '" + program.name() + "'";
  }

  private List<Value> computed(List<Value> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      JvmValue value = JvmValue.of(inputs.get(i), program);
      plan.bindInput(
          i,
          switch (value.type().dtype()) {
            case KEY -> value.key();
            case INT32, FLOAT64 -> value.doubles();
            case FLOAT32, BOOL -> value.floats();
            case INT64 -> throw new IllegalStateException("a plan has no int64 values");
          });
    }
    Object[] results = new Object[outputTypes.size()];
    for (int i = 0; i < results.length; i++) {
      if (outputTypes.get(i).dtype() != DType.KEY) {
        results[i] = array(outputTypes.get(i));
        plan.bindOutput(i, results[i]);
      }
    }
    try {
      plan.run(workers);
    } catch (RuntimeException e) {
      for (Object result : results) {
        if (result instanceof float[] floats) {
          pool.recycle(floats);
        }
      }
      throw e;
    }
    List<Value> outputs = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      TensorType type = outputTypes.get(i);
      Object content = type.dtype() == DType.KEY ? plan.outputKey(i) : results[i];
      outputs.add(new JvmValue(type, content, pool));
    }
    return outputs;
  }

  private Object array(TensorType type) {
    int size = type.shape().size();
    return type.dtype() == DType.INT32 ? Heap.doubles(size) : pool.take(size);
  }

  @Override
  public void close() {
    closed = true;
  }
}
