package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.train.StepProgram;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ExecutionTest {

  private PluginCatalog catalog;
  private Backend backend;
  private Execution execution;

  /** Counts up by its own state, and tells the number of the step and a random number. */
  private static Workload counter() {
    Program.Builder program = Program.builder("counter");
    program.output("count", program.input("count", TensorType.float32()).add(1));
    TensorType number = new TensorType(DType.INT32, Shape.SCALAR);
    program.output("number", program.input(StepProgram.STEP, number).cast(DType.FLOAT32));
    program.output("draw", program.key(StepProgram.KEY).normal(Shape.SCALAR));
    TensorData start = TensorData.of(new float[] {10});
    return new Workload("counter", "", program.build(), Tree.of("count", start));
  }

  @BeforeEach
  void open() {
    catalog = new PluginLoader().load();
    backend = new Components(catalog).open(new ComponentSpec<>(Backend.class, "jvm", Map.of()));
    execution = new Execution(backend, counter());
  }

  @AfterEach
  void close() {
    backend.close();
    catalog.close();
  }

  private double result(String name) {
    return execution.results().get(name).at(0);
  }

  @Test
  void anOutputNamedLikeAnInputIsThatInputOfTheNextRun() {
    execution.run();
    execution.run();
    assertThat(result("count")).isEqualTo(13);
  }

  @Test
  void stepsAreCountedFromZero() {
    assertThat(result("number")).isEqualTo(0);
    assertThat(result("number")).isEqualTo(1);
  }

  @Test
  void everyRunDrawsAnew() {
    assertThat(result("draw")).isNotEqualTo(result("draw"));
  }

  @Test
  void aRestartRepeatsAllOfIt() {
    Tree<TensorData> first = Agreement.results(execution);
    assertThat(Agreement.results(execution)).isEqualTo(first);
    assertThat(first.get("count").at(0)).isEqualTo(13);
  }

  @Test
  void nothingStaysBehind() {
    execution.run();
    execution.restart();
    execution.run();
    assertThat(backend.liveValues()).isEqualTo(1);
    execution.close();
    assertThat(backend.liveValues()).isZero();
  }
}
