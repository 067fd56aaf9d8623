package dev.ebm.app.command;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.core.run.AtomicFile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ebm energy}. */
@Command(
    name = "energy",
    description = {
      "The energy of every row of a file, or of a split of the run's own data.",
      "The higher it is, the less likely is the row under the model.",
      "Where the rows have labels, the AUROC is printed too."
    })
public final class EnergyCommand implements Callable<Integer> {

  private static final String AUROC = "auroc";

  /** The standard error of the AUROC needs so many rows of each label. */
  private static final int LEAST_ROWS = 2;

  @Mixin private RunArgument run;

  @ArgGroup(multiplicity = "1")
  private Scored scored;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      description = "The columns row and energy; rows count from 1 (default: standard output).")
  private Optional<Path> out = Optional.empty();

  /** Which rows; Picocli sees to it that it is one of the two. */
  private static final class Scored {

    @Option(
        names = "--data",
        paramLabel = "FILE",
        required = true,
        description = "A file of the kind and columns that the run was trained on.")
    private Optional<Path> data = Optional.empty();

    @Option(
        names = "--split",
        paramLabel = "NAME",
        required = true,
        description = "A split of the run's own data, such as test: rows that were not trained on.")
    private Optional<String> split = Optional.empty();

    Rows rows(Dataset dataset) {
      return data.map(dataset::read).orElseGet(() -> table(dataset, split.orElseThrow()));
    }

    private static Rows table(Dataset dataset, String name) {
      if (dataset.split(name) instanceof Split.Table table) {
        return table.rows();
      }
      throw new EbmException(
          Problem.error(
              "EBM-A017",
              "--split " + name,
              "the run's data makes fresh rows at every draw, so that there are none to list",
              "name a file by --data, or draw rows by 'ebm sample'"));
    }
  }

  private final TrainedModels models;
  private final Assembly assembly;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public EnergyCommand(TrainedModels models, Assembly assembly, Console console) {
    this.models = models;
    this.assembly = assembly;
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TrainedModel model = models.open(run.folder(), List.of())) {
      Rows rows = scored.rows(model.data());
      String csv = csv(model.energy(rows.values()));
      if (out.isPresent()) {
        AtomicFile.write(out.get(), csv);
      } else {
        console.out().print(csv);
        console.out().flush();
      }
      rows.labels().ifPresent(labels -> scoreLabels(model, rows, labels));
    }
    return 0;
  }

  private static String csv(double[] energy) {
    StringBuilder text = new StringBuilder("row,energy\n");
    for (int i = 0; i < energy.length; i++) {
      text.append(i + 1).append(',').append(energy[i]).append('\n');
    }
    return text.toString();
  }

  private void scoreLabels(TrainedModel model, Rows rows, TensorData labels) {
    long anomalies = Arrays.stream(labels.ints()).filter(label -> label == 1).count();
    long inliers = rows.count() - anomalies;
    if (Math.min(anomalies, inliers) < LEAST_ROWS) {
      console.note(
          "no AUROC: %d rows of label 1 and %d of label 0, two of each are needed",
          anomalies, inliers);
      return;
    }
    Metric auroc =
        assembly.metric(new ComponentSpec<>(Metric.class, AUROC, Map.of()), model.data());
    model
        .evaluate(List.of(auroc), rows, warning -> console.problem(warning))
        .forEach(
            (name, result) ->
                console.note(
                    "%s %s (%d rows of label 1, %d of label 0)",
                    name, Figures.text(result), anomalies, inliers));
  }
}
