package dev.ebm.benchmarks;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program on a backend, with inputs drawn once. */
final class OneProgram implements AutoCloseable {

  private final PluginCatalog catalog = new PluginLoader().load().orThrow();
  private final Backend backend;
  private final Executable executable;
  private final List<Value> inputs = new ArrayList<>();

  /**
   * Opens, compiles and uploads.
   *
   * @param backend its name
   */
  OneProgram(String backend, Program program) {
    this.backend =
        new Components(catalog).open(new ComponentSpec<>(Backend.class, backend, Map.of()));
    this.executable = this.backend.compile(program);
    for (Node input : program.inputs()) {
      inputs.add(this.backend.upload(drawn(input, Philox.seed(inputs.size()))));
    }
  }

  /** Keys as they are, numbers uniform in [0, 1). */
  private static TensorData drawn(Node input, TensorData key) {
    if (input.dtype() == DType.KEY) {
      return key;
    }
    float[] elements = new float[input.shape().size()];
    Philox.uniform(key, 0, elements, 0, elements.length);
    return TensorData.of(elements, input.shape().dims());
  }

  /** One run; the results are freed. */
  void run() {
    executable.run(inputs).forEach(Value::close);
  }

  @Override
  public void close() {
    inputs.forEach(Value::close);
    executable.close();
    backend.close();
    catalog.close();
  }
}
