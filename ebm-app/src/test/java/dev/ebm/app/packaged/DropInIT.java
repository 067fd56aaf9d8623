package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin built by a Maven project of its own, dropped into the packaged application. */
final class DropInIT {

  @TempDir private static Path folder;
  private static Ebm ebm;
  private static DroppedIn huber;

  @BeforeAll
  static void buildAndDropIn() {
    ebm = Ebm.in(folder);
    huber = DroppedIn.example("huber-loss", folder.resolve("dropped-in"));
  }

  private Ebm.Result train(String... plugins) {
    List<String> args =
        List.of("train", huber.experiment(), "--set", "train.steps=300", "--out", "run");
    return ebm.run(Stream.concat(args.stream(), Stream.of(plugins)).toArray(String[]::new));
  }

  @Test
  void anExperimentUsesItsLossByName() {
    train("--plugins-dir", huber.plugins()).succeeded();
    Path run = folder.resolve("run");
    List<Double> losses = Runs.losses(run);
    assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0)).isPositive();
    assertThat(run.resolve("experiment.yaml")).content().contains("huber-margin", "delta: 1.0");
    assertThat(run.resolve("provenance.json")).content().contains("\"huber-loss\"");
  }

  @Test
  void withoutItsJarTheLossIsUnknown() throws IOException {
    Ebm.Result result = train();
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-C011 loss: there is no loss 'huber-margin'");
    assertThat(result.exitCode()).isEqualTo(2);
    try (Stream<Path> jars = Files.list(Ebm.DISTRIBUTION)) {
      assertThat(jars).noneMatch(jar -> jar.getFileName().toString().contains("huber"));
    }
  }

  @Test
  void theListsNameIt() {
    assertThat(ebm.run("components", "list", "--plugins-dir", huber.plugins()).succeeded().out())
        .containsPattern("(?m)^loss +huber-margin +huber-loss ");
    assertThat(ebm.run("--plugins-dir", huber.plugins(), "plugins", "list").succeeded().out())
        .containsPattern("(?m)^huber-loss +1\\.0\\.0 +1\\.0 .*huber-loss-1\\.0\\.0\\.jar$");
  }
}
