package org.example.studentt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.testkit.ReferenceBackend;
import dev.ebm.testkit.Traced;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductOfStudentTTest {

  /** The energies of rows, in float64. */
  private static double[] energies(
      ProductOfStudentT energy, double[] filter, double[] offset, double[] logWeight, double[] x) {
    int d = energy.features();
    List<TensorData> inputs =
        List.of(
            TensorData.of(filter, d, energy.experts()),
            TensorData.of(offset, energy.experts()),
            TensorData.of(logWeight, energy.experts()),
            TensorData.of(x, x.length / d, d));
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64)
          .run(
              1,
              inputs,
              (key, in) ->
                  List.of(
                      energy.energy(
                          Tree.zip(energy.parameters().names(), in.subList(0, 3)), in.get(3))))
          .get(0)
          .toDoubles();
    }
  }

  @Test
  void sumsTheExpertsWithTheirWeights() {
    double[] filter = {1, 0, 2, 0, 3, -1}; // [2, 3]
    double[] offset = {0, 1, -1};
    double[] weights = {Math.log(2), 0, Math.log(0.5)};
    double[] rows = {0, 0, 1, -1};
    double expected0 = 2 * Math.log(1) + Math.log(1.5) + 0.5 * Math.log(1.5);
    double expected1 = 2 * Math.log(1.5) + Math.log(3) + 0.5 * Math.log(3);

    ProductOfStudentT free = new ProductOfStudentT(2, 3, 1, 1, 0);
    assertThat(energies(free, filter, offset, weights, rows))
        .containsExactly(new double[] {expected0, expected1}, within(1e-12));
    ProductOfStudentT confined = new ProductOfStudentT(2, 3, 1, 1, 0.5);
    assertThat(energies(confined, filter, offset, weights, rows))
        .containsExactly(new double[] {expected0, expected1 + 0.5}, within(1e-12));
  }

  /**
   * Z = sqrt(2 pi) Gamma(a - 1/2) / (Gamma(a) |w|), here by the trapezoidal rule in t with x =
   * sinh(t), which is exact to rounding for such integrands.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 4.442882938158366", // sqrt(2) pi
    "1, -2, 2.221441469079183",
    "1.5, 1, 2.8284271247461903", // 2 sqrt(2)
    "2, 0.5, 4.442882938158366",
    "3, 1, 1.6660811018093873" // 3 sqrt(2) pi / 8
  })
  void oneExpertOfOneFeatureIsStudentsT(double a, double w, double z) {
    int steps = 8000;
    double h = 80.0 / steps;
    double[] x = new double[steps + 1];
    for (int i = 0; i <= steps; i++) {
      x[i] = Math.sinh(-40 + i * h);
    }
    double[] u =
        energies(
            new ProductOfStudentT(1, 1, 1, 1, 0),
            new double[] {w},
            new double[] {0.3},
            new double[] {Math.log(a)},
            x);
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      sum += Math.exp(-u[i]) * Math.sqrt(1 + x[i] * x[i]) * h;
    }
    assertThat(sum).isCloseTo(z, within(1e-9));
  }

  @Test
  void namesAParameterForEachPart() {
    Tree<Shape> shapes = new ProductOfStudentT(2, 3, 1, 1, 0).parameters().map(Parameter::shape);
    assertThat(shapes)
        .isEqualTo(
            Tree.of("filter", Shape.of(2, 3))
                .with("offset", Shape.of(3))
                .with("log-weight", Shape.of(3)));
  }

  @Test
  void startsWithTheGivenWeight() {
    Parameter logWeight = new ProductOfStudentT(2, 3, 2.5, 1, 0).parameters().get("log-weight");
    try (ReferenceBackend backend = new ReferenceBackend()) {
      TensorData first =
          new Traced(backend, DType.FLOAT64)
              .run(
                  1,
                  List.of(),
                  (key, none) -> List.of(logWeight.initializer().initial(key, logWeight.shape())))
              .get(0);
      assertThat(first.toDoubles()).containsOnly(Math.log(2.5)).hasSize(3);
    }
  }
}
