package dev.ebm.app.study;

import com.google.inject.Inject;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Table;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.RowsFile;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.app.train.RunPlaces;
import dev.ebm.app.train.Training;
import dev.ebm.core.config.Overrides;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plot.StudyReport;
import dev.ebm.core.run.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads studies, runs them, and writes what they find. */
public final class Studies {

  private static final Path HERE = Path.of("");
  private static final String STUDY_FILE = "study.yaml";

  private final ExperimentLoader loader;
  private final Assembly assembly;
  private final Training training;
  private final TrainedModels models;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public Studies(
      ExperimentLoader loader,
      Assembly assembly,
      Training training,
      TrainedModels models,
      Console console) {
    this.loader = loader;
    this.assembly = assembly;
    this.training = training;
    this.models = models;
    this.console = console;
  }

  /**
   * A study file that has been read.
   *
   * @param study bound
   * @param file where it was read
   * @param values what it holds, with overrides
   */
  public record Loaded(Study study, Path file, Map<String, Object> values) {

    /** Where the paths of the file begin. */
    Path base() {
      Path parent = file.getParent();
      return parent == null ? HERE : parent;
    }

    /** The experiments of files that the study will read. */
    public List<Question.Varied> experiments() {
      return study.question().experiments(base());
    }
  }

  /**
   * Reads a study.
   *
   * @param overrides assignments such as {@code sweep.seeds=[1,2]}
   * @throws dev.ebm.api.error.ConfigException everything that is wrong with it
   */
  public static Loaded load(Path file, List<String> overrides) {
    Map<String, Object> values = Overrides.apply(YamlFile.read(file), overrides);
    return new Loaded(new RecordBinder().bind(Study.class, values, "").orThrow(), file, values);
  }

  /**
   * Runs a study and writes {@code study.yaml}, {@code results.csv}, {@code results.md}, {@code
   * plots/} and {@code report.html} into its folder. One that was stopped goes on.
   *
   * @return the exit code
   * @throws dev.ebm.api.error.EbmException whatever its parts fail with
   */
  public int run(Loaded loaded, Path folder) {
    Workshop workshop =
        new Workshop(folder, loaded.base(), loader, assembly, training, models, console);
    loaded.experiments().forEach(one -> loader.load(one.file(), one.overrides()));
    String yaml = YamlFile.text(loaded.values());
    refuseOther(folder);
    AtomicFile.write(folder.resolve(STUDY_FILE), yaml);
    Findings findings;
    try {
      findings = loaded.study().question().answer(workshop);
    } catch (Stopped e) {
      console.note("To go on with the study, call it again with --out %s", folder);
      return e.exitCode();
    }
    AtomicFile.write(folder.resolve("results.csv"), csv(findings));
    AtomicFile.write(folder.resolve("results.md"), markdown(findings));
    Path report = folder.resolve("report.html");
    new StudyReport(
            loaded.study().name(), findings.table(), findings.remarks(), findings.pictures(), yaml)
        .write(report);
    Table table = new Table(findings.columns().toArray(String[]::new));
    findings.rows().forEach(row -> table.row(row.toArray(String[]::new)));
    table.print(console.out());
    findings.remarks().forEach(remark -> console.print("%s", remark));
    findings.pictures().forEach(picture -> console.print("Picture  %s", picture));
    console.print("Report   %s", report);
    return 0;
  }

  /** A study goes on in a folder of its own only. */
  private static void refuseOther(Path folder) {
    Path file = folder.resolve(STUDY_FILE);
    if (Files.isDirectory(folder) && !RunPlaces.isEmpty(folder) && !Files.isRegularFile(file)) {
      throw new EbmException(
          Problem.error(
              "EBM-A024",
              folder.toString(),
              "is not empty and holds no study",
              "name another --out"));
    }
  }

  private static String csv(Findings findings) {
    return findings.table().stream()
        .map(row -> row.stream().map(RowsFile::quoted).collect(Collectors.joining(",")) + "\n")
        .collect(Collectors.joining());
  }

  private static String markdown(Findings findings) {
    StringBuilder text = new StringBuilder(line(findings.columns()));
    text.append(line(findings.columns().stream().map(column -> "---").toList()));
    findings.rows().forEach(row -> text.append(line(row)));
    findings.remarks().forEach(remark -> text.append('\n').append(remark).append('\n'));
    return text.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
