package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend owes. Extend it in a test class of the backend's module; every operation,
 * dtype, shape and edge value is then run against {@link Reference}, and the largest errors are
 * written to {@code target/conformance-NAME.md} and {@code .csv}, where NAME is the test class's
 * without its ending. What the backend says that it lacks, by {@link
 * dev.ebm.api.backend.Backend#supports}, has to be refused by name; everything else is tested.
 */
public abstract class BackendContract extends DrawUse {

  private ConformanceReport report;

  /**
   * Whether draws are the bits of {@link dev.ebm.api.tensor.Philox}; a backend in another mode is
   * only asked for draws of the right laws that depend on nothing but the key.
   */
  protected boolean drawsPortableBits() {
    return true;
  }

  @BeforeAll
  final void startReport() {
    report = new ConformanceReport(backend().name() + ": " + backend().description());
  }

  @AfterAll
  final void writeReport() throws IOException {
    report.write(Path.of("target"), reportName(getClass().getSimpleName()));
  }

  /** {@code DjlInterpreterBackendContractTest} writes the report {@code djl-interpreter}. */
  static String reportName(String className) {
    return className
        .replaceAll("(Backend|Contract|Conformance|Test)+$", "")
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
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
  Stream<DynamicTest> convolves() {
    return matchReference(ConvolutionCases.all());
  }

  @TestFactory
  Stream<DynamicTest> scans() {
    return matchReference(ScanCases.all());
  }

  @TestFactory
  Stream<DynamicTest> drawsTheBitsOfPhilox() {
    return matchReference(drawsPortableBits() ? RandomCases.all() : List.of());
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
    for (DType dtype : Samples.FLOATING) {
      Program kinks = KinkCases.program(dtype);
      Program part = kinks.only(supported(kinks));
      if (part.outputs().isEmpty()) {
        continue;
      }
      try (Executable executable = backend().compile(part)) {
        List<TensorData> inputs = ConformanceCase.inputs(part, kinks, KinkCases.inputs(dtype));
        KinkCases.check(dtype, part.outputNames(), run(executable, inputs), report);
      }
    }
  }

  @Test
  void tracesHessians() {
    for (DType dtype : Samples.FLOATING) {
      if (refuses(TraceCases.program(dtype))) {
        continue;
      }
      try (Executable executable = backend().compile(TraceCases.program(dtype))) {
        TraceCases.check(dtype, run(executable, TraceCases.inputs(dtype)), report);
      }
    }
  }

  private Stream<DynamicTest> derive(List<DerivativeCase> cases, boolean differences) {
    return cases.stream()
        .map(c -> DynamicTest.dynamicTest(c.subject(), () -> derive(c, differences)));
  }

  private void derive(DerivativeCase c, boolean differences) {
    for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
      Program program = c.program().withPrecision(dtype);
      if (refuses(program)) {
        continue;
      }
      try (Executable executable = backend().compile(program)) {
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
                      List<String> supported = supported(c.program());
                      if (!supported.isEmpty()) {
                        matchReference(c.only(supported));
                      }
                      leavesNothingOpen();
                    }));
  }

  /**
   * The outputs of a program that the backend has everything for; each of the others is refused,
   * and has no row in the report.
   */
  private List<String> supported(Program program) {
    return refuses(program)
        ? program.outputNames().stream()
            .filter(name -> !refuses(program.only(List.of(name))))
            .toList()
        : program.outputNames();
  }

  private void matchReference(ConformanceCase c) {
    List<List<TensorData>> runs = runTwice(c.program(), c.inputs());
    c.check(runs.get(0), c.expected(), report);
    assertThat(runs.get(1)).as("a second run").isEqualTo(runs.get(0));
  }

  private List<List<TensorData>> runTwice(Program program, List<TensorData> inputs) {
    try (Executable executable = backend().compile(program)) {
      return List.of(run(executable, inputs), run(executable, inputs));
    }
  }
}
