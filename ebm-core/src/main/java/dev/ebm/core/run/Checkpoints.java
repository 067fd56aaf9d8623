package dev.ebm.core.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.train.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: folders {@code step-N}, each complete or absent. Only the newest two
 * are kept, so that one is left if the other is found damaged.
 */
public final class Checkpoints {

  private static final int KEPT = 2;
  private static final int FORMAT = 1;
  private static final Pattern STEP_FOLDER = Pattern.compile("step-(\\d{1,9}|[12]\\d{9})");
  private static final Pattern LEFTOVER = Pattern.compile("step-\\d+\\.(new|old)");

  private static final String PARAMETERS = "params.safetensors";
  private static final String EMA = "ema.safetensors";
  private static final String STATE = "state.safetensors";
  private static final String DATA = "data.safetensors";
  private static final String META = "meta.json";

  private final Path folder;

  /**
   * What a checkpoint holds.
   *
   * @param snapshot everything that training needs to go on
   * @param seconds of training up to it, over all sessions of the run
   */
  public record Checkpoint(Snapshot snapshot, double seconds) {}

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a checkpoint, replacing one of the same step, and removes those that are too old.
   *
   * @param seconds of training up to it, over all sessions of the run
   * @throws EbmException EBM-R001 if it cannot be written; the older ones are then still there
   */
  public void write(Snapshot snapshot, double seconds) {
    Path complete = folder.resolve("step-" + snapshot.step());
    Path fresh = folder.resolve("step-" + snapshot.step() + ".new");
    try {
      removeLeftovers();
      try {
        writeFiles(fresh, snapshot, seconds);
        if (Files.exists(complete)) {
          AtomicFile.rename(complete, folder.resolve("step-" + snapshot.step() + ".old"));
        }
        AtomicFile.rename(fresh, complete);
      } finally {
        FolderTree.delete(fresh);
      }
      removeLeftovers();
      List<Integer> steps = steps();
      for (int step : steps.subList(0, Math.max(0, steps.size() - KEPT))) {
        FolderTree.delete(folder.resolve("step-" + step));
      }
    } catch (IOException e) {
      throw DiskFailure.writing(complete, e);
    }
  }

  private static void writeFiles(Path folder, Snapshot snapshot, double seconds) {
    Safetensors.write(folder.resolve(PARAMETERS), snapshot.parameters());
    Safetensors.write(folder.resolve(EMA), snapshot.ema());
    Safetensors.write(folder.resolve(STATE), snapshot.state());
    Safetensors.write(folder.resolve(DATA), snapshot.data());
    ObjectNode meta = Json.object().put("format", FORMAT).put("step", snapshot.step());
    Json.put(meta, "seconds", seconds);
    meta.put("library", "dev.ebm").put("version", Provenance.frameworkVersion());
    Json.write(folder.resolve(META), meta);
  }

  /** Removes what a killed process left half written; keeps the only copy of a step. */
  private void removeLeftovers() throws IOException {
    for (String name : names()) {
      if (LEFTOVER.matcher(name).matches()) {
        Path leftover = folder.resolve(name);
        Path complete = folder.resolve(name.substring(0, name.lastIndexOf('.')));
        if (name.endsWith(".old") && !Files.exists(complete)) {
          AtomicFile.rename(leftover, complete);
        } else {
          FolderTree.delete(leftover);
        }
      }
    }
  }

  /** The steps that have a checkpoint, ascending. */
  public List<Integer> steps() {
    try {
      return names().stream()
          .filter(name -> Files.isRegularFile(folder.resolve(name).resolve(META)))
          .map(STEP_FOLDER::matcher)
          .filter(Matcher::matches)
          .map(matcher -> Integer.valueOf(matcher.group(1)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
  }

  private List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  /** The newest checkpoint's step. */
  public OptionalInt latest() {
    return steps().stream().mapToInt(Integer::intValue).max();
  }

  /**
   * Reads the newest checkpoint.
   *
   * @throws EbmException EBM-R013 if there is none; otherwise as {@link #load}
   */
  public Checkpoint loadLatest() {
    return load(
        latest()
            .orElseThrow(
                () ->
                    missing(
                        "there is no checkpoint yet",
                        "let training reach its first one, see train.checkpoint-every")));
  }

  /**
   * Reads a checkpoint.
   *
   * @throws EbmException EBM-R013 if there is none of this step, EBM-R012 if a newer version wrote
   *     it, EBM-R006 if it cannot be read, EBM-R011 or EBM-R014 if it is damaged
   */
  public Checkpoint load(int step) {
    List<Integer> steps = steps();
    if (!steps.contains(step)) {
      throw missing("there is no checkpoint of step " + step, "there are those of steps " + steps);
    }
    Path checkpoint = folder.resolve("step-" + step);
    Path meta = checkpoint.resolve(META);
    ObjectNode json = Json.read(meta);
    Formats.requireKnown(meta, json.path("format").asInt(), FORMAT);
    Snapshot snapshot =
        new Snapshot(
            step,
            Safetensors.read(checkpoint.resolve(PARAMETERS)),
            Safetensors.read(checkpoint.resolve(EMA)),
            Safetensors.read(checkpoint.resolve(STATE)),
            Safetensors.read(checkpoint.resolve(DATA)));
    return new Checkpoint(snapshot, Json.number(meta.toString(), json, "seconds"));
  }

  private EbmException missing(String what, String hint) {
    return new EbmException(Problem.error("EBM-R013", folder.toString(), what, hint));
  }
}
