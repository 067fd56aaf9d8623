package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginPolicyTest {

  @TempDir Path plugins;

  private PluginPolicy read(String text) throws IOException {
    Files.writeString(plugins.resolve("plugins.yaml"), text);
    return PluginPolicy.of(plugins);
  }

  @Test
  void withoutAFileEveryPluginIsWantedAndABrokenOneStops() {
    assertThat(PluginPolicy.of(plugins))
        .isEqualTo(
            new PluginPolicy(OnProblem.FAIL, List.of(), List.of(), false, Duration.ofSeconds(5)));
  }

  @Test
  void anEmptyFileSaysTheSameAsNone() throws IOException {
    assertThat(read("{}")).isEqualTo(PluginPolicy.byDefault());
  }

  @Test
  void readsTheFileOfThePluginsDirectoryWhichIsNoPlugin() throws IOException {
    assertThat(read("on-problem: warn\ndisabled: [a]\nrequired: [b]\ntime-limit: 1m\n"))
        .isEqualTo(
            new PluginPolicy(
                OnProblem.WARN, List.of("a"), List.of("b"), false, Duration.ofMinutes(1)));
    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins)) {
      assertThat(catalog.problems()).isEmpty();
    }
  }

  @Test
  void tellsEveryMistakeInTheFile() {
    Path file = plugins.resolve("plugins.yaml");
    assertThatThrownBy(() -> read("on-problem: ignore\ndisable: [a]\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "EBM-C001 " + file + " disable: unknown key (did you mean 'disabled'?")
        .hasMessageContaining("EBM-C003 " + file + " on-problem: expected one of fail, warn");
    assertThatThrownBy(() -> read("time-limit: 0s"))
        .hasMessageContaining("EBM-C005 " + file + ": time-limit must be greater than 0");
    assertThatThrownBy(() -> read("a: [\n")).hasMessageStartingWith("EBM-C101 " + file + ":");
  }

  @Test
  void theCommandLineAddsToTheFile() throws IOException {
    PluginPolicy kept = read("disabled: [a]\nrequired: [b]\n");

    assertThat(kept.with(List.of("a", "c"), List.of("d")).on(OnProblem.WARN).strictly())
        .isEqualTo(
            new PluginPolicy(
                OnProblem.WARN, List.of("a", "c"), List.of("b", "d"), true, kept.timeLimit()));
  }
}
