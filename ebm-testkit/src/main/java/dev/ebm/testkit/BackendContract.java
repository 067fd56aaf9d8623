package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend owes. Extend it in a test class of the backend's module; every operation,
 * dtype, shape and edge value is then run against {@link Reference}, and the largest errors are
 * written to {@code target/conformance-NAME.md}, where NAME is the test class's.
 */
public abstract class BackendContract extends BackendUse {

  private ConformanceReport report;

  @BeforeAll
  final void startReport() {
    report = new ConformanceReport(backend().name() + ": " + backend().description());
  }

  @AfterAll
  final void writeReport() throws IOException {
    report.write(Path.of("target", "conformance-" + getClass().getSimpleName() + ".md"));
  }

  @TestFactory
  Stream<DynamicTest> computesElementByElement() {
    return matchReference(ElementwiseCases.all());
  }

  @TestFactory
  Stream<DynamicTest> movesElements() {
    return matchReference(StructureCases.all());
  }

  @TestFactory
  Stream<DynamicTest> reducesAndMultiplies() {
    return matchReference(SumCases.all());
  }

  @TestFactory
  Stream<DynamicTest> iterates() {
    return matchReference(LoopCases.all());
  }

  @TestFactory
  Stream<DynamicTest> drawsTheBitsOfPhilox() {
    return matchReference(RandomCases.all());
  }

  @TestFactory
  Stream<DynamicTest> derivesEveryOperation() {
    return derive(DerivativeCases.all(), true);
  }

  @TestFactory
  Stream<DynamicTest> derivesLosses() {
    return derive(LossCases.all(), true);
  }

  @TestFactory
  Stream<DynamicTest> derivesLossesWithSamplers() {
    return derive(LossCases.withSampler(), false);
  }

  @Test
  void derivesAtKinks() {
    try (Executable executable = backend().compile(KinkCases.program())) {
      KinkCases.check(run(executable, KinkCases.inputs()));
    }
  }

  private Stream<DynamicTest> derive(List<DerivativeCase> cases, boolean differences) {
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.subject(), () -> derive(c, differences)));
  }

  private void derive(DerivativeCase c, boolean differences) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      try (Executable executable = backend().compile(c.program().withPrecision(dtype))) {
        c.checkPrecision(dtype, inputs -> run(executable, inputs), report);
        if (differences && dtype == DType.FLOAT64) {
          c.checkDifferences(inputs -> run(executable, inputs), report);
        }
      }
    }
    leavesNothingOpen();
  }

  private Stream<DynamicTest> matchReference(List<ConformanceCase> cases) {
    return cases.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.subject(),
                    () -> {
                      List<List<TensorData>> runs = runTwice(c.program(), c.inputs());
                      c.check(runs.get(0), c.expected(), report);
                      assertThat(runs.get(1)).as("a second run").isEqualTo(runs.get(0));
                      leavesNothingOpen();
                    }));
  }

  private List<List<TensorData>> runTwice(Program program, List<TensorData> inputs) {
    try (Executable executable = backend().compile(program)) {
      return List.of(run(executable, inputs), run(executable, inputs));
    }
  }
}
