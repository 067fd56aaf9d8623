package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixed workloads, on the default backend. */
final class SuiteTest {

  private static PluginCatalog catalog;
  private static Backend backend;

  @BeforeAll
  static void open() {
    catalog = new PluginLoader().load();
    backend = new Components(catalog).open(new ComponentSpec<>(Backend.class, "jvm", Map.of()));
  }

  @AfterAll
  static void close() {
    backend.close();
    catalog.close();
  }

  private static Workload workload(String name) {
    return new Suite(catalog).workload(name, backend);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"w1", "w2", "w3", "w4", "w5", "w6"})
  void everyWorkloadRunsToFiniteNumbersThatRepeat(String name) {
    try (Execution execution = new Execution(backend, workload(name))) {
      Tree<TensorData> first = Agreement.results(execution);
      Tree<TensorData> second = Agreement.results(execution);
      assertThat(second).isEqualTo(first);
      Agreement.check(name, "itself", first, "itself", second);
    }
  }

  /**
   * 640 rows through 2-128-128-128-128-1: once forward, once for the weights' gradients, and for
   * the gradients of all but the first layer's input.
   */
  @Test
  void theStepOfTheExperimentNeedsTheProductsOfItsLayers() {
    long inner = 3 * 128 * 128 + 128;
    long first = 2 * 128;
    long rows = 128 * (1 + 4);
    assertThat(workload("w1").matrixFlops()).isEqualTo(2 * rows * (2 * (first + inner) + inner));
  }

  /**
   * The energy itself is not needed, so the last layer only passes its gradient back, which is the
   * same in every step.
   */
  @Test
  void chainsNeedTheHiddenLayersForwardAndBackward() {
    long hidden = 784 * 256 + 256 * 256;
    long last = 256;
    assertThat(workload("w3").matrixFlops()).isEqualTo(2 * 256 * (60 * 2 * hidden + last));
  }

  /**
   * 288 images through a convolution at 28 x 28, two at 14 x 14 and six at 7 x 7, each forward, for
   * the filters and, but for the first, for the images; then 32 means to one number.
   */
  @Test
  void imagesNeedTheirConvolutionsAndBothDerivatives() {
    long first = 28 * 28 * 32 * 9;
    long blocks = (2 * 14 * 14 + 6 * 7 * 7) * 32 * 9 * 32;
    long rows = 32 * (1 + 8);
    assertThat(workload("w6").matrixFlops())
        .isEqualTo(2 * rows * (2 * first + 3 * blocks + 3 * 32));
  }

  @Test
  void selectsByNameInAnyCaseOrAll() {
    Suite suite = new Suite(catalog);
    assertThat(suite.select(List.of())).containsExactly("w1", "w2", "w3", "w4", "w5", "w6");
    assertThat(suite.select(List.of("W3", "w1", "w3"))).containsExactly("w3", "w1");
  }
}
