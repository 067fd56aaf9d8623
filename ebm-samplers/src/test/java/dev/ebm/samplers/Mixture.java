package dev.ebm.samplers;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.contract.ZTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mixture of normal laws with independent features: its energy, which takes the variance of added
 * noise as the square of a condition, exact draws and exact moments.
 *
 * @param weights of the components, which sum to 1
 * @param means by component and feature
 * @param variances by component and feature
 */
record Mixture(double[] weights, double[][] means, double[][] variances) implements Energy {

  /** Two overlapping components of different widths in two correlated features. */
  static final Mixture SKEWED =
      new Mixture(
          new double[] {0.6, 0.4},
          new double[][] {{-1, 0.5}, {1.2, -0.5}},
          new double[][] {{0.3, 0.8}, {0.9, 0.35}});

  /** The first feature of {@link #SKEWED}. */
  static final Mixture SKEWED_LINE =
      new Mixture(
          SKEWED.weights,
          new double[][] {{SKEWED.means[0][0]}, {SKEWED.means[1][0]}},
          new double[][] {{SKEWED.variances[0][0]}, {SKEWED.variances[1][0]}});

  /** A normal law with a variance for each feature, at the origin. */
  static Mixture normal(double... variances) {
    return new Mixture(
        new double[] {1},
        new double[][] {new double[variances.length]},
        new double[][] {variances});
  }

  /** With noise of a deviation added to every feature. */
  Mixture smoothed(double sigma) {
    double[][] wider = new double[variances.length][];
    for (int k = 0; k < wider.length; k++) {
      wider[k] = Arrays.stream(variances[k]).map(v -> v + sigma * sigma).toArray();
    }
    return new Mixture(weights, means, wider);
  }

  int features() {
    return means[0].length;
  }

  EnergyFunction function() {
    return new EnergyFunction(this, Tree.empty(), Shape.of(features()));
  }

  @Override
  public Tree<Parameter> parameters() {
    return Tree.empty();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy(parameters, x, Tensors.zeros(Shape.of(x.dim(0))));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor sigma) {
    Tensor noise = sigma.square().expandDims(1); // [B, 1]
    List<Tensor> components = new ArrayList<>();
    for (int k = 0; k < weights.length; k++) {
      Tensor variance = constant(variances[k]).add(noise); // [B, d]
      Tensor squares = x.sub(constant(means[k])).square().div(variance);
      Tensor log = squares.add(variance.mul(2 * Math.PI).log()).sum(1).div(-2);
      components.add(log.add(Math.log(weights[k])));
    }
    return Tensors.logSumExp(Tensors.stack(1, components), 1).neg();
  }

  /** The energy of one row, for comparison. */
  double energy(double[] x) {
    double[] logs = logDensities(x);
    double largest = Arrays.stream(logs).max().orElseThrow();
    return -largest - Math.log(Arrays.stream(logs).map(log -> Math.exp(log - largest)).sum());
  }

  /** Its gradient: the components' gradients by their shares in the density. */
  double[] gradient(double[] x) {
    double u = energy(x);
    double[] logs = logDensities(x);
    double[] gradient = new double[x.length];
    for (int k = 0; k < weights.length; k++) {
      for (int j = 0; j < x.length; j++) {
        gradient[j] += Math.exp(logs[k] + u) * (x[j] - means[k][j]) / variances[k][j];
      }
    }
    return gradient;
  }

  /** log of weight times density, by component. */
  private double[] logDensities(double[] x) {
    double[] logs = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      logs[k] = Math.log(weights[k]);
      for (int j = 0; j < x.length; j++) {
        double v = variances[k][j];
        logs[k] -= Math.pow(x[j] - means[k][j], 2) / (2 * v) + Math.log(2 * Math.PI * v) / 2;
      }
    }
    return logs;
  }

  private static Tensor constant(double[] values) {
    TensorType type = new TensorType(DType.FLOAT32, Shape.of(values.length));
    return Tensors.constant(TensorData.fromDoubles(type, values));
  }

  /** Exact draws, {@code [n, d]}. */
  Tensor draws(Key key, int n) {
    Tensor uniform = key.fold("component").uniform(n, 1);
    Tensor z = key.fold("noise").normal(n, features());
    Tensor x = component(0, z);
    double below = 0;
    for (int k = 1; k < weights.length; k++) {
      below += weights[k - 1];
      x = Tensors.where(uniform.lt(below), x, component(k, z));
    }
    return x;
  }

  private Tensor component(int k, Tensor z) {
    double[] deviations = new double[features()];
    for (int j = 0; j < deviations.length; j++) {
      deviations[j] = Math.sqrt(variances[k][j]);
    }
    return z.mul(constant(deviations)).add(constant(means[k]));
  }

  /** E of a product of powers, one for each feature. */
  double moment(int... powers) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      double product = weights[k];
      for (int j = 0; j < powers.length; j++) {
        product *= normalMoment(means[k][j], variances[k][j], powers[j]);
      }
      sum += product;
    }
    return sum;
  }

  /** E x^n of a normal law, from E x^n = m E x^(n-1) + (n-1) v E x^(n-2). */
  private static double normalMoment(double mean, double variance, int n) {
    if (n == 0) {
      return 1;
    }
    double rest = n == 1 ? 0 : (n - 1) * variance * normalMoment(mean, variance, n - 2);
    return mean * normalMoment(mean, variance, n - 1) + rest;
  }

  /**
   * Fails if columns of draws do not follow this law: every moment of order 1 to 4 of every feature
   * and of order 2 and 3 of every pair.
   */
  void assertDrawn(double[][] columns) {
    int d = features();
    List<int[]> orders = new ArrayList<>();
    for (int i = 0; i < d; i++) {
      for (int n = 1; n <= 4; n++) {
        orders.add(powers(i, n, i, 0));
      }
      for (int j = i + 1; j < d; j++) {
        orders.add(powers(i, 1, j, 1));
        orders.add(powers(i, 2, j, 1));
        orders.add(powers(i, 1, j, 2));
      }
    }
    ZTest test = new ZTest(orders.size());
    for (int[] order : orders) {
      double[] products = new double[columns[0].length];
      for (int chain = 0; chain < products.length; chain++) {
        products[chain] = 1;
        for (int j = 0; j < d; j++) {
          products[chain] *= Math.pow(columns[j][chain], order[j]);
        }
      }
      test.assertMean("moment of powers " + Arrays.toString(order), products, moment(order));
    }
  }

  private int[] powers(int i, int n, int j, int m) {
    int[] powers = new int[features()];
    powers[i] += n;
    powers[j] += m;
    return powers;
  }
}
