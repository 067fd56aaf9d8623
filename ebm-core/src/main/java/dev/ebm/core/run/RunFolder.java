package dev.ebm.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of one run: {@code experiment.yaml}, {@code provenance.json}, {@code metrics.jsonl},
 * {@code summary.json}, {@code checkpoints/step-N/}, {@code plots/*.png}, {@code tensorboard/} and
 * {@code report.html}. A folder is a run if its {@code provenance.json} says so.
 */
public final class RunFolder {

  private static final int FORMAT = 1;
  private static final String FORMAT_FIELD = "run_format";
  private static final String RESUMED = "resumed";
  private static final String EXPERIMENT = "experiment.yaml";
  private static final String PROVENANCE = "provenance.json";
  private static final String METRICS = "metrics.jsonl";
  private static final String SUMMARY = "summary.json";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String WARNINGS = "warnings.json";
  private static final String PLOTS = "plots";
  private static final String PNG = ".png";
  private static final String TENSORBOARD = "tensorboard";
  private static final String REPORT = "report.html";

  /** What a run consists of; the mark of a run is last, so that it is the last to be deleted. */
  private static final List<String> ENTRIES =
      List.of(
          CHECKPOINTS,
          PLOTS,
          TENSORBOARD,
          METRICS,
          WARNINGS,
          SUMMARY,
          REPORT,
          EXPERIMENT,
          PROVENANCE);

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder of a new run.
   *
   * @param experiment the resolved experiment, YAML
   * @throws EbmException EBM-R002 if the folder exists and is not empty, EBM-R001 if it cannot be
   *     written
   */
  public static RunFolder create(Path folder, String experiment, Provenance provenance) {
    if (!isVacant(folder)) {
      throw problem(
          "EBM-R002",
          folder,
          "the folder exists and is not empty",
          "use --resume to go on with it, --overwrite to replace it, or another --out");
    }
    return begin(folder, experiment, provenance);
  }

  /**
   * Makes the folder of a new run and deletes the run that is there. Files in it that do not belong
   * to a run stay.
   *
   * @param experiment the resolved experiment, YAML
   * @throws EbmException EBM-R005 if the folder has files but is not a run, EBM-R001 if it cannot
   *     be written
   */
  public static RunFolder overwrite(Path folder, String experiment, Provenance provenance) {
    if (isVacant(folder)) {
      return create(folder, experiment, provenance);
    }
    if (!isRun(folder)) {
      throw problem(
          "EBM-R005",
          folder,
          "--overwrite deletes only runs, and this is none",
          "choose another --out, or empty the folder yourself");
    }
    for (String entry : ENTRIES) {
      try {
        FolderTree.delete(folder.resolve(entry));
      } catch (IOException e) {
        throw DiskFailure.writing(folder.resolve(entry), e);
      }
    }
    return begin(folder, experiment, provenance);
  }

  private static RunFolder begin(Path folder, String experiment, Provenance provenance) {
    RunFolder run = new RunFolder(folder);
    ObjectNode json = Json.object().put(FORMAT_FIELD, FORMAT);
    json.setAll(provenance.toJson());
    AtomicFile.write(run.experimentFile(), experiment);
    try {
      Json.write(run.provenanceFile(), json);
    } catch (EbmException e) {
      deleteQuietly(run.experimentFile(), e);
      throw e;
    }
    return run;
  }

  /** Leaves nothing half-made behind a failure, which says all there is to say. */
  private static void deleteQuietly(Path file, EbmException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Opens a run to read it.
   *
   * @throws EbmException EBM-R003 if there is no such folder, EBM-R004 if it is not a run, EBM-R012
   *     if a newer version wrote it
   */
  public static RunFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw problem(
          "EBM-R003", folder, "there is no such folder", "give the folder of a run, see 'runs'");
    }
    if (!isRun(folder) || !Files.isRegularFile(folder.resolve(EXPERIMENT))) {
      throw problem(
          "EBM-R004",
          folder,
          "the folder is not a run",
          "a run has " + EXPERIMENT + " and " + PROVENANCE + "; 'ebm train' makes one");
    }
    RunFolder run = new RunFolder(folder);
    Formats.requireKnown(run.provenanceFile(), run.provenance().path(FORMAT_FIELD).asInt(), FORMAT);
    return run;
  }

  /**
   * Opens a run to go on with it, and adds the session to {@code provenance.json}.
   *
   * @throws EbmException as {@link #open}; EBM-R001 if it cannot be written
   */
  public static RunFolder resume(Path folder, Provenance session) {
    RunFolder run = open(folder);
    ObjectNode json = Json.read(run.provenanceFile());
    json.withArray(RESUMED).add(session.toJson());
    Json.write(run.provenanceFile(), json);
    return run;
  }

  private static boolean isVacant(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw DiskFailure.reading(folder, e);
    }
  }

  private static boolean isRun(Path folder) {
    Path provenance = folder.resolve(PROVENANCE);
    return Files.isRegularFile(provenance) && Json.read(provenance).path(FORMAT_FIELD).isInt();
  }

  private static EbmException problem(String code, Path folder, String what, String hint) {
    return new EbmException(Problem.error(code, folder.toString(), what, hint));
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** The resolved experiment. */
  public Path experimentFile() {
    return folder.resolve(EXPERIMENT);
  }

  /** What the run came from. */
  public Path provenanceFile() {
    return folder.resolve(PROVENANCE);
  }

  /** The metrics of all logged steps. */
  public Path metricsFile() {
    return folder.resolve(METRICS);
  }

  /** How the run ended. */
  public Path summaryFile() {
    return folder.resolve(SUMMARY);
  }

  /** What deserved attention. */
  public WarningsFile warnings() {
    return new WarningsFile(folder.resolve(WARNINGS));
  }

  /** The folder of pictures. */
  public Path plots() {
    return folder.resolve(PLOTS);
  }

  /** The folder of TensorBoard's event files. */
  public Path tensorBoard() {
    return folder.resolve(TENSORBOARD);
  }

  /** The report. */
  public Path reportFile() {
    return folder.resolve(REPORT);
  }

  /** The checkpoints. */
  public Checkpoints checkpoints() {
    return new Checkpoints(folder.resolve(CHECKPOINTS));
  }

  /**
   * The resolved experiment, YAML.
   *
   * @throws EbmException EBM-R006 if it cannot be read
   */
  public String experiment() {
    try {
      return Files.readString(experimentFile());
    } catch (IOException e) {
      throw DiskFailure.reading(experimentFile(), e);
    }
  }

  /**
   * What the run came from; sessions that resumed it are under {@code resumed}.
   *
   * @throws EbmException EBM-R006 if it cannot be read, EBM-R014 if it is damaged
   */
  public JsonNode provenance() {
    return Json.read(provenanceFile());
  }

  /**
   * All whole lines of {@code metrics.jsonl}.
   *
   * @throws EbmException EBM-R006 if it cannot be read, EBM-R014 if it is damaged
   */
  public List<MetricsLog.Entry> metrics() {
    return Files.exists(metricsFile()) ? MetricsLog.read(metricsFile()) : List.of();
  }

  /**
   * The PNG files of {@code plots/} by name, without the ending, in alphabetical order.
   *
   * @throws EbmException EBM-R006 if they cannot be read
   */
  public SortedMap<String, byte[]> pictures() {
    SortedMap<String, byte[]> pictures = new TreeMap<>();
    if (!Files.isDirectory(plots())) {
      return pictures;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(plots(), "*" + PNG)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        pictures.put(name.substring(0, name.length() - PNG.length()), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw DiskFailure.reading(plots(), e);
    }
    return pictures;
  }

  /**
   * How the run ended, if it has.
   *
   * @throws EbmException EBM-R006 if it cannot be read, EBM-R014 if it is damaged
   */
  public Optional<Summary> summary() {
    return Files.exists(summaryFile())
        ? Optional.of(Summary.read(summaryFile()))
        : Optional.empty();
  }

  /**
   * Writes how the run ended.
   *
   * @throws EbmException EBM-R001 if it cannot be written
   */
  public void write(Summary summary) {
    Json.write(summaryFile(), summary.toJson());
  }
}
