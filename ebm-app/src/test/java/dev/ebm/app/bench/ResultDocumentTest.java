package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ResultDocumentTest {

  private static JsonNode document(double load) throws IOException {
    ResultDocument document = new ResultDocument(Results.MACHINE, load);
    document.add(Results.of("matmul", 4_000_000));
    document.add(Results.of("w1", 1_000_000));
    return new ObjectMapper().readTree(document.text());
  }

  @Test
  void holdsTimesRatiosAndShares() throws IOException {
    JsonNode document = document(0.5);
    assertThat(document.path("load_average").asDouble()).isEqualTo(0.5);
    assertThat(document.path("matrix_product_flops_per_second").asDouble()).isEqualTo(4e9);
    JsonNode jvm = document.path("workloads").path(1).path("backends").path(1);
    assertThat(jvm.path("ratio_to_djl").asDouble()).isEqualTo(0.5);
    assertThat(jvm.path("share_of_matrix_product_rate").asDouble()).isEqualTo(0.25);
    assertThat(jvm.path("settled").asBoolean()).isFalse();
  }

  @Test
  void tellsWhyABackendHasNoTimes() throws IOException {
    JsonNode tf = document(0.5).path("workloads").path(1).path("backends").path(2);
    assertThat(tf.path("obstacle").asText()).isEqualTo("EBM-B002 it lacks neg");
    assertThat(tf.has("median_seconds")).isFalse();
  }

  @Test
  void leavesAnUnknownLoadOut() throws IOException {
    assertThat(document(-1).has("load_average")).isFalse();
  }
}
