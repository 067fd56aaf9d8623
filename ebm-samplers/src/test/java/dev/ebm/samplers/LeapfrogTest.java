package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Identities of the integrator, in float64 and without statistics. */
class LeapfrogTest {

  private static final Mixture LAW = Mixture.SKEWED;
  private static final int ROWS = 16;
  private static final int STEPS = 7;
  private static final double SIZE = 0.2;

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static TensorData phases() {
    Random random = new Random(1);
    double[] values = random.doubles(ROWS * 4, -1.5, 1.5).toArray();
    return TensorData.fromDoubles(new TensorType(DType.FLOAT64, Shape.of(ROWS, 4)), values);
  }

  private static Tensor inverseMass() {
    return Tensors.constant(TensorData.of(new float[] {0.5f, 1.5f}, 2));
  }

  /** Position and momentum side by side, {@code [B, 4]}, after the steps. */
  private static Tensor flow(Tensor phase, double size, int steps) {
    Leapfrog end = leapfrog(phase, size, steps);
    return Tensors.concat(1, end.point().position(), end.momentum());
  }

  private static Leapfrog leapfrog(Tensor phase, double size, int steps) {
    Point point = Point.at(LAW.function(), phase.slice(1, 0, 2));
    return new Leapfrog(point, phase.slice(1, 2, 4))
        .after(LAW.function(), Tensors.constant(size), inverseMass(), steps);
  }

  private static Tensor flipped(Tensor phase) {
    return Tensors.concat(1, phase.slice(1, 0, 2), phase.slice(1, 2, 4).neg());
  }

  private static double[] run(Traced.Body body) {
    return new Traced(BACKEND, DType.FLOAT64).run(1, List.of(phases()), body).get(0).toDoubles();
  }

  /** Forth, the momentum flipped, and forth again is back. */
  @Test
  void isReversible() {
    double[] back =
        run(
            (key, in) ->
                List.of(flipped(flow(flipped(flow(in.get(0), SIZE, STEPS)), SIZE, STEPS))));
    assertThat(back).containsExactly(phases().toDoubles(), within(1e-12));
  }

  @Test
  void isNotReversibleWithoutTheFlip() {
    double[] onward = run((key, in) -> List.of(flow(flow(in.get(0), SIZE, STEPS), SIZE, STEPS)));
    assertThat(distance(onward, phases().toDoubles())).isGreaterThan(0.1);
  }

  private static double distance(double[] a, double[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  @Test
  void keepsVolumes() {
    double[] jacobians =
        run((key, in) -> List.of(Derivatives.jacobian(flow(in.get(0), SIZE, STEPS), in.get(0))));
    for (int row = 0; row < ROWS; row++) {
      double[][] matrix = new double[4][4];
      for (int i = 0; i < 16; i++) {
        matrix[i / 4][i % 4] = jacobians[row * 16 + i];
      }
      assertThat(determinant(matrix)).isCloseTo(1, within(1e-12));
    }
  }

  /** By elimination with pivots. */
  private static double determinant(double[][] matrix) {
    double determinant = 1;
    for (int k = 0; k < matrix.length; k++) {
      int pivot = k;
      for (int i = k; i < matrix.length; i++) {
        pivot = Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k]) ? i : pivot;
      }
      double[] row = matrix[pivot];
      determinant *= pivot == k ? row[k] : -row[k];
      matrix[pivot] = matrix[k];
      for (int i = k + 1; i < matrix.length; i++) {
        double factor = matrix[i][k] / row[k];
        for (int j = k; j < matrix.length; j++) {
          matrix[i][j] -= factor * row[j];
        }
      }
    }
    return determinant;
  }

  /**
   * Over a fixed time the error of H falls by 4 when the step size is halved; what is left of the
   * next even order, 4, is below a tenth of the exponent at these sizes.
   */
  @Test
  void hasAnEnergyErrorOfOrderTwo() {
    double coarse = energyError(0.02, 50);
    double fine = energyError(0.01, 100);
    double finer = energyError(0.005, 200);
    assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.1));
    assertThat(Math.log(fine / finer) / Math.log(2)).isCloseTo(2, within(0.1));
  }

  private static double energyError(double size, int steps) {
    double[] gaps =
        run(
            (key, in) -> {
              Point point = Point.at(LAW.function(), in.get(0).slice(1, 0, 2));
              Leapfrog start = new Leapfrog(point, in.get(0).slice(1, 2, 4));
              Tensor after = leapfrog(in.get(0), size, steps).hamiltonian(inverseMass());
              return List.of(after.sub(start.hamiltonian(inverseMass())).abs());
            });
    double sum = 0;
    for (double gap : gaps) {
      sum += gap;
    }
    return sum / gaps.length;
  }

  /** The energy and the gradient that it carries are those of where it ends. */
  @Test
  void endsWithTheEnergyOfItsEnd() {
    double[] gaps =
        run(
            (key, in) -> {
              Point end = leapfrog(in.get(0), SIZE, STEPS).point();
              Point anew = Point.at(LAW.function(), end.position());
              return List.of(
                  Tensors.concat(
                      1,
                      end.energy().sub(anew.energy()).expandDims(1),
                      end.gradient().sub(anew.gradient())));
            });
    assertThat(gaps).containsOnly(0);
  }
}
