package dev.ebm.metrics;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Random;

/**
 * U(x) = -log sum_k exp(-|x - m_k|^2 / (2 s^2)) of a stretched row x = A y, whose log Z is known:
 * log K + d log(s sqrt(2 pi)) - log |A|.
 *
 * @param centres m_k {@code [K][d]}
 * @param s the deviation
 * @param stretch A, lower triangular {@code [d][d]}
 */
record GaussianMixture(double[][] centres, double s, double[][] stretch) implements Energy {

  /** Normal with a covariance other than the unit matrix. */
  static GaussianMixture correlated(int d) {
    double[][] stretch = new double[d][d];
    for (int i = 0; i < d; i++) {
      stretch[i][i] = 1 + 0.5 * i / d;
      for (int j = 0; j < i; j++) {
        stretch[i][j] = (i + j) % 3 == 0 ? 0.2 : -0.1;
      }
    }
    double[] centre = new double[d];
    for (int i = 0; i < d; i++) {
      centre[i] = 0.2 * (i % 3 - 1);
    }
    return new GaussianMixture(new double[][] {centre}, 0.9, stretch);
  }

  /** Round components at given places. */
  static GaussianMixture round(double s, double[]... centres) {
    int d = centres[0].length;
    double[][] unit = new double[d][d];
    for (int i = 0; i < d; i++) {
      unit[i][i] = 1;
    }
    return new GaussianMixture(centres, s, unit);
  }

  int dimension() {
    return stretch.length;
  }

  double logZ() {
    double logZ = Math.log(centres.length) + dimension() * Math.log(s * Math.sqrt(2 * Math.PI));
    for (int i = 0; i < dimension(); i++) {
      logZ -= Math.log(stretch[i][i]);
    }
    return logZ;
  }

  @Override
  public Tree<Parameter> parameters() {
    return Tree.empty();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor y) {
    Tensor x = y.matmul(constant(stretch).transpose());
    Tensor squares = x.expandDims(1).sub(constant(centres)).square().sum(2); // [B, K]
    return Tensors.logSumExp(squares.mul(-0.5 / (s * s)), 1).neg();
  }

  private static Tensor constant(double[][] values) {
    int columns = values[0].length;
    float[] all = new float[values.length * columns];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values[i / columns][i % columns];
    }
    return Tensors.constant(TensorData.of(all, values.length, columns));
  }

  /** Exact draws of the model, {@code [n, d]}. */
  TensorData draw(long seed, int n) {
    Random random = new Random(seed);
    int d = dimension();
    float[] rows = new float[n * d];
    for (int row = 0; row < n; row++) {
      double[] centre = centres[random.nextInt(centres.length)];
      double[] y = new double[d];
      for (int i = 0; i < d; i++) {
        double x = centre[i] + s * random.nextGaussian();
        for (int j = 0; j < i; j++) {
          x -= stretch[i][j] * y[j];
        }
        y[i] = x / stretch[i][i];
        rows[row * d + i] = (float) y[i];
      }
    }
    return TensorData.of(rows, n, d);
  }
}
