package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.iota;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;

/**
 * U(x) = sum_k c_k cos(v_k . x + k) + |x|^2 / 4 in three dimensions, with its derivatives by x in
 * plain arithmetic: the gradient is not linear, and the Hessian neither constant nor diagonal.
 */
record Waves() implements Energy {

  static final int D = 3;
  static final int K = 2;

  /** c, then the rows of v: numbers without meaning. */
  static final double[] THETA = {0.9, -0.4, 0.7, -0.3, 1.1, 0.5, 0.8, -0.6};

  @Override
  public Tree<Parameter> parameters() {
    return Tree.of("c", Parameter.zeros(K)).with("v", Parameter.zeros(K, D));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor phases = x.matmul(parameters.get("v").transpose()).add(iota(K).cast(DType.FLOAT32));
    return phases.cos().mul(parameters.get("c")).sum(1).add(x.square().sum(1).mul(0.25));
  }

  static double energy(double[] theta, double[] x) {
    double u = 0;
    for (int i = 0; i < D; i++) {
      u += x[i] * x[i] / 4;
    }
    for (int k = 0; k < K; k++) {
      u += theta[k] * Math.cos(phase(theta, k, x));
    }
    return u;
  }

  private static double phase(double[] theta, int k, double[] x) {
    return dot(wave(theta, k), x) + k;
  }

  private static double[] wave(double[] theta, int k) {
    return Arrays.copyOfRange(theta, K + k * D, K + (k + 1) * D);
  }

  static double[] gradient(double[] theta, double[] x) {
    double[] gradient = new double[D];
    for (int i = 0; i < D; i++) {
      gradient[i] = x[i] / 2;
      for (int k = 0; k < K; k++) {
        gradient[i] -= theta[k] * Math.sin(phase(theta, k, x)) * wave(theta, k)[i];
      }
    }
    return gradient;
  }

  /** v' H v. */
  static double curvature(double[] theta, double[] x, double[] v) {
    double curvature = dot(v, v) / 2;
    for (int k = 0; k < K; k++) {
      double along = dot(wave(theta, k), v);
      curvature -= theta[k] * Math.cos(phase(theta, k, x)) * along * along;
    }
    return curvature;
  }

  static double trace(double[] theta, double[] x) {
    double trace = 0;
    for (int i = 0; i < D; i++) {
      double[] v = new double[D];
      v[i] = 1;
      trace += curvature(theta, x, v);
    }
    return trace;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
