package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContendersTest {

  /** Options of an engine that compiles, and interprets on demand. */
  record Compiled(@Option(doc = "How", byDefault = "compiled") String execution) {}

  /** Options of any other engine. */
  record Plain(@Option(doc = "Threads", byDefault = "0") int threads) {}

  private record Factory<C extends Record>(String name, Class<C> configType, boolean usable)
      implements BackendFactory<C> {
    @Override
    public String summary() {
      return "For tests";
    }

    @Override
    public BackendProbe probe() {
      return new BackendProbe(usable, "");
    }

    @Override
    public Backend open(C config) {
      return new Recorded(name + " " + config, 1, new ArrayList<>());
    }
  }

  private final PluginCatalog catalog =
      PluginCatalog.of(
          new EbmPlugin() {
            @Override
            public PluginId id() {
              return new PluginId("engines");
            }

            @Override
            public List<ComponentFactory<?, ?>> components() {
              return List.of();
            }

            @Override
            public List<BackendFactory<?>> backends() {
              return List.of(
                  new Factory<>("both-ways", Compiled.class, true),
                  new Factory<>("missing", Plain.class, false),
                  new Factory<>("plain", Plain.class, true));
            }
          });

  private static List<String> labels(List<ComponentSpec<Backend>> specs, PluginCatalog catalog) {
    try (Contenders contenders = new Contenders(catalog, specs)) {
      return contenders.all().stream().map(opened -> opened.contender().label()).toList();
    }
  }

  @Test
  void withoutAChoiceAllUsableOnesAreThereAndInterpretersToo() {
    assertThat(labels(Contenders.usable(catalog), catalog))
        .containsExactly("both-ways", "both-ways execution=interpreter", "plain");
  }

  @Test
  void aBackendMayHaveOptions() {
    ComponentSpec<Backend> spec = Contenders.parse(catalog, "{name: plain, threads: 3}");
    assertThat(spec.options()).isEqualTo(Map.of("threads", 3));
    try (Contenders contenders = new Contenders(catalog, List.of(spec))) {
      Contenders.Opened opened = contenders.all().get(0);
      assertThat(opened.backend().name()).isEqualTo("plain Plain[threads=3]");
      assertThat(opened.contender().description()).isEqualTo("plain Plain[threads=3], for tests");
    }
  }

  @Test
  void wrongNamesAndOptionsAreToldAsInAnExperiment() {
    assertThatThrownBy(() -> Contenders.parse(catalog, "plan"))
        .hasMessageStartingWith("EBM-C012 backend: there is no backend 'plan' (did you mean");
    assertThatThrownBy(() -> Contenders.parse(catalog, "{name: plain, treads: 3}"))
        .hasMessageStartingWith("EBM-C001 backend.treads: unknown key (did you mean 'threads'?");
    assertThatThrownBy(() -> Contenders.parse(catalog, "{name: plain"))
        .hasMessageStartingWith("EBM-C103");
  }
}
