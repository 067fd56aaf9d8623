package dev.ebm.app.study;

import com.google.inject.Inject;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Table;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.RowsFile;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.app.train.Interrupts;
import dev.ebm.app.train.RunPlaces;
import dev.ebm.app.train.Training;
import dev.ebm.core.config.Binding;
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
  private static final String NAME = "name";

  private final ExperimentLoader loader;
  private final Assembly assembly;
  private final Training training;
  private final TrainedModels models;
  private final Interrupts interrupts;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public Studies(
      ExperimentLoader loader,
      Assembly assembly,
      Training training,
      TrainedModels models,
      Interrupts interrupts,
      Console console) {
    this.loader = loader;
    this.assembly = assembly;
    this.training = training;
    this.models = models;
    this.interrupts = interrupts;
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
    Binding<Study> bound = new RecordBinder().bind(Study.class, values, "");
    return new Loaded(Places.ofFile(file.toString(), bound::orThrow), file, values);
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
        new Workshop(
            folder, loaded.base(), loader, assembly, training, models, interrupts, console);
    loaded.experiments().forEach(one -> one.load(loader));
    refuseOther(folder, loaded.values());
    loaded.study().question().check(workshop);
    String yaml = YamlFile.text(loaded.values());
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
    Table table = new Table(findings.columns().toArray(String[]::new));
    findings.rows().forEach(row -> table.row(row.toArray(String[]::new)));
    table.print(console.out());
    findings.remarks().forEach(remark -> console.print("%s", remark));
    List<Path> pictures = findings.pictures().get();
    Path report = folder.resolve("report.html");
    new StudyReport(loaded.study().name(), findings.table(), findings.remarks(), pictures, yaml)
        .write(report);
    pictures.forEach(picture -> console.print("Picture  %s", picture));
    console.print("Report   %s", report);
    return 0;
  }

  /** A study goes on in a folder of its own only: of its name and its question. */
  private static void refuseOther(Path folder, Map<String, Object> asked) {
    Path file = folder.resolve(STUDY_FILE);
    if (Files.isRegularFile(file)) {
      Map<String, Object> there = YamlFile.read(file);
      if (!title(there).equals(title(asked))) {
        throw otherFolder(
            folder, "holds the study %s, and this is %s".formatted(title(there), title(asked)));
      }
    } else if (Files.isDirectory(folder) && !RunPlaces.isEmpty(folder)) {
      throw otherFolder(folder, "is not empty and holds no study");
    }
  }

  private static EbmException otherFolder(Path folder, String what) {
    return new EbmException(
        Problem.error("EBM-A024", folder.toString(), what, "name another --out"));
  }

  /** Such as {@code 'negatives' (sweep)}. */
  private static String title(Map<String, Object> study) {
    return study.keySet().stream()
        .filter(key -> !key.equals(NAME))
        .collect(Collectors.joining(", ", "'" + study.get(NAME) + "' (", ")"));
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
