package dev.ebm.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GlobalOptionsTest {

  private static List<String> pluginArguments(String... args) {
    return GlobalOptions.of(args).pluginArguments();
  }

  @Test
  void repeatsWhatWasSaidAboutPluginsAndNothingElse() {
    List<String> said =
        List.of(
            "--plugins-dir",
            "my plugins",
            "--plugins-on-problem",
            "warn",
            "--plugins-disabled",
            "a,b",
            "--plugins-required",
            "c",
            "--plugins-strict");

    assertThat(
            pluginArguments(
                "train",
                "x.yaml",
                "--plugins-on-problem=WARN",
                "--plugins-disabled",
                "a",
                "--plugins-dir=my plugins",
                "--plugins-disabled=b",
                "-v",
                "--plugins-required=c",
                "--plugins-strict",
                "--set",
                "train.steps=3"))
        .isEqualTo(said);
    assertThat(pluginArguments(said.toArray(String[]::new))).isEqualTo(said);
    assertThat(pluginArguments("train", "x.yaml", "--stacktrace")).isEmpty();
  }
}
