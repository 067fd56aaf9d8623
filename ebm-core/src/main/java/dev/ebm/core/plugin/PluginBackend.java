package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;

/**
 * A backend of a plugin.
 *
 * @param plugin the plugin
 * @param name the name by which an experiment chooses it
 * @param factory opens it
 */
public record PluginBackend(LoadedPlugin plugin, String name, BackendFactory<?> factory)
    implements Contribution {

  @Override
  public String label() {
    return "backend";
  }

  /** Whether it can be opened here; a probe that fails is a reason why not. */
  public BackendProbe probe() {
    try {
      return probeOrThrow();
    } catch (EbmException e) {
      return new BackendProbe(false, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      return new BackendProbe(false, "its probe failed: " + Origin.inOneLine(e));
    }
  }

  /** The probe, or whatever it throws. */
  BackendProbe probeOrThrow() {
    return plugin.call(factory::probe);
  }
}
