package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTableTest {

  @TempDir Path repository;

  private Path report(String module, String name, double error) throws IOException {
    ConformanceReport report = new ConformanceReport(name + ": a backend");
    report.add("exp", 0, "f32", error, 4);
    report.add("exp", 2, "f64", 0, 4);
    report.add("sum", 0, "i32", 0, 0);
    report.write(repository.resolve(module).resolve("target"), name);
    return repository.resolve("docs.md");
  }

  private boolean write(Path file) throws IOException {
    return ConformanceTable.write(repository, file, List.of("one", "two"));
  }

  @Test
  void hasARowForEachOperationAndOrderAndAColumnForEachBackendAndDtype() throws IOException {
    report("first", "one", 0.123456);
    Path file = report("second", "two", 3);
    assertThat(write(file)).isTrue();
    assertThat(Files.readString(file))
        .startsWith("# Conformance of the backends\n")
        .endsWith(
            """
            | report | what ran | cases |
            |---|---|---:|
            | one | one: a backend | 3 |
            | two | two: a backend | 3 |

            | operation | order | one-f64 | one-f32 | two-f64 | two-f32 |
            |---|---|---:|---:|---:|---:|
            | exp | value | - | 0.12 (1) | - | 3.0 (1) |
            | exp | 2 | 0 (1) | - | 0 (1) | - |
            | sum | value | exact (1) | exact (1) | exact (1) | exact (1) |
            """);
  }

  @Test
  void isNotWrittenWhileAReportIsMissing() throws IOException {
    Path file = report("first", "one", 0.5);
    assertThat(write(file)).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void isNotWrittenWhileAReportHasOtherRows() throws IOException {
    Path file = report("first", "one", 0.5);
    ConformanceReport partial = new ConformanceReport("two: a backend");
    partial.add("exp", 0, "f32", 0.5, 4);
    partial.write(repository.resolve("second").resolve("target"), "two");
    assertThat(write(file)).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void leavesAFileAloneThatHoldsTheSame() throws IOException {
    report("first", "one", 0.123456);
    Path file = report("second", "two", 3);
    write(file);
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, old);
    report("first", "one", 0.123457);
    write(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
    report("first", "one", 0.2);
    write(file);
    assertThat(Files.readString(file)).contains("0.20 (1)");
  }
}
