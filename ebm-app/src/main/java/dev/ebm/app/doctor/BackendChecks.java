package dev.ebm.app.doctor;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.config.RecordOption;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Opens each backend that says it can be opened, and draws random numbers with it: they have the
 * same bits everywhere, so that a wrong one shows.
 */
public final class BackendChecks implements DoctorCheck {

  private static final int DRAWS = 256;
  private static final long SEED = 1;

  private final Map<String, PluginBackend> backends;
  private final PluginCatalog catalog;
  private final String byDefault;

  /** Opens these backends. */
  @Inject
  public BackendChecks(Map<String, PluginBackend> backends, PluginCatalog catalog) {
    this.backends = backends;
    this.catalog = catalog;
    this.byDefault =
        RecordOption.of(Experiment.class).stream()
            .filter(option -> option.key().equals("backend"))
            .findFirst()
            .flatMap(RecordOption::byDefault)
            .orElseThrow();
  }

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (PluginBackend backend : backends.values()) {
      BackendProbe probe = backend.probe();
      findings.add(
          probe.usable() ? open(backend) : broken(backend, "cannot be opened", probe.detail()));
    }
    if (backends.values().stream().noneMatch(backend -> backend.name().equals(byDefault))) {
      findings.add(
          Finding.failed(
              "backend " + byDefault, "the default backend is missing", "build the program again"));
    }
    return findings;
  }

  private Finding open(PluginBackend backend) {
    ComponentSpec<Backend> spec =
        new ComponentSpec<>(Backend.class, backend.canonicalName(), Map.of());
    long began = System.nanoTime();
    try (Backend opened = new Components(catalog).open(spec)) {
      float[] drawn = draw(opened);
      double seconds = (System.nanoTime() - began) / 1e9;
      return Arrays.equals(drawn, expected())
          ? Finding.good(
              subject(backend),
              "%s, opened and computed in %.1f s".formatted(opened.description(), seconds))
          : broken(backend, "computes wrong numbers", "do not use it, and report this output");
    } catch (EbmException e) {
      Problem problem = e.problems().get(0);
      return broken(backend, problem.what(), problem.hint());
    } catch (RuntimeException | LinkageError e) {
      return broken(backend, "failed: " + e, "run it with --stacktrace and report it");
    }
  }

  private Finding broken(PluginBackend backend, String detail, String remedy) {
    return backend.name().equals(byDefault)
        ? Finding.failed(subject(backend), detail, remedy)
        : Finding.warning(subject(backend), detail, remedy);
  }

  private static String subject(PluginBackend backend) {
    return "backend " + backend.name();
  }

  private static float[] draw(Backend backend) {
    Program.Builder program = Program.builder("doctor");
    Key key = program.key("key");
    Program built = program.output("draws", key.normal(DRAWS)).build();
    List<Value> values = new ArrayList<>();
    try (Executable executable = backend.compile(built)) {
      values.add(backend.upload(Philox.seed(SEED)));
      values.addAll(executable.run(List.copyOf(values)));
      return values.get(1).download().floats();
    } finally {
      values.forEach(Value::close);
    }
  }

  private static float[] expected() {
    TensorData key = Philox.seed(SEED);
    float[] expected = new float[DRAWS];
    Philox.normal(key, 0, expected, 0, DRAWS);
    return expected;
  }
}
