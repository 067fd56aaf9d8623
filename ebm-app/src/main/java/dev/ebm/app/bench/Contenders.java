package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.core.config.Overrides;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.RecordOption;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The backends that are compared, opened together. */
final class Contenders implements AutoCloseable {

  private static final String EXECUTION = "execution";

  private final List<Opened> opened = new ArrayList<>();

  /** A contender while its backend is open. */
  record Opened(Contender contender, Backend backend) {}

  /**
   * Opens backends.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B001 if one cannot be opened here
   */
  Contenders(PluginCatalog catalog, List<ComponentSpec<Backend>> specs) {
    try {
      for (ComponentSpec<Backend> spec : specs) {
        Backend backend = new Components(catalog).open(spec);
        opened.add(new Opened(new Contender(spec, backend.description()), backend));
      }
    } catch (RuntimeException | LinkageError e) {
      close();
      throw e;
    }
  }

  List<Opened> all() {
    return opened;
  }

  @Override
  public void close() {
    opened.forEach(contender -> contender.backend().close());
  }

  /** Every backend that can be opened here; one that can also interpret is there both ways. */
  static List<ComponentSpec<Backend>> usable(PluginCatalog catalog) {
    List<ComponentSpec<Backend>> specs = new ArrayList<>();
    for (PluginBackend backend : catalog.backends()) {
      if (backend.probe().usable()) {
        specs.add(spec(backend, Map.of()));
        if (RecordOption.of(backend.factory().configType()).stream()
            .anyMatch(option -> option.key().equals(EXECUTION))) {
          specs.add(spec(backend, Map.of(EXECUTION, "interpreter")));
        }
      }
    }
    return specs;
  }

  private static ComponentSpec<Backend> spec(PluginBackend backend, Map<String, Object> options) {
    return new ComponentSpec<>(Backend.class, backend.name(), options);
  }

  /**
   * A backend as experiments name it: {@code jvm} or <code>{name: jvm, threads: 1}</code>.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C001 to EBM-C012 if there is none of this name or
   *     its options do not bind, EBM-C103 if the text is not YAML
   */
  static ComponentSpec<Backend> parse(PluginCatalog catalog, String text) {
    Map<String, Object> values = Overrides.apply(Map.of(), List.of("backend=" + text));
    return new RecordBinder(catalog).bind(Choice.class, values, "").orThrow().backend();
  }

  /** What an experiment says about its backend. */
  record Choice(@Option(doc = "Compute backend") ComponentSpec<Backend> backend) {}
}
