package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of the three backends, native libraries included, with no time to measure in. */
final class BenchIT {

  @TempDir private Path folder;

  @Test
  void allBackendsComputeTheWorkloadsAlikeAndAreTimed() throws IOException {
    String json =
        Ebm.in(folder).run("bench", "w1", "w5", "--seconds", "1e-6", "--json").succeeded().out();
    for (JsonNode workload : new ObjectMapper().readTree(json).path("workloads")) {
      List<String> timed = new ArrayList<>();
      for (JsonNode backend : workload.path("backends")) {
        assertThat(backend.path("compared").asBoolean()).isTrue();
        assertThat(backend.path("median_seconds").asDouble()).isPositive();
        assertThat(backend.path("ratio_to_djl").asDouble()).isPositive();
        timed.add(backend.path("name").asText() + backend.path("options"));
      }
      assertThat(timed)
          .containsExactly("djl{}", "djl{\"execution\":\"interpreter\"}", "jvm{}", "tf{}");
    }
  }
}
