package dev.ebm.app.command;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.core.config.RecordOption;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebm backends probe}. */
@Command(
    name = "probe",
    description = {
      "Tells whether backends can be opened here, with their versions, native libraries and threads.",
      "Ends with 1 if one that is opened fails."
    })
public final class BackendsProbeCommand implements Callable<Integer> {

  private static final String THREADS = "threads";

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Backends to probe (default: all).")
  private List<String> names = List.of();

  @Option(
      names = "--open",
      description = "Open those that say they can be, and tell what they cannot compute.")
  private boolean open;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final PluginCatalog catalog;
  private final Console console;

  /** Probes backends of this catalogue. */
  @Inject
  public BackendsProbeCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<PluginBackend> backends =
        names.isEmpty()
            ? catalog.backends()
            : names.stream().map(name -> catalog.backend(name)).toList();
    List<Map<String, Object>> found = backends.stream().map(this::probe).toList();
    if (json) {
      console.print("%s", JsonText.document(Map.of("backends", found)));
    } else {
      found.forEach(this::print);
    }
    return found.stream().anyMatch(one -> one.containsKey("failure")) ? 1 : 0;
  }

  private Map<String, Object> probe(PluginBackend backend) {
    BackendProbe probe = backend.probe();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", backend.name());
    fields.put("usable", probe.usable());
    fields.put("plugin", backend.plugin().toString());
    fields.put("detail", probe.detail());
    fields.put("native_libraries", probe.nativeLibraries());
    RecordOption.of(backend.factory().configType()).stream()
        .filter(option -> option.key().equals(THREADS))
        .findFirst()
        .ifPresent(
            threads ->
                fields.put(
                    THREADS,
                    "%s (%s)".formatted(threads.byDefault().orElse("required"), threads.doc())));
    if (open && probe.usable()) {
      open(backend, fields);
    }
    return fields;
  }

  private void open(PluginBackend backend, Map<String, Object> fields) {
    ComponentSpec<Backend> spec =
        new ComponentSpec<>(Backend.class, backend.canonicalName(), Map.of());
    try (Backend opened = new Components(catalog).open(spec)) {
      fields.put("opened", opened.description());
      fields.put("lacks", lacking(opened));
    } catch (EbmException e) {
      fields.put("failure", e.getMessage());
    }
  }

  /** Operations by the dtypes that the backend does not have them in. */
  private static Map<String, Object> lacking(Backend backend) {
    Map<String, Object> lacking = new LinkedHashMap<>();
    for (Op op : Op.values()) {
      List<String> dtypes = new ArrayList<>();
      for (DType dtype : DType.values()) {
        if (!backend.supports(op, dtype)) {
          dtypes.add(dtype.name().toLowerCase(Locale.ROOT));
        }
      }
      if (!dtypes.isEmpty()) {
        lacking.put(op.name().toLowerCase(Locale.ROOT), dtypes);
      }
    }
    return lacking;
  }

  private void print(Map<String, Object> fields) {
    console.print(
        "%s  %s", fields.get("name"), fields.get("usable").equals(true) ? "usable" : "not usable");
    fields.forEach(
        (key, value) -> {
          if (!key.equals("name") && !key.equals("usable")) {
            console.print("  %-17s %s", key.replace('_', ' '), shown(value));
          }
        });
  }

  private static String shown(Object value) {
    if (value.equals(List.of()) || value.equals(Map.of())) {
      return "none";
    }
    return value instanceof List<?> list
        ? list.stream().map(Object::toString).collect(Collectors.joining(", "))
        : value.toString();
  }
}
