package dev.ebm.benchmarks;

import dev.ebm.api.data.Dataset;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.train.RunListener;
import dev.ebm.core.train.Trainer;
import dev.ebm.core.train.TrainingSetup;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Trains for long and watches memory: {@code Soak EXPERIMENT.yaml [KEY=VALUE]...}. Each line tells
 * the process's resident memory, the backend's live values, and the bytes of Java heap allocated a
 * step since the line before: by all threads, and by the caller's inside the executable.
 */
public final class Soak implements RunListener {

  private static final List<String> DEFAULTS =
      List.of(
          "train.steps=10000",
          "train.log-every=1000",
          "train.evaluate-every=0",
          "train.checkpoint-every=0",
          "evaluate=[]");

  private static final Path STATUS = Path.of("/proc/self/status");

  private final Allocation backend;
  private final PrintStream out;
  private int step;
  private long allocated;
  private long allocatedInRuns;

  private Soak(Allocation backend, PrintStream out) {
    this.backend = backend;
    this.out = out;
    this.allocated = Allocation.total();
    out.println(backend.description());
    out.println("  step  resident MiB  live values  bytes/step  of them in runs");
  }

  /**
   * Trains, and fails if values are left when everything is closed.
   *
   * @param args the experiment's file, then overrides as of {@code ebm train --set}
   */
  public static void main(String[] args) {
    List<String> overrides = new ArrayList<>(DEFAULTS);
    overrides.addAll(List.of(args).subList(1, args.length));
    try (PluginCatalog catalog = new PluginLoader().load().orThrow()) {
      train(
          catalog,
          new ExperimentLoader(catalog).load(Path.of(args[0]), overrides).experiment(),
          System.out);
    }
  }

  private static void train(PluginCatalog catalog, Experiment experiment, PrintStream out) {
    Dataset data = new Components(catalog).create(experiment.data(), "data");
    Components components = new Components(catalog, data.features());
    TrainingSetup setup =
        new TrainingSetup(
            data,
            components.create(experiment.energy()),
            components.create(experiment.loss()),
            components.create(experiment.optimizer()),
            experiment.train(),
            List.of(),
            experiment.seed());
    try (Allocation backend = new Allocation(components.open(experiment.backend()))) {
      new Trainer(setup, backend).run(Optional.empty(), 0, new Soak(backend, out), () -> false);
      out.println("Live values in the end: " + backend.liveValues());
      if (backend.liveValues() != 0) {
        throw new IllegalStateException(backend.liveValues() + " values were never closed");
      }
    }
  }

  @Override
  public void logged(int now, double seconds, Map<String, Double> metrics) {
    long total = Allocation.total();
    long inRuns = backend.inRuns();
    int steps = now - step;
    out.println(
        String.format(
            Locale.ROOT,
            "%6d  %12.1f  %11d  %10d  %15d",
            now,
            residentMiB(),
            backend.liveValues(),
            (total - allocated) / steps,
            (inRuns - allocatedInRuns) / steps));
    step = now;
    allocated = Allocation.total();
    allocatedInRuns = inRuns;
  }

  private static double residentMiB() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      String kibibytes =
          lines
              .filter(line -> line.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow()
              .replaceAll("\\D", "");
      return Long.parseLong(kibibytes) / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
