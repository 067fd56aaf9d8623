package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceReportTest {

  @Test
  void countsCasesAndKeepsTheLargestErrorOfEveryOperationAndOrder(@TempDir Path directory)
      throws IOException {
    ConformanceReport report = new ConformanceReport("jvm: scalar loops");
    report.add("exp", ConformanceReport.VALUE, "f32", 0.25, 4);
    report.add("exp, of large values", ConformanceReport.VALUE, "f32", 1.5555, 4);
    report.add("exp", ConformanceReport.VALUE, "f32", 0.5, 4);
    report.add("softmax", 2, ConformanceReport.DIFFERENCES, 1.2345e-11, 1e-8);
    report.add("exp", 1, "f64", 12.3, 64);
    report.add("add", ConformanceReport.VALUE, "f64", 0, 0);
    Path target = directory.resolve("deep");
    report.write(target, "jvm");
    assertThat(target.resolve("conformance-jvm.md"))
        .hasContent(
            """
            # jvm: scalar loops

            Errors are in epsilons of the dtype, and relative in comparisons with differences.

            | operation | order | measure | cases | largest error | allowed |
            |---|---|---|---:|---:|---:|
            | add | value | f64 | 1 | 0 | 0 |
            | exp | value | f32 | 3 | 1.6 | 4.0 |
            | exp | 1 | f64 | 1 | 12 | 64 |
            | softmax | 2 | differences | 1 | 1.2e-11 | 1.0e-08 |
            """);
    assertThat(target.resolve("conformance-jvm.csv"))
        .hasContent(
            """
            jvm: scalar loops
            add,0,f64,1,0.0
            exp,0,f32,3,1.5555
            exp,1,f64,1,12.3
            softmax,2,differences,1,1.2345E-11
            """);
    try (var files = Files.list(target)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void namesAReportAfterWhatIsTested() {
    assertThat(BackendContract.reportName("JvmBackendContractTest")).isEqualTo("jvm");
    assertThat(BackendContract.reportName("DjlTorchScriptConformanceTest"))
        .isEqualTo("djl-torch-script");
  }
}
