package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InvocationTest {

  @Test
  void theCommandToGoOnWithIsPlainWhereItCanBe() {
    assertThat(
            new Invocation(List.of(), List.of())
                .resume(Path.of("runs/a/experiment.yaml"), Path.of("runs/a")))
        .isEqualTo("./ebm train runs/a/experiment.yaml --out runs/a --resume");
  }

  @Test
  void itQuotesWhatAShellWouldSplitAndNamesThePlugins() {
    assertThat(
            new Invocation(List.of(), List.of("--plugins-dir", "my plugins", "--plugins-strict"))
                .resume(Path.of("it's/e.yaml"), Path.of("it's")))
        .isEqualTo(
            "./ebm train 'it'\\''s/e.yaml' --out 'it'\\''s' --resume --plugins-dir 'my plugins'"
                + " --plugins-strict");
  }
}
