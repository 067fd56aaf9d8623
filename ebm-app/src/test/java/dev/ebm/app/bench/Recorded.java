package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;

/** A backend that negates its input, times a factor; it writes down its runs and counts values. */
final class Recorded implements Backend {

  private final String name;
  private final float factor;
  private final List<String> runs;
  private long live;

  /**
   * A backend.
   *
   * @param factor 1 for a right answer, 0 for one that refuses every program
   * @param runs where each run writes the name
   */
  Recorded(String name, float factor, List<String> runs) {
    this.name = name;
    this.factor = factor;
    this.runs = runs;
  }

  /** What it computes right if its factor is 1. */
  static Workload negation() {
    Program.Builder program = Program.builder("negation");
    program.output("y", program.input("x", TensorType.float32(3)).neg());
    return new Workload(
        "negation", "", program.build(), Tree.of("x", TensorData.of(new float[] {1, 2, 3}, 3)));
  }

  private final class Held implements Value {
    private final TensorData data;
    private boolean closed;

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
      return data;
    }

    @Override
    public void close() {
      if (!closed) {
        live--;
        closed = true;
      }
    }
  }

  @Override
  public Executable compile(Program program) {
    if (factor == 0) {
      throw new BackendException(
          Problem.error("EBM-B002", "backend '" + name + "'", "neg is not supported", ""));
    }
    return new Executable() {
      @Override
      public Program program() {
        return program;
      }

      @Override
      public List<Value> run(List<Value> inputs) {
        runs.add(name);
        float[] elements = inputs.get(0).download().floats();
        float[] results = new float[elements.length];
        for (int i = 0; i < results.length; i++) {
          results[i] = -factor * elements[i];
        }
        return List.of(new Held(TensorData.of(results, results.length)));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return name + ", for tests";
  }

  @Override
  public Value upload(TensorData data) {
    return new Held(data);
  }

  @Override
  public long liveValues() {
    return live;
  }

  @Override
  public void close() {}
}
