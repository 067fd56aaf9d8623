package dev.ebm.testkit;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;

/** {@link Reference} as a backend: exact, slow, and an example of what a backend owes. */
public final class ReferenceBackend implements Backend {

  private long live;
  private boolean closed;

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String description() {
    return "index loops in Java doubles, one thread";
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    Signature.checkSupported(this, program.simplified());
    return new Compiled(program);
  }

  @Override
  public Value upload(TensorData data) {
    requireOpen();
    return new Held(data);
  }

  @Override
  public long liveValues() {
    return live;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw Signature.closed("backend '" + name() + "'");
    }
  }

  private final class Held implements Value {
    private final TensorData data;
    private boolean valueClosed;

    Held(TensorData data) {
      this.data = data;
      live++;
    }

    @Override
    public TensorType type() {
      return data.type();
    }

    @Override
    public TensorData download() {
      if (valueClosed) {
        throw Signature.closed("value " + type());
      }
      return data;
    }

    @Override
    public void close() {
      live -= valueClosed ? 0 : 1;
      valueClosed = true;
    }
  }

  private final class Compiled implements Executable {
    private final Program program;
    private boolean executableClosed;

    Compiled(Program program) {
      this.program = program;
      live++;
    }

    @Override
    public Program program() {
      return program;
    }

    @Override
    public List<Value> run(List<Value> inputs) {
      requireOpen();
      if (executableClosed) {
        throw Signature.closed("program '" + program.name() + "'");
      }
      Signature.check(program, inputs);
      if (!inputs.stream().allMatch(Held.class::isInstance)) {
        throw Signature.foreign(program);
      }
      List<TensorData> data = inputs.stream().map(Value::download).toList();
      return Reference.run(program, data).stream().<Value>map(Held::new).toList();
    }

    @Override
    public void close() {
      live -= executableClosed ? 0 : 1;
      executableClosed = true;
    }
  }
}
