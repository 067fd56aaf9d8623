package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("metrics.jsonl");
  }

  @Test
  void writesALineOfValidJsonAStepEvenForNumbersThatJsonHasNot() throws IOException {
    try (MetricsLog log = MetricsLog.start(file)) {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("loss", 0.5);
      values.put("gap", Double.NaN);
      values.put("up", Double.POSITIVE_INFINITY);
      values.put("a \"name\"", Double.NEGATIVE_INFINITY);
      log.append(100, 1.25, values);
    }
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"step\":100,\"seconds\":1.25,\"loss\":0.5,\"gap\":\"NaN\",\"up\":\"Infinity\","
                + "\"a \\\"name\\\"\":\"-Infinity\"}\n");
    MetricsLog.Entry entry = MetricsLog.read(file).get(0);
    assertThat(entry.step()).isEqualTo(100);
    assertThat(entry.seconds()).isEqualTo(1.25);
    assertThat(entry.values())
        .containsExactly(
            Map.entry("loss", 0.5),
            Map.entry("gap", Double.NaN),
            Map.entry("up", Double.POSITIVE_INFINITY),
            Map.entry("a \"name\"", Double.NEGATIVE_INFINITY));
  }

  @Test
  void canBeReadWhileItIsWritten() {
    try (MetricsLog log = MetricsLog.start(file)) {
      log.append(1, 0, Map.of("loss", 1.0));
      assertThat(MetricsLog.read(file)).hasSize(1);
      log.append(2, 0, Map.of("loss", 1.0));
      assertThat(MetricsLog.read(file)).hasSize(2);
    }
  }

  @Test
  void dropsTheTornLineOfAKilledProcessWhereverItWasTorn() throws IOException {
    String whole = "{\"step\":1,\"seconds\":0.1,\"loss\":1.0}\n";
    String torn = "{\"step\":2,\"seconds\":0.2,\"größe\":2.0}";
    byte[] bytes = (whole + torn).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int length = whole.length(); length <= bytes.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertThat(MetricsLog.read(file)).extracting(MetricsLog.Entry::step).containsExactly(1);
    }
  }

  @Test
  void resumesWithoutTheStepsAfterTheCheckpoint() throws IOException {
    try (MetricsLog log = MetricsLog.start(file)) {
      for (int step = 100; step <= 500; step += 100) {
        log.append(step, step / 10.0, Map.of("loss", (double) step));
      }
    }
    Files.writeString(file, Files.readString(file) + "{\"step\":600,\"sec");
    try (MetricsLog log = MetricsLog.resume(file, 300)) {
      log.append(400, 40, Map.of("loss", -1.0));
    }
    assertThat(MetricsLog.read(file))
        .extracting(MetricsLog.Entry::step)
        .containsExactly(100, 200, 300, 400);
    assertThat(MetricsLog.read(file).get(3).values()).containsEntry("loss", -1.0);
  }

  @Test
  void resumesARunThatHasLoggedNothing() {
    MetricsLog.resume(file, 10).close();
    assertThat(MetricsLog.read(file)).isEmpty();
  }

  @Test
  void doesNotOverwriteALog() throws IOException {
    Files.writeString(file, "precious\n");
    assertFails("EBM-R001", () -> MetricsLog.start(file));
    assertThat(file).hasContent("precious");
  }

  @Test
  void namesTheLineThatIsBroken() throws IOException {
    Files.writeString(
        file, "{\"step\":1,\"seconds\":0}\n{\"step\":2,\"seconds\":0,\"loss\":\"x\"}\n");
    assertFails("EBM-R014", () -> MetricsLog.read(file))
        .hasMessageContaining("metrics.jsonl:2")
        .hasMessageContaining("'loss'");
    Files.writeString(file, "{\"step\":1\n{\"step\":2,\"seconds\":0}\n");
    assertFails("EBM-R014", () -> MetricsLog.read(file)).hasMessageContaining("metrics.jsonl:1");
    Files.writeString(file, "{\"step\":\"one\",\"seconds\":0}\n");
    assertFails("EBM-R014", () -> MetricsLog.read(file)).hasMessageContaining("'step'");
  }

  @Test
  void reservesTheNamesOfItsOwnFields() {
    try (MetricsLog log = MetricsLog.start(file)) {
      assertThatThrownBy(() -> log.append(1, 0, Map.of("seconds", 1.0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
