package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares the folders of runs. */
final class Runs {

  private static final List<String> STATES =
      List.of("params.safetensors", "ema.safetensors", "state.safetensors");

  private Runs() {}

  /** Every byte of the state after a step, and every loss on the way there. */
  static void assertSame(Path run, Path other, int step) {
    for (String state : STATES) {
      Path file = Path.of("checkpoints", "step-" + step, state);
      assertThat(other.resolve(file)).as(state).hasSameBinaryContentAs(run.resolve(file));
    }
    assertThat(losses(other)).isEqualTo(losses(run)).hasSize(step);
  }

  static List<Double> losses(Path run) {
    List<Double> losses = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
        JsonNode loss = new ObjectMapper().readTree(line).path("loss");
        if (!loss.isMissingNode()) {
          losses.add(loss.asDouble());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return losses;
  }

  static JsonNode summary(Path run) {
    try {
      return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
