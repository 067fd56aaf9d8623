package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceReportTest {

  @Test
  void keepsTheLargestErrorOfEverySubject(@TempDir Path directory) throws IOException {
    ConformanceReport report = new ConformanceReport("jvm: scalar loops");
    report.add("exp", "f32", 0.25, 4);
    report.add("exp", "f32", 1.5, 4);
    report.add("exp", "f32", 0.5, 4);
    report.add("add", "f64", 0, 0);
    Path file = directory.resolve("deep").resolve("report.md");
    report.write(file);
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            # jvm: scalar loops

            | subject | measure | largest error | allowed |
            |---|---|---:|---:|
            | add | f64 | 0.00 | 0.00 |
            | exp | f32 | 1.50 | 4.00 |
            """);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }
}
