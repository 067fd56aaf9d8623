package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ebm bench}, with next to no time to measure in. */
final class BenchTest {

  private static InProcess bench(String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "bench";
    args[1] = "--seconds";
    args[2] = "1e-6";
    System.arraycopy(more, 0, args, 3, more.length);
    return InProcess.ebm(args);
  }

  private static void assertRefused(InProcess result, String line) {
    assertThat(result.errors()).singleElement().asString().startsWith(line);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Tag("slow")
  @Test
  void printsWhereItRanAndATableForEachWorkload() {
    InProcess result = bench("w1", "--backend", "{name: jvm, threads: 1}");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("Java " + System.getProperty("java.runtime.version"))
        .contains("  jvm threads=1: pure Java (")
        .containsPattern("(?m)^matmul: .*; 2\\.15 Gflop in matrix products$")
        .containsPattern("(?m)^w1: .*batch 128.*; 0\\.190 Gflop in matrix products$")
        .containsPattern("(?m)^jvm threads=1  [0-9.]+ +[0-9.]+ to [0-9.]+ +10 +- +100 %$");
  }

  @Tag("slow")
  @Test
  void printsVersionedJson() throws IOException {
    InProcess result = bench("w1", "w4", "--backend", "{name: jvm, threads: 1}", "--json");
    JsonNode document = new ObjectMapper().readTree(result.out());
    assertThat(document.path("schema").asInt()).isEqualTo(1);
    assertThat(document.path("java").asText()).isNotEmpty();
    assertThat(document.path("cores").asInt()).isPositive();
    assertThat(document.path("matrix_product_flops_per_second").asDouble()).isPositive();
    assertThat(document.path("workloads").findValuesAsText("name"))
        .containsExactly("matmul", "jvm", "w1", "jvm", "w4", "jvm");
    JsonNode w1 = document.path("workloads").path(1);
    assertThat(w1.path("matrix_product_flops").asLong()).isEqualTo(189_890_560L);
    JsonNode jvm = w1.path("backends").path(0);
    assertThat(jvm.path("options").path("threads").asInt()).isEqualTo(1);
    assertThat(jvm.path("compared").asBoolean()).isTrue();
    assertThat(jvm.path("runs").asInt()).isEqualTo(10);
    assertThat(jvm.path("settled").isBoolean()).isTrue();
    assertThat(jvm.path("ratio_to_djl").isMissingNode()).isTrue();
    double median = jvm.path("median_seconds").asDouble();
    assertThat(median)
        .isBetween(
            jvm.path("lower_quartile_seconds").asDouble(),
            jvm.path("upper_quartile_seconds").asDouble());
    assertThat(jvm.path("share_of_matrix_product_rate").asDouble())
        .isEqualTo(
            189_890_560L / median / document.path("matrix_product_flops_per_second").asDouble());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused(
        bench("w9"),
        "EBM-A020 ebm bench: there is no workload 'w9' (choose from w1, w2, w3, w4, w5, w6)");
    assertRefused(
        bench("w1", "--backend", "jmv"),
        "EBM-C012 backend: there is no backend 'jmv' (did you mean 'jvm'?");
    assertRefused(
        InProcess.ebm("bench", "--seconds", "0"),
        "EBM-A005 ebm bench: --seconds is not above 0: 0.0");
    assertRefused(
        bench("--sconds"),
        "EBM-A005 ebm bench: there is no option '--sconds' here (did you mean '--seconds'?");
  }
}
