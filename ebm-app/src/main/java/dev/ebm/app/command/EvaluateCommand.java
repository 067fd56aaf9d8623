package dev.ebm.app.command;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.app.model.TrainedModels;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ebm evaluate}. */
@Command(name = "evaluate", description = "Measures a run's model, with standard errors.")
public final class EvaluateCommand implements Callable<Integer> {

  @Mixin private RunArgument run;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "A metric instead of the experiment's, with its options there or else its defaults;"
              + " repeatable.")
  private List<String> names = List.of();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replaces a part of the run's experiment, such as 'evaluate=[{name: mmd, samples: 200}]'"
              + " or seed=7; repeatable.")
  private List<String> set = List.of();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final TrainedModels models;
  private final Assembly assembly;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public EvaluateCommand(TrainedModels models, Assembly assembly, Console console) {
    this.models = models;
    this.assembly = assembly;
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TrainedModel model = models.open(run.folder(), set)) {
      Map<String, Estimate> results =
          model.evaluate(metrics(model), warning -> console.problem(warning));
      if (json) {
        console.print("%s", document(model, results));
      } else {
        Table table = new Table("METRIC", "VALUE", "SAMPLES");
        results.forEach(
            (name, result) ->
                table.row(name, Figures.text(result), Long.toString(result.samples())));
        table.print(console.out());
      }
    }
    return 0;
  }

  private List<Metric> metrics(TrainedModel model) {
    if (names.isEmpty() && model.experiment().evaluate().isEmpty()) {
      throw new EbmException(
          Problem.error(
              "EBM-A016",
              run.folder().toString(),
              "the run's experiment names no metrics",
              "name one by --metric; 'ebm components list' shows them"));
    }
    if (names.isEmpty()) {
      return assembly.metrics(model.experiment(), model.data());
    }
    return names.stream()
        .map(name -> assembly.metric(spec(name, model.experiment().evaluate()), model.data()))
        .toList();
  }

  private static ComponentSpec<Metric> spec(String name, List<ComponentSpec<Metric>> known) {
    return known.stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseGet(() -> new ComponentSpec<>(Metric.class, name, Map.of()));
  }

  private String document(TrainedModel model, Map<String, Estimate> results) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    results.forEach(
        (name, result) -> {
          Map<String, Object> metric = new LinkedHashMap<>();
          metric.put("name", name);
          metric.put("value", JsonText.number(result.value()));
          result
              .standardError()
              .ifPresent(error -> metric.put("standard_error", JsonText.number(error)));
          metric.put("samples", result.samples());
          metrics.add(metric);
        });
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run.folder().toString());
    fields.put("experiment", model.experiment().name());
    fields.put("backend", model.experiment().backend().name());
    fields.put("step", model.step());
    fields.put("metrics", metrics);
    return JsonText.document(fields);
  }
}
