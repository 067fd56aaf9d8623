package dev.ebm.app.command;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.RowsFile;
import dev.ebm.app.model.RowsFile.Format;
import dev.ebm.app.model.SamplePlot;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.core.evaluate.ChainRunner;
import dev.ebm.core.run.AtomicFile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ebm sample}. */
@Command(
    name = "sample",
    description = {
      "Draws rows from a run's model with Markov chains, in the data's own units.",
      "What the sampler reports about its last steps is printed beside the rows, and, where chains",
      "keep four rows or more, R-hat and the effective sample size."
    })
public final class SampleCommand implements Callable<Integer> {

  private static final int MOST_CHAINS = 1_000;

  /** A file of rows is made in one array, with four bytes a number; arrays end at two GiB. */
  private static final int MOST_NUMBERS = 500_000_000;

  /** Kept rows of a chain that its diagnostics need. */
  private static final int LEAST_KEPT = 4;

  /** Numbers whose diagnostics take about as long as drawing them. */
  private static final int MOST_DIAGNOSED = 5_000_000;

  @Mixin private RunArgument run;

  @Option(names = "-n", paramLabel = "N", description = "Rows to draw (default: 1000).")
  private int rows = 1_000;

  @Option(names = "--sampler", paramLabel = "NAME", description = "Replaces the sampler.")
  private Optional<String> sampler = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replaces a part of the run's experiment, such as sampler.step-size=0.05 or seed=7;"
              + " repeatable.")
  private List<String> set = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A .csv, .npy or .png file (default: CSV on the standard output).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--chains",
      paramLabel = "N",
      description = "Independent chains (default: one a row, at most 1000).")
  private Optional<Integer> chains = Optional.empty();

  @Option(
      names = "--burn-in",
      paramLabel = "N",
      description =
          "Steps before the first row is kept (default: 1000); no fewer than the sampler adapts for,"
              + " or takes from noise to a draw.")
  private int burnIn = 1_000;

  @Option(
      names = "--thinning",
      paramLabel = "N",
      description = "Steps between kept rows of a chain (default: 100).")
  private int thinning = 100;

  @Option(
      names = "--start",
      paramLabel = "noise|data",
      description =
          "Where chains start: normal with the data's mean and deviation, or at training rows"
              + " (default: noise).")
  private ChainOptions.Start start = ChainOptions.Start.NOISE;

  private final TrainedModels models;
  private final Assembly assembly;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public SampleCommand(TrainedModels models, Assembly assembly, Console console) {
    this.models = models;
    this.assembly = assembly;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Format> format = out.map(RowsFile::format);
    ChainOptions options =
        new ChainOptions(
            rows, chains.orElse(Math.max(1, Math.min(rows, MOST_CHAINS))), burnIn, thinning, start);
    List<String> overrides = new ArrayList<>();
    sampler.ifPresent(name -> overrides.add("sampler=" + name));
    overrides.addAll(set);
    try (TrainedModel model = models.open(run.folder(), overrides)) {
      if (format.filter(Format.PNG::equals).isPresent()) {
        SamplePlot.requirePlane(model.data());
      }
      Sampler made = assembly.sampler(model.experiment(), model.data());
      checkSize(options, made, model.data().features().shape().size());
      LastSteps last = new LastSteps();
      Draws draws = model.sample(made, options, last);
      write(model, draws.rows(rows), format);
      List<Problem> warnings = new ArrayList<>();
      console.note(
          "%d rows, %d chains from %s, %d steps of %s%s%s",
          rows,
          options.running(),
          start.name().toLowerCase(Locale.ROOT),
          last.steps,
          model.experiment().sampler().name(),
          last.text(),
          mixing(model, made, draws, last, warnings));
      warnings.forEach(console::problem);
    }
    return 0;
  }

  /** What the kept rows say about the chains, if these are long enough to say something. */
  private String mixing(
      TrainedModel model, Sampler made, Draws draws, LastSteps last, List<Problem> warnings) {
    ComponentSpec<Sampler> chosen = model.experiment().sampler();
    if (made.kind() == Sampler.Kind.DESCENT
        || draws.positions().shape().dim(0) < LEAST_KEPT
        || draws.positions().shape().size() > MOST_DIAGNOSED) {
      warnings.addAll(MethodWarnings.ofSampler("sampler '" + chosen.name() + "'", last.info));
      return "";
    }
    Map<String, Object> named = new LinkedHashMap<>(chosen.options());
    named.put("name", chosen.name());
    ComponentSpec<Metric> spec =
        new ComponentSpec<>(
            Metric.class, "chain-diagnostics", Map.of("draws", Map.of("sampler", named)));
    Map<String, Estimate> found =
        model.evaluate(List.of(assembly.metric(spec, model.data())), draws, warnings::add);
    return Figures.format(
        "; R-hat %s, effective sample size %.0f in the bulk, %.0f in the tails",
        Figures.text(found.get("r-hat").value()),
        found.get("ess-bulk").value(),
        found.get("ess-tail").value());
  }

  /** Steps are counted by an int. */
  private static void checkSize(ChainOptions options, Sampler made, int features) {
    long numbers = (long) options.samples() * features;
    long steps = options.burnIn(made) + (options.kept() - 1L) * options.thinning();
    if (numbers > MOST_NUMBERS) {
      throw tooMany(
          "%d rows of %d numbers are %d".formatted(options.samples(), features, numbers),
          "at most %d numbers are drawn at once; lower -n".formatted(MOST_NUMBERS));
    }
    if (steps > Integer.MAX_VALUE) {
      throw tooMany(
          "these chains would take %d steps".formatted(steps),
          "at most %d are possible; lower --burn-in or --thinning, or raise --chains"
              .formatted(Integer.MAX_VALUE));
    }
  }

  private static EbmException tooMany(String what, String hint) {
    return new EbmException(Problem.error("EBM-N003", "sampling", what, hint));
  }

  private void write(TrainedModel model, TensorData drawn, Optional<Format> format)
      throws IOException {
    Dataset data = model.data();
    List<String> columns = data.features().names();
    if (format.isEmpty()) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      RowsFile.csv(text, columns, data.toData(drawn));
      console.out().print(text.toString(StandardCharsets.UTF_8));
      console.out().flush();
      return;
    }
    Path file = out.orElseThrow();
    switch (format.get()) {
      case CSV -> AtomicFile.write(file, to -> RowsFile.csv(to, columns, data.toData(drawn)));
      case NPY -> AtomicFile.write(file, to -> RowsFile.npy(to, data.toData(drawn)));
      case PNG -> SamplePlot.write(file, model, drawn);
    }
  }

  /** What the sampler last reported. */
  private static final class LastSteps implements ChainRunner.Progress {

    private int steps;
    private Map<String, Double> info = Map.of();

    @Override
    public void steps(int done, int total, Map<String, Double> means) {
      steps = done;
      info = means;
    }

    /** Empty if no step was made, or the sampler reports nothing. */
    String text() {
      if (info.isEmpty()) {
        return "";
      }
      return info.entrySet().stream()
          .map(mean -> mean.getKey() + " " + Figures.text(mean.getValue()))
          .collect(Collectors.joining(", ", "; means of the last steps: ", ""));
    }
  }
}
