package dev.ebm.app.train;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.run.Checkpoints;
import dev.ebm.core.run.Provenance;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.Summary;
import dev.ebm.core.train.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A run that goes on where it stopped, so that the result equals that of a run that never stopped.
 *
 * @param run its folder
 * @param checkpoint the newest; none if the run was killed before its first, which starts it anew
 */
record Resumption(RunFolder run, Optional<Checkpoints.Checkpoint> checkpoint) {

  /** What may change without changing any step. */
  private static final Set<String> FREE =
      Set.of(
          "train.steps",
          "train.log-every",
          "train.evaluate-every",
          "train.checkpoint-every",
          "evaluate");

  /**
   * Opens the run in a folder.
   *
   * @throws EbmException EBM-A010 if the experiment differs from the run's in anything but {@link
   *     #FREE}; EBM-R003 to EBM-R014 if the folder is not a readable run
   */
  static Resumption of(Path folder, LoadedExperiment experiment) {
    RunFolder run = RunFolder.open(folder);
    Set<String> differing = differing(YamlFile.read(run.experimentFile()), experiment.resolved());
    if (!differing.isEmpty()) {
      throw new EbmException(
          Problem.error(
              "EBM-A010",
              folder.toString(),
              "the experiment is not the run's: it differs in " + String.join(", ", differing),
              "resume with the run's own experiment.yaml, or start another run"));
    }
    Checkpoints checkpoints = run.checkpoints();
    return new Resumption(
        run,
        checkpoints.latest().isPresent()
            ? Optional.of(checkpoints.loadLatest())
            : Optional.empty());
  }

  /**
   * Checks that the data's files are those that the run began with.
   *
   * @throws EbmException EBM-A014 if they are not
   */
  void checkData(List<Provenance.DataFile> files) {
    Set<String> before =
        StreamSupport.stream(run.provenance().path("data").spliterator(), false)
            .map(file -> file.path("sha256").asText())
            .collect(Collectors.toSet());
    for (Provenance.DataFile file : files) {
      if (!before.contains(file.sha256())) {
        throw new EbmException(
            Problem.error(
                "EBM-A014",
                file.path(),
                "the file has changed since the run began",
                "restore it, or start another run"));
      }
    }
  }

  /** The keys whose values differ; lists are compared whole. */
  static Set<String> differing(Map<String, Object> run, Map<String, Object> experiment) {
    Map<String, Object> a = new TreeMap<>();
    Map<String, Object> b = new TreeMap<>();
    flatten("", run, a);
    flatten("", experiment, b);
    Set<String> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    keys.removeAll(FREE);
    keys.removeIf(key -> a.containsKey(key) && b.containsKey(key) && a.get(key).equals(b.get(key)));
    return keys;
  }

  private static void flatten(String path, Object value, Map<String, Object> leaves) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> flatten(path.isEmpty() ? "" + key : path + "." + key, inner, leaves));
    } else {
      leaves.put(path, String.valueOf(value));
    }
  }

  /**
   * Checks that no step that was made would have to be taken back.
   *
   * @param steps updates wanted in all
   * @throws EbmException EBM-A018 if the run has more already
   */
  void checkSteps(int steps) {
    if (step() > steps) {
      throw new EbmException(
          Problem.error(
              "EBM-A018",
              run.path().toString(),
              "the run has %d steps already, and train.steps is %d".formatted(step(), steps),
              "set train.steps to %d or more, or start another run".formatted(step())));
    }
  }

  /** Whether the run ended as it should with so many steps. */
  boolean isFinished(int steps) {
    return step() == steps
        && run.summary().filter(s -> s.status() == Summary.Status.FINISHED).isPresent();
  }

  /** The step that training goes on from. */
  int step() {
    return checkpoint.map(found -> found.snapshot().step()).orElse(0);
  }

  /** Whether what was evaluated after a step is in the log, in lines without the loss. */
  boolean hasEvaluated(int step) {
    return run.metrics().stream()
        .anyMatch(entry -> entry.step() == step && !entry.values().containsKey("loss"));
  }

  /** The seconds of training before. */
  double seconds() {
    return checkpoint.map(Checkpoints.Checkpoint::seconds).orElse(0.0);
  }

  /** The state that training goes on from. */
  Optional<Snapshot> snapshot() {
    return checkpoint.map(Checkpoints.Checkpoint::snapshot);
  }

  /** The dataset with what it had fitted. */
  Dataset restored(Dataset data) {
    return snapshot().map(found -> data.restored(found.data())).orElse(data);
  }
}
