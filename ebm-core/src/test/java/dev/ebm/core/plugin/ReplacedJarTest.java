package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.Loss;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacedJarTest {

  @TempDir Path plugins;

  /** A plugin whose loss needs a class that is loaded when the loss is called. */
  private Path jar() throws IOException {
    String lateName = "acme.Late";
    return PluginJar.plugin(
            "acme", PluginJar.loss("late").replace("x.sum()", "{ return Late.of(x); }"))
        .source(
            lateName,
            "package acme; import dev.ebm.api.tensor.*;"
                + " class Late { static Tensor of(Tensor x) { return x.sum(); } }")
        .write(plugins.resolve("acme.jar"));
  }

  private static Loss late(PluginCatalog catalog) {
    return new Components(catalog).create(new ComponentSpec<>(Loss.class, "late", Map.of()));
  }

  private PluginCatalog load() {
    return new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow();
  }

  @Test
  void p114ClassesThatAreMissingBecauseTheJarWasReplacedAreExplained() throws IOException {
    Path jar = jar();
    try (PluginCatalog catalog = load()) {
      Loss loss = late(catalog);
      Files.write(jar, new byte[10_000]);

      assertThatThrownBy(() -> loss.loss(null, null))
          .isInstanceOf(PluginException.class)
          .hasMessageStartingWith(
              "EBM-P114 %s: was replaced while the program runs, so that loss 'late' of plugin acme"
                  + " 1.2.3 (%s) could not go on: ",
              jar, jar);
    }
  }

  @Test
  void aFailureThatIsNotAboutClassesIsNotBlamedOnTheJar() throws IOException {
    Path jar = jar();
    try (PluginCatalog catalog = load()) {
      Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

      assertThatThrownBy(() -> late(catalog).loss(null, null))
          .isInstanceOf(PluginException.class)
          .hasMessageStartingWith("EBM-P123 ")
          .hasCauseInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void aStampIsOutdatedWhenSizeOrTimeOrFileGo() throws IOException {
    Path file = Files.writeString(plugins.resolve("x"), "a");
    FileStamp stamp = FileStamp.of(file);
    assertThat(stamp.isOutdated()).isFalse();

    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(stamp.isOutdated()).isTrue();
    Files.writeString(file, "ab");
    Files.setLastModifiedTime(file, stamp.modified());
    assertThat(stamp.isOutdated()).isTrue();
    Files.delete(file);
    assertThat(stamp.isOutdated()).isTrue();
  }
}
