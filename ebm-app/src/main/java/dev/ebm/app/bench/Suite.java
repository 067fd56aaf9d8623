package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The workloads by name. */
public final class Suite {

  private final Map<String, Function<Backend, Workload>> workloads = new LinkedHashMap<>();

  /** Makes workloads of a catalogue's components. */
  @Inject
  public Suite(PluginCatalog catalog) {
    TrainingSteps steps = new TrainingSteps(catalog);
    workloads.put("w1", backend -> steps.energyDiscrepancy("w1", 128, 4, backend));
    workloads.put("w2", backend -> steps.energyDiscrepancy("w2", 256, 32, backend));
    workloads.put("w3", backend -> new Chains(catalog).langevin("w3", backend));
    workloads.put("w4", backend -> steps.denoising("w4", backend));
    workloads.put("w5", backend -> steps.scoreMatching("w5", backend));
    workloads.put("w6", backend -> steps.images("w6", backend));
  }

  /** The names, in order. */
  public List<String> names() {
    return List.copyOf(workloads.keySet());
  }

  /**
   * Checks names.
   *
   * @return all names if none are given, else those given, in lower case
   * @throws EbmException EBM-A020 if there is no such workload
   */
  public List<String> select(List<String> wanted) {
    return wanted.isEmpty() ? names() : wanted.stream().map(this::known).distinct().toList();
  }

  private String known(String wanted) {
    String name = wanted.toLowerCase(Locale.ROOT);
    if (!workloads.containsKey(name)) {
      throw new EbmException(
          Problem.error(
              "EBM-A020",
              "ebm bench",
              "there is no workload '" + wanted + "'",
              "choose from " + String.join(", ", names())));
    }
    return name;
  }

  /**
   * A workload.
   *
   * @param backend computes what it starts from
   */
  Workload workload(String name, Backend backend) {
    return workloads.get(name).apply(backend);
  }
}
