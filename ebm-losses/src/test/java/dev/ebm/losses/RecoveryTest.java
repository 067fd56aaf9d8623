package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Fits a|x|^2/2 + b.x to N rows of a Gaussian in three dimensions by energy discrepancy.
 *
 * <p>With w = 1 the loss is the negative log-likelihood of picking the data out of the M + 1 points
 * that share a y, so that its minimiser is consistent for every M, and the inverse of N times its
 * Hessian is the covariance of the estimates.
 */
class RecoveryTest {

  private static final int N = 20_000;
  private static final int D = 3;
  private static final double S = 0.8;
  private static final double[] MEAN = {0.5, -1, 0.25};

  /** Two-sided standard normal quantile of 1e-6 / 4. */
  private static final double Z = 5.16;

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** Gradient [4] and Hessian [4, 4] of the loss, on the same rows and draws at every call. */
  private static List<TensorData> derivatives(double[] at) {
    return new Traced(BACKEND, DType.FLOAT64)
        .run(
            11,
            List.of(TensorData.of(at, 4), TensorData.of(MEAN, D)),
            (key, in) -> {
              Tensor theta = in.get(0);
              Tensor x = key.fold("data").normal(N, D).mul(S).add(in.get(1));
              Tree<Tensor> parameters =
                  Tree.of("a", theta.get(0, 0)).with("b", theta.slice(0, 1, 4));
              Tensor loss =
                  new EnergyDiscrepancy(4, 1, new Gaussian(0.5))
                      .loss(OneStep.first(new Quadratic(D), parameters, key, x), x);
              Tensor gradient = Gradients.of(loss, theta);
              List<Tensor> rows = new ArrayList<>();
              for (int p = 0; p < 4; p++) {
                rows.add(Gradients.of(gradient.get(0, p), theta));
              }
              return List.of(gradient, Tensors.stack(0, rows));
            });
  }

  @Test
  void recoversPrecisionAndMeanOfAGaussian() {
    double[] theta = new double[4];
    double[][] inverse = new double[4][];
    for (int iteration = 0; iteration < 12; iteration++) {
      List<TensorData> derivatives = derivatives(theta);
      inverse = inverse(derivatives.get(1).toDoubles());
      for (int p = 0; p < 4; p++) {
        for (int q = 0; q < 4; q++) {
          theta[p] -= inverse[p][q] * derivatives.get(0).at(q);
        }
      }
    }
    double[] truth = {
      1 / (S * S), -MEAN[0] / (S * S), -MEAN[1] / (S * S), -MEAN[2] / (S * S),
    };
    for (int p = 0; p < 4; p++) {
      double standardError = Math.sqrt(inverse[p][p] / N);
      assertThat(standardError).isLessThan(0.05);
      assertThat(Math.abs(theta[p] - truth[p]))
          .as("parameter %d: %s against %s", p, theta[p], truth[p])
          .isLessThan(Z * standardError);
    }
  }

  /** At U = 0 the derivative by a is the data's half squared length minus the negatives'. */
  @Test
  void pullsAFlatEnergyUpAwayFromTheData() {
    double gradient = derivatives(new double[4]).get(0).at(0);
    double expected = -4 / 5.0 * D * 0.5;
    assertThat(gradient).isBetween(expected * 1.05, expected * 0.95);
  }

  /** Gauss-Jordan without pivoting, which a positive definite matrix does not need. */
  private static double[][] inverse(double[] matrix) {
    int n = 4;
    double[][] work = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix, i * n, work[i], 0, n);
      work[i][n + i] = 1;
    }
    for (int pivot = 0; pivot < n; pivot++) {
      double scale = work[pivot][pivot];
      for (int c = 0; c < 2 * n; c++) {
        work[pivot][c] /= scale;
      }
      for (int r = 0; r < n; r++) {
        double factor = work[r][pivot];
        for (int c = 0; r != pivot && c < 2 * n; c++) {
          work[r][c] -= factor * work[pivot][c];
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = java.util.Arrays.copyOfRange(work[i], n, 2 * n);
    }
    return inverse;
  }
}
