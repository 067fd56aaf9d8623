package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Figures;
import dev.ebm.app.train.RunPlace;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Trains variants of one experiment, each with several seeds, and puts them side by side: a table
 * of a metric at some steps with the seconds until then, its curves over steps and over seconds,
 * and the densities. A study that was stopped goes on where it was: runs that have ended are not
 * run again. A variant that diverges is reported as such, and the others go on.
 *
 * @param experiment the file that all variants begin with
 * @param set assignments for all of them, as {@code ebm train --set} takes them
 * @param variants what is varied
 * @param seeds of every variant
 * @param metric that is compared, as it is called in {@code metrics.jsonl}
 * @param steps at which the table shows the metric, beside the last
 */
public record Sweep(
    @Option(doc = "Experiment file that all variants begin with, relative to the study file")
        Path experiment,
    @Option(
            doc = "Assignments for all variants, before their own; such as train.steps=1000",
            byDefault = "[]")
        List<String> set,
    @Option(doc = "What is varied, each trained in a run of its own") List<Variant> variants,
    @Option(doc = "Seeds of every variant", byDefault = "[1]") List<Long> seeds,
    @Option(doc = "Metric that is compared", byDefault = "log-density-mse") String metric,
    @Option(doc = "Steps at which the table shows the metric, beside the last", byDefault = "[]")
        List<Integer> steps)
    implements Question {

  private static final String DIVERGED = "EBM-N001";

  /** Checks that there is something to compare. */
  public Sweep {
    if (variants.isEmpty() || seeds.isEmpty()) {
      throw new IllegalArgumentException("a sweep needs one variant and one seed or more");
    }
    if (new HashSet<>(seeds).size() < seeds.size()) {
      throw new IllegalArgumentException("a seed stands twice in " + seeds);
    }
    Map<String, String> folders = new HashMap<>();
    for (Variant variant : variants) {
      String other = folders.put(variant.folder(), variant.name());
      if (other != null) {
        throw new IllegalArgumentException(
            "the variants '%s' and '%s' have names too much alike"
                .formatted(other, variant.name()));
      }
    }
  }

  @Override
  public List<Varied> experiments(Path base) {
    return variants.stream()
        .map(variant -> new Varied(base.resolve(experiment), assignments(variant)))
        .toList();
  }

  private List<String> assignments(Variant variant) {
    return Stream.concat(set.stream(), variant.set().stream()).toList();
  }

  @Override
  public Findings answer(Workshop workshop) {
    List<Trained> all = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    int total = variants.size() * seeds.size();
    for (Variant variant : variants) {
      for (long seed : seeds) {
        workshop
            .console()
            .print("[%d/%d] %s, seed %d", all.size() + 1, total, variant.name(), seed);
        all.add(train(workshop, variant, seed, remarks));
      }
    }
    return new Findings(
        heads(),
        all.stream().map(this::row).toList(),
        new SweepPictures(workshop, metric, all).draw(),
        remarks);
  }

  private Trained train(Workshop workshop, Variant variant, long seed, List<String> remarks) {
    Path folder = workshop.folder().resolve(variant.folder()).resolve("seed-" + seed);
    List<String> overrides = new ArrayList<>(assignments(variant));
    overrides.add("seed=" + seed);
    LoadedExperiment loaded =
        workshop.loader().load(workshop.base().resolve(experiment), overrides);
    try {
      refuseOther(folder, loaded);
      if (!hasEnded(folder)) {
        int exitCode =
            workshop.training().run(loaded, new RunPlace(folder, whatToDo(folder)), false);
        if (exitCode != 0) {
          throw new Stopped(exitCode);
        }
      }
    } catch (EbmException e) {
      if (!e.code().equals(DIVERGED)) {
        throw e;
      }
      workshop.console().problem(e.problems().get(0));
    }
    Trained trained = new Trained(variant, seed, RunFolder.open(folder));
    trained
        .run()
        .summary()
        .filter(summary -> summary.status() == Summary.Status.DIVERGED)
        .ifPresent(
            summary ->
                remarks.add(
                    "%s, seed %d, diverged at step %d."
                        .formatted(variant.name(), seed, summary.steps())));
    refuseUnlogged(trained);
    return trained;
  }

  /** After the first run rather than after all. */
  private void refuseUnlogged(Trained trained) {
    if (trained.finished() && trained.log(metric).isEmpty()) {
      Set<String> logged = new TreeSet<>();
      trained.run().metrics().forEach(entry -> logged.addAll(entry.values().keySet()));
      throw new EbmException(
          Problem.error(
              "EBM-A025",
              "sweep.metric",
              "'%s' is not in the log of %s, but %s"
                  .formatted(metric, trained.run().path(), String.join(", ", logged)),
              "choose one of these, or let the experiment evaluate it; the run is kept"));
    }
  }

  /** What was trained before has to be what is asked for now. */
  private static void refuseOther(Path folder, LoadedExperiment asked) {
    if (Files.isDirectory(folder)
        && !RunFolder.open(folder).experiment().equals(YamlFile.text(asked.resolved()))) {
      throw new EbmException(
          Problem.error(
              "EBM-A024",
              folder.toString(),
              "holds a run of other settings than the study's of today",
              "name another --out, or remove this folder"));
    }
  }

  /** Whether there is nothing left to do: finished or diverged. */
  private static boolean hasEnded(Path folder) {
    return Files.isDirectory(folder)
        && RunFolder.open(folder)
            .summary()
            .filter(summary -> summary.status() != Summary.Status.INTERRUPTED)
            .isPresent();
  }

  private static RunPlace.Existing whatToDo(Path folder) {
    if (!Files.isDirectory(folder)) {
      return RunPlace.Existing.REFUSE;
    }
    return RunFolder.open(folder).checkpoints().latest().isPresent()
        ? RunPlace.Existing.RESUME
        : RunPlace.Existing.OVERWRITE;
  }

  /**
   * A run of a variant.
   *
   * @param run its folder
   */
  record Trained(Variant variant, long seed, RunFolder run) {

    boolean finished() {
      return run.summary().filter(s -> s.status() == Summary.Status.FINISHED).isPresent();
    }

    /** The lines of the log that have a metric. */
    List<MetricsLog.Entry> log(String metric) {
      return run.metrics().stream().filter(entry -> entry.values().containsKey(metric)).toList();
    }
  }

  private List<String> heads() {
    List<String> heads = new ArrayList<>(List.of("variant", "seed"));
    steps.forEach(step -> heads.addAll(List.of(step + " steps", "seconds")));
    heads.addAll(List.of("steps", metric, "seconds", "status"));
    return heads;
  }

  private List<String> row(Trained trained) {
    List<String> row = new ArrayList<>(List.of(trained.variant().name(), "" + trained.seed()));
    List<MetricsLog.Entry> log = trained.log(metric);
    for (int step : steps) {
      row.addAll(cells(log.stream().filter(entry -> entry.step() == step).findFirst()));
    }
    Summary summary = trained.run().summary().orElseThrow();
    row.add("" + summary.steps());
    row.add(log.isEmpty() ? "" : value(log.get(log.size() - 1)));
    row.add(Figures.format("%.1f", summary.seconds()));
    row.add(summary.status().word());
    return row;
  }

  private List<String> cells(Optional<MetricsLog.Entry> entry) {
    return List.of(
        entry.map(this::value).orElse(""),
        entry.map(e -> Figures.format("%.1f", e.seconds())).orElse(""));
  }

  private String value(MetricsLog.Entry entry) {
    double value = entry.values().get(metric);
    Double error = entry.values().get(metric + RunRecorder.STANDARD_ERROR);
    return error == null
        ? Figures.format("%.4g", value)
        : Figures.format("%.4g ± %.2g", value, error);
  }
}
