package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ebm plugins new} writes builds, passes its own tests, and runs when dropped in. */
final class NewPluginIT {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"loss", "sampler", "energy", "backend"})
  void aNewPluginBuildsAndRuns(String kind) {
    Ebm ebm = Ebm.in(folder);
    String name = "acme-" + kind;
    ebm.run("plugins", "new", name, "--kind", kind).succeeded();
    Path project = folder.resolve(name);
    Path jar = DroppedIn.build(project, folder.resolve("plugins")).jar();

    assertThat(ebm.run("plugins", "verify", jar.toString(), "--strict").succeeded().out())
        .containsPattern("(?m)^" + name + " +1\\.0\\.0 +1\\.0 +1 " + kind + " +good ");
    String experiment = project.resolve("experiment.yaml").toString();
    ebm.run("train", experiment, "--set", "train.steps=3", "--out", "run").succeeded();
    assertThat(folder.resolve("run").resolve("provenance.json")).content().contains(name);
    assertThat(folder.resolve("run").resolve("experiment.yaml")).content().contains(name);
    assertThat(ebm.run("sample", "run", "-n", "2", "--burn-in", "5").succeeded().out().lines())
        .hasSize(3);
  }
}
