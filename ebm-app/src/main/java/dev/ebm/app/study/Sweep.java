package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Figures;
import dev.ebm.app.train.Interrupts;
import dev.ebm.app.train.RunPlace;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Summary;
import dev.ebm.core.run.WarningsFile;
import dev.ebm.core.train.Warnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Trains variants of one experiment, each with several seeds, and puts them side by side: a table
 * of a metric at some steps with the seconds until then, its curves over steps and over seconds,
 * and the densities. A study that was stopped goes on where it was: runs that have ended are not
 * run again. A variant that diverges or fails is reported as such, and the others go on; mistakes
 * that show without training are found before the first.
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
        @Range(min = 0)
        List<Integer> steps)
    implements Question {

  private static final String SEED = "seed";

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
    refuseSeed("set", set);
    variants.forEach(variant -> refuseSeed("the variant '" + variant.name() + "'", variant.set()));
  }

  private static void refuseSeed(String where, List<String> assignments) {
    if (assignments.stream().anyMatch(one -> one.split("=", 2)[0].strip().equals(SEED))) {
      throw new IllegalArgumentException(
          where + " sets the seed, which 'seeds' sets for every run; use sweep.seeds");
    }
  }

  @Override
  public List<Varied> experiments(Path base) {
    return variants.stream().map(variant -> varied(base, variant, List.of())).toList();
  }

  private Varied varied(Path base, Variant variant, List<String> more) {
    return new Varied(
        part(variant),
        base.resolve(experiment),
        Stream.of(set, variant.set(), more).flatMap(List::stream).toList());
  }

  private static String part(Variant variant) {
    return "sweep.variants." + variant.name();
  }

  private LoadedExperiment load(Workshop workshop, Variant variant, long seed) {
    return varied(workshop.base(), variant, List.of(SEED + "=" + seed)).load(workshop.loader());
  }

  private static Path folder(Workshop workshop, Variant variant, long seed) {
    return workshop.folder().resolve(variant.folder()).resolve("seed-" + seed);
  }

  /** Makes everything that is left to train up to its first step. */
  @Override
  public void check(Workshop workshop) {
    for (Variant variant : variants) {
      for (long seed : seeds) {
        refuseOther(folder(workshop, variant, seed), load(workshop, variant, seed));
      }
      seeds.stream()
          .filter(seed -> !hasEnded(folder(workshop, variant, seed)))
          .findFirst()
          .map(seed -> load(workshop, variant, seed))
          .ifPresent(left -> Places.in(part(variant), () -> workshop.training().checked(left)));
    }
  }

  @Override
  public Findings answer(Workshop workshop) {
    List<Trained> all = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    int total = variants.size() * seeds.size();
    try (Interrupts.Watch watch = workshop.interrupts().watch(false)) {
      for (Variant variant : variants) {
        for (long seed : seeds) {
          if (watch.requested()) {
            throw new Stopped(watch.exitCode());
          }
          workshop
              .console()
              .print("[%d/%d] %s, seed %d", all.size() + 1, total, variant.name(), seed);
          Trained trained = train(workshop, variant, seed, remarks);
          all.add(trained);
          remarkUnlogged(trained, all, remarks);
        }
      }
    }
    steps.forEach(step -> remarkUnlogged(step, all).ifPresent(remarks::add));
    return new Findings(
        heads(),
        all.stream().map(this::row).toList(),
        new SweepPictures(workshop, metric, all)::draw,
        remarks);
  }

  private static Trained train(
      Workshop workshop, LoadedExperiment loaded, Variant variant, long seed, Path folder) {
    Optional<Problem> failure = Optional.empty();
    try {
      if (!hasEnded(folder)) {
        int exitCode =
            workshop.training().run(loaded, new RunPlace(folder, whatToDo(folder)), false);
        if (exitCode != 0) {
          throw new Stopped(exitCode);
        }
      }
    } catch (EbmException e) {
      e.problems().forEach(workshop.console()::problem);
      failure = Optional.of(e.problems().get(0));
    }
    Optional<RunFolder> run =
        Files.isDirectory(folder) ? Optional.of(RunFolder.open(folder)) : Optional.empty();
    return new Trained(variant, seed, run, failure);
  }

  private Trained train(Workshop workshop, Variant variant, long seed, List<String> remarks) {
    Trained trained =
        train(
            workshop,
            load(workshop, variant, seed),
            variant,
            seed,
            folder(workshop, variant, seed));
    trained
        .summary()
        .filter(summary -> summary.status() == Summary.Status.DIVERGED)
        .map(summary -> "diverged at step %d.".formatted(summary.steps()))
        .or(() -> trained.failure().map(problem -> "failed: " + problem))
        .ifPresent(how -> remarks.add(trained + ", " + how));
    return trained;
  }

  /**
   * What ended without the metric gets a remark; but if nothing has it, the sweep is asked for a
   * wrong one, and says so after the first run rather than after all.
   */
  private void remarkUnlogged(Trained trained, List<Trained> all, List<String> remarks) {
    if (!trained.finished() || !trained.log(metric).isEmpty()) {
      return;
    }
    List<String> failures = trained.failedMetrics();
    if (failures.isEmpty() && all.stream().allMatch(one -> one.log(metric).isEmpty())) {
      throw unlogged(trained);
    }
    remarks.add(
        "%s, has no %s%s"
            .formatted(
                trained, metric, failures.isEmpty() ? "." : ": " + String.join("; ", failures)));
  }

  private EbmException unlogged(Trained trained) {
    RunFolder run = trained.run().orElseThrow();
    List<String> logged = Curve.names(run.metrics());
    String hint = "let the experiment evaluate it; the run is kept";
    return new EbmException(
        Problem.error(
            "EBM-A025",
            "sweep.metric",
            "'%s' is not in the log of %s, %s"
                .formatted(
                    metric,
                    run.path(),
                    logged.isEmpty()
                        ? "which is empty"
                        : "but " + String.join(", ", new TreeSet<>(logged))),
            logged.isEmpty() ? hint : "choose one of these, or " + hint));
  }

  /** Names the runs that have no value at a step that the table is to show. */
  private Optional<String> remarkUnlogged(int step, List<Trained> all) {
    List<String> without =
        all.stream()
            .filter(Trained::finished)
            .filter(trained -> trained.log(metric).stream().noneMatch(e -> e.step() == step))
            .map(Trained::toString)
            .toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No %s at step %d, see train.steps and train.evaluate-every: %s."
                .formatted(metric, step, String.join("; ", without)));
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

  /**
   * Whether there is nothing left to do: finished or diverged. A run that failed is tried again.
   */
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
   * @param run its folder; none if it failed before its first step
   * @param failure why its training ended now
   */
  record Trained(Variant variant, long seed, Optional<RunFolder> run, Optional<Problem> failure) {

    /** How it ended; empty if it failed. */
    Optional<Summary> summary() {
      return run.flatMap(RunFolder::summary)
          .filter(summary -> summary.status() != Summary.Status.INTERRUPTED);
    }

    boolean finished() {
      return status().equals(Summary.Status.FINISHED.word());
    }

    boolean failed() {
      return summary().isEmpty();
    }

    String status() {
      return summary().map(summary -> summary.status().word()).orElse("failed");
    }

    /** The lines of the log that have a metric. */
    List<MetricsLog.Entry> log(String metric) {
      return run.map(RunFolder::metrics).orElse(List.of()).stream()
          .filter(entry -> entry.values().containsKey(metric))
          .toList();
    }

    /** What its metrics failed with. */
    List<String> failedMetrics() {
      return run.orElseThrow().warnings().read().stream()
          .map(WarningsFile.Entry::problem)
          .filter(Warnings::isOfMetric)
          .map(Problem::toString)
          .toList();
    }

    @Override
    public String toString() {
      return "%s, seed %d".formatted(variant.name(), seed);
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
    Optional<Summary> summary = trained.summary();
    row.add(summary.map(ended -> "" + ended.steps()).orElse(""));
    row.add(log.isEmpty() ? "" : value(log.get(log.size() - 1)));
    row.add(summary.map(ended -> Figures.format("%.1f", ended.seconds())).orElse(""));
    row.add(trained.status());
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
