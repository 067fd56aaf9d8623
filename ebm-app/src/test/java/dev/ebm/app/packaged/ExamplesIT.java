package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples, each built by itself, checked, dropped in and used for what it offers. */
final class ExamplesIT {

  @TempDir private Path folder;

  /** Built and found good, in the folder where the application looks. */
  private DroppedIn example(String name, String offer) {
    DroppedIn example = DroppedIn.example(name, folder.resolve("plugins"));
    assertThat(
            Ebm.in(folder)
                .run("plugins", "verify", example.jar().toString(), "--strict")
                .succeeded()
                .out())
        .containsPattern("(?m)^" + name + " +1\\.0\\.0 +1\\.0 +1 " + offer + " +good ");
    return example;
  }

  private Path train(DroppedIn example, int steps, String... settings) {
    List<String> args =
        new ArrayList<>(List.of("train", example.experiment(), "--quiet", "--out", "run"));
    args.addAll(List.of("--set", "train.steps=" + steps, "--set", "train.log-every=1"));
    for (String setting : settings) {
      args.addAll(List.of("--set", setting));
    }
    Ebm.in(folder).run(args.toArray(String[]::new)).succeeded();
    return folder.resolve("run");
  }

  /** Means over the first and the last ten steps, since a single loss is noisy. */
  private static void assertFalls(List<Double> losses) {
    assertThat(mean(losses.subList(losses.size() - 10, losses.size())))
        .isLessThan(mean(losses.subList(0, 10)));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void aSamplerDrawsFromATrainedModel() {
    train(example("barker-sampler", "sampler"), 20);
    Ebm.Result drawn =
        Ebm.in(folder).run("sample", "run", "-n", "40", "--burn-in", "30").succeeded();
    assertThat(drawn.out().lines()).hasSize(41);
    assertThat(drawn.errors().get(0))
        .contains("30 steps of barker")
        .containsPattern("acceptance 0\\.\\d+");
    assertThat(drawn.errors().stream().skip(1))
        .allMatch(line -> line.startsWith("warning: EBM-W003 sampler 'barker'"));
  }

  @Test
  void anEnergyIsTrainedAndEvaluated() throws IOException {
    assertFalls(Runs.losses(train(example("student-t-energy", "energy"), 300)));
    String json = Ebm.in(folder).run("evaluate", "run", "--json").succeeded().out();
    JsonNode metric = new ObjectMapper().readTree(json).path("metrics").get(0);
    assertThat(metric.path("name").asText()).isEqualTo("log-density-mse");
    assertThat(metric.path("value").asDouble()).isPositive().isFinite();
  }

  @Test
  void aDatasetIsReadAndItsRowsAreScored() {
    DroppedIn example = example("npy-dataset", "dataset");
    String rows = example.project().resolve("rows.npy").toString();
    assertFalls(Runs.losses(train(example, 300, "data.path=" + rows)));
    Ebm.in(folder).run("energy", "run", "--data", rows, "--out", "energies.csv").succeeded();
    assertThat(folder.resolve("energies.csv")).content().hasLineCount(1001);

    Ebm.Result refused = Ebm.in(folder).run("energy", "run", "--data", "energies.csv");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-D004 energies.csv: cannot be read: it does not begin as NumPy's files do")
        .contains("in dataset 'npy' of plugin npy-dataset 1.0.0 (" + example.jar());
  }
}
