package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.memory.HeapShortage;
import dev.ebm.backend.jvm.oracle.Cells;
import dev.ebm.backend.jvm.oracle.Interpreter;
import java.util.ArrayList;
import java.util.List;

/**
 * A program on the oracle: every program that has a float64 or int64 value, and every program that
 * is searched for the first NaN.
 */
final class OracleExecutable implements Executable {

  private final Program program;
  private final Program simplified;
  private final ValuePool pool;
  private final Interpreter.Watch watch;
  private boolean closed;

  OracleExecutable(Program program, Program simplified, ValuePool pool, Interpreter.Watch watch) {
    this.program = program;
    this.simplified = simplified;
    this.pool = pool;
    this.watch = watch;
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
    try {
      return computed(inputs);
    } catch (HeapShortage shortage) {
      throw shortage.of("program '" + program.name() + "'");
    }
  }

  private List<Value> computed(List<Value> inputs) {
    List<Cells> cells = inputs.stream().map(input -> JvmValue.of(input, program).cells()).toList();
    List<Cells> results = new Interpreter(watch).run(simplified, cells);
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TensorType type = simplified.outputs().get(i).type();
      outputs.add(new JvmValue(type, content(type, results.get(i)), pool));
    }
    return outputs;
  }

  /** A fresh array, since values are recycled and cells may be shared. */
  private static Object content(TensorType type, Cells cells) {
    return switch (type.dtype()) {
      case KEY -> cells.key();
      case FLOAT32, BOOL -> JvmValue.narrow(cells.numbers());
      case FLOAT64, INT32 -> cells.numbers().clone();
      case INT64 -> cells.longs().clone();
    };
  }

  @Override
  public void close() {
    closed = true;
  }
}
