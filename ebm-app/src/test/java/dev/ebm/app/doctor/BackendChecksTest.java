package dev.ebm.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.app.doctor.Finding.State;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BackendChecksTest {

  private final PluginCatalog catalog = new PluginLoader().load();

  /** A backend of any name that cannot be opened. */
  private record Broken(String name) implements BackendFactory<Broken.Config> {

    record Config() {}

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public String summary() {
      return "broken";
    }

    @Override
    public BackendProbe probe() {
      return new BackendProbe(false, "its natives are missing");
    }

    @Override
    public Backend open(Config config) {
      throw new BackendException(Problem.error("EBM-B001", name, "it does not open", "no remedy"));
    }
  }

  private List<Finding> check(PluginBackend... backends) {
    Map<String, PluginBackend> map = new TreeMap<>();
    for (PluginBackend backend : backends) {
      map.put(backend.canonicalName(), backend);
    }
    return new BackendChecks(map, catalog).findings();
  }

  private PluginBackend broken(String name) {
    return new PluginBackend(catalog.backend("jvm").plugin(), name, new Broken(name));
  }

  @Test
  void theDefaultBackendIsOpenedAndItsRandomNumbersAreRight() {
    assertThat(check(catalog.backend("jvm")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.state()).isEqualTo(State.GOOD))
        .satisfies(finding -> assertThat(finding.detail()).contains("opened and computed"));
  }

  @Test
  void anotherBackendMayBeUnusable() {
    assertThat(check(catalog.backend("jvm"), broken("other")))
        .extracting(Finding::state)
        .containsExactlyInAnyOrder(State.GOOD, State.WARNING);
  }

  @Test
  void theDefaultBackendMayNot() {
    assertThat(check(broken("jvm")))
        .singleElement()
        .satisfies(finding -> assertThat(finding.state()).isEqualTo(State.FAILED))
        .satisfies(finding -> assertThat(finding.remedy()).contains("its natives are missing"));
    assertThat(check(broken("other"))).extracting(Finding::state).contains(State.FAILED);
  }
}
