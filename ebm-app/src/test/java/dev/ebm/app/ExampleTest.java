package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebm.api.error.Severity;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.describe.Description;
import dev.ebm.core.describe.Descriptions;
import dev.ebm.core.describe.Example;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ebm components describe KIND NAME --example} prints can be used as it is. */
final class ExampleTest {

  /** Loading their natives takes long; the tests of backends train with them. */
  private static final Set<String> SLOW = Set.of("djl", "tf");

  @TempDir private Path folder;

  private static Stream<Description> builtIn(PluginCatalog catalog) {
    Descriptions descriptions = new Descriptions(catalog);
    return Descriptions.labels().stream()
        .flatMap(label -> descriptions.of(Descriptions.kind(label)).stream())
        .filter(one -> one.plugin().builtIn());
  }

  /** An experiment that a part of one completes. */
  private Map<String, Object> experiment(Description one, String example) throws IOException {
    Path part = Files.writeString(folder.resolve("part.yaml"), example);
    Path csv = Experiments.csv(folder);
    Path base =
        one.name().equals("auroc") ? Experiments.table(folder, csv) : Experiments.plane(folder);
    Map<String, Object> values = new LinkedHashMap<>(YamlFile.read(base));
    values.putAll(YamlFile.read(part));
    return values;
  }

  private static String example(Description one) {
    InProcess printed =
        InProcess.ebm("components", "describe", one.label(), one.canonicalName(), "--example");
    assertThat(printed.err()).isEmpty();
    assertThat(printed.exitCode()).isZero();
    return printed.out();
  }

  @TestFactory
  Stream<DynamicTest> everyExampleBindsAndSetsEveryOption() {
    PluginCatalog catalog = new PluginLoader().load();
    List<Description> all = builtIn(catalog).toList();
    assertThat(all).hasSizeGreaterThan(15);
    return all.stream()
        .map(
            one ->
                dynamicTest(
                    one.label() + " " + one.name(),
                    () -> {
                      String example = new Example(catalog).text(one);
                      LoadedExperiment bound =
                          new ExperimentLoader(catalog).bind(experiment(one, example));
                      assertThat(bound.warnings())
                          .noneMatch(problem -> problem.severity() == Severity.ERROR);
                      assertThat(YamlFile.text(bound.resolved())).contains(one.name());
                      one.options()
                          .forEach(
                              entry ->
                                  assertThat(example)
                                      .containsPattern(
                                          "(?m)^ *(# )?(- )?%s: ?.*  # .+$"
                                              .formatted(entry.option().key())));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyExampleTrainsTwoSteps() {
    return builtIn(new PluginLoader().load())
        .filter(one -> !SLOW.contains(one.name()))
        .map(one -> dynamicTest(one.label() + " " + one.name(), () -> trains(one)));
  }

  private void trains(Description one) throws IOException {
    Map<String, Object> values = experiment(one, example(one));
    Path file = Experiments.write(folder, "whole.yaml", YamlFile.text(values));
    List<String> args = new ArrayList<>(List.of("train", file.toString(), "--quiet"));
    args.addAll(List.of("--set", "train.steps=2", "--out", folder.resolve("run").toString()));
    args.add("--overwrite");
    if (one.label().equals("dataset")) {
      args.addAll(List.of("--set", "evaluate=[]"));
    }
    if (one.name().equals("csv")) {
      args.addAll(List.of("--set", "data.path=" + Experiments.csv(folder)));
    }
    if (one.name().equals("trained")) {
      args.addAll(List.of("--set", "energy.run=" + runOfNoStep()));
    }
    InProcess trained = InProcess.ebm(args.toArray(String[]::new));

    // Two steps may leave a model that deserves warnings, but no component that fails.
    assertThat(trained.errors()).allMatch(line -> line.startsWith("warning: EBM-W"));
    assertThat(trained.exitCode()).isZero();
    assertThat(folder.resolve("run").resolve("summary.json")).content().contains("finished");
  }

  private Path runOfNoStep() {
    Path run = folder.resolve("earlier");
    String plane = Experiments.plane(folder).toString();
    assertThat(
            InProcess.ebm(
                    "train", plane, "--quiet", "--set", "train.steps=0", "--out", run.toString())
                .exitCode())
        .isZero();
    return run;
  }
}
