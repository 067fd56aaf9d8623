package dev.ebm.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

class PluginContractTest {

  record Margin(
      @Option(doc = "How far", byDefault = "1") @Range(min = 0) double margin,
      @Option(doc = "How often") int count) {}

  record Undocumented(@Option(doc = "", byDefault = "1") int count) {}

  record OutOfItsRange(@Option(doc = "How often", byDefault = "0") @Range(min = 1) int count) {}

  private static <C extends Record> ComponentFactory<Loss, C> loss(String name, Class<C> type) {
    return new ComponentFactory<>(
        Loss.class,
        name,
        type,
        "A contrast with noise",
        (config, context) ->
            (c, x) -> {
              var noise = c.key("noise").normal(x.shape());
              return c.energy(x).sub(c.energy(x.add(noise))).softplus().mean();
            });
  }

  private static List<String> broken(
      Map<String, Object> options, Supplier<ComponentFactory<?, ?>> offered) {
    PluginContract contract =
        new PluginContract() {
          @Override
          protected EbmPlugin plugin() {
            return new EbmPlugin() {
              @Override
              public PluginId id() {
                return new PluginId("acme");
              }

              @Override
              public List<ComponentFactory<?, ?>> components() {
                return List.of(offered.get());
              }
            };
          }

          @Override
          protected Map<String, Object> options(ComponentKind kind, String name) {
            return options;
          }
        };
    List<String> broken = new ArrayList<>();
    contract.offersSoundComponents().forEach(node -> run(node, broken));
    run(DynamicTest.dynamicTest("service", contract::isFoundAsAService), broken);
    run(DynamicTest.dynamicTest("stable", contract::offersTheSameComponentsWheneverAsked), broken);
    return broken;
  }

  private static void run(DynamicNode node, List<String> broken) {
    try {
      if (node instanceof DynamicContainer container) {
        container.getChildren().forEach(child -> run(child, broken));
      } else {
        ((DynamicTest) node).getExecutable().execute();
      }
    } catch (Throwable e) {
      broken.add(node.getDisplayName());
    }
  }

  @Test
  void acceptsASoundComponentButMissesTheServiceFile() {
    assertThat(broken(Map.of("count", 3), () -> loss("noise", Margin.class)))
        .containsExactly("service");
  }

  @Test
  void noticesARequiredOptionWithoutExample() {
    assertThat(broken(Map.of(), () -> loss("noise", Margin.class))).contains("binds its defaults");
  }

  @Test
  void noticesOptionsWithoutDocs() {
    assertThat(broken(Map.of(), () -> loss("noise", Undocumented.class)))
        .containsExactly("documents its options", "service");
  }

  @Test
  void noticesADefaultThatIsOutOfItsRange() {
    assertThat(broken(Map.of(), () -> loss("noise", OutOfItsRange.class)))
        .contains("binds its defaults");
  }

  @Test
  void noticesNamesThatAreNotKebabCase() {
    assertThat(broken(Map.of("count", 3), () -> loss("Noise_Loss", Margin.class)))
        .containsExactly("is named and described", "service");
  }

  @Test
  void noticesOffersThatChange() {
    List<Object> calls = new ArrayList<>();
    assertThat(
            broken(
                Map.of("count", 3),
                () -> {
                  calls.add(1);
                  return loss("noise-" + calls.size(), Margin.class);
                }))
        .contains("stable");
  }

  @Test
  void noticesAComponentThatBreaksTheContractOfItsKind() {
    assertThat(
            broken(
                Map.of("count", 3),
                () ->
                    new ComponentFactory<>(
                        Loss.class,
                        "per-row",
                        Margin.class,
                        "One number for each row",
                        (config, context) -> (c, x) -> c.energy(x))))
        .contains("is a finite scalar, as its metrics are");
  }
}
