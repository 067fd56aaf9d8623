package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.oracle.Cells;
import dev.ebm.backend.jvm.oracle.Interpreter;
import java.util.ArrayList;
import java.util.List;

/** A program on the oracle: every program that has a float64 value. */
final class OracleExecutable implements Executable {

  private final Program program;
  private final Program simplified;
  private final ValuePool pool;
  private boolean closed;

  OracleExecutable(Program program, Program simplified, ValuePool pool) {
    this.program = program;
    this.simplified = simplified;
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
    List<Cells> cells = inputs.stream().map(input -> ((JvmValue) input).cells()).toList();
    List<Cells> results = Interpreter.run(simplified, cells);
    List<Value> outputs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TensorType type = simplified.outputs().get(i).type();
      outputs.add(new JvmValue(type, content(type, results.get(i)), pool));
    }
    return outputs;
  }

  /** A fresh array, since values are recycled and cells may be shared. */
  private static Object content(TensorType type, Cells cells) {
    if (type.dtype() == DType.KEY) {
      return cells.key();
    }
    return type.dtype() == DType.FLOAT32 || type.dtype() == DType.BOOL
        ? JvmValue.narrow(cells.numbers())
        : cells.numbers().clone();
  }

  @Override
  public void close() {
    closed = true;
  }
}
