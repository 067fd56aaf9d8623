package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The parameters at which the mean gradient of a loss is zero, on {@value #GROUPS} groups of rows,
 * each with keys and a state of its own. Rows, keys and first states are the same at every
 * parameter.
 *
 * <p>Only gradients are asked for, so that a loss may be one whose gradient is not the derivative
 * of its value, as with chains through which no derivative passes. The Jacobian J of the mean
 * gradient comes from central differences, the root from Newton's method with steps that are halved
 * until they help, and the covariance of the estimates is J^-1 S J^-T / G with the covariance S of
 * the G groups' gradients (Huber 1967; Godambe 1960): it assumes nothing about the loss.
 */
final class RecoveryFit {

  static final int GROUPS = 400;
  static final int ROWS = 50;

  /** Wide enough for the jumps of Metropolis decisions to average out. */
  private static final double DIFFERENCE = 0.02;

  /** A step that leaves less than this part of the way keeps the Jacobian. */
  private static final double FAST = 0.2;

  private static final int MOST_STEPS = 60;

  /** A step this much smaller than the standard errors ends the search. */
  private static final double CLOSE = 0.01;

  private final JvmBackend backend;
  private final Recovery recovery;
  private final long seed;

  /**
   * Fits nothing yet.
   *
   * @param seed of rows and keys
   */
  RecoveryFit(JvmBackend backend, Recovery recovery, long seed) {
    this.backend = backend;
    this.recovery = recovery;
    this.seed = seed;
  }

  /**
   * What was found.
   *
   * @param estimates of the parameters
   * @param errors their standard errors
   * @param jacobian of the mean gradient there
   */
  record Estimates(double[] estimates, double[] errors, double[][] jacobian) {

    /** Whether the root attracts descent: J is positive definite in its symmetric part. */
    boolean isMinimum() {
      int n = jacobian.length;
      double[][] rest = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          rest[i][j] = jacobian[i][j] + jacobian[j][i];
        }
      }
      for (int k = 0; k < n; k++) {
        if (!(rest[k][k] > 0)) {
          return false;
        }
        for (int i = k + 1; i < n; i++) {
          for (int j = k + 1; j < n; j++) {
            rest[i][j] -= rest[i][k] * rest[k][j] / rest[k][k];
          }
        }
      }
      return true;
    }
  }

  /** Starts at the flat energy. The Jacobian is kept as long as it brings the root nearer fast. */
  Estimates fit() {
    double[] theta = new double[recovery.truth().length];
    double[][] gradients = gradients(theta);
    double[][] jacobian = jacobian(theta);
    boolean isFresh = true;
    for (int i = 0; i < MOST_STEPS; i++) {
      double[][] inverse = inverse(jacobian);
      double[] step = times(inverse, mean(gradients));
      double[] errors = errors(inverse, gradients);
      boolean close =
          IntStream.range(0, step.length).allMatch(p -> Math.abs(step[p]) < CLOSE * errors[p]);
      if (close && isFresh) {
        return new Estimates(theta, errors, jacobian);
      }
      if (!close) {
        theta = helpful(theta, step, inverse);
        gradients = gradients(theta);
      }
      isFresh = close || norm(times(inverse, mean(gradients))) > FAST * norm(step);
      jacobian = isFresh ? jacobian(theta) : jacobian;
    }
    throw new AssertionError("no root of the gradient, last looked for at " + show(theta));
  }

  private static String show(double[] theta) {
    return Arrays.toString(theta);
  }

  /** By the measure of J^-1 g, which no change of units of the parameters alters. */
  private double[] helpful(double[] theta, double[] step, double[][] inverse) {
    for (double part = 1; part > 1e-6; part /= 2) {
      double[] next = theta.clone();
      for (int p = 0; p < theta.length; p++) {
        next[p] -= part * step[p];
      }
      if (norm(times(inverse, mean(gradients(next)))) < norm(step)) {
        return next;
      }
    }
    throw new AssertionError("no step from " + show(theta) + " brings the gradient nearer to 0");
  }

  /** The gradients of all groups {@code [G, p]}. */
  double[][] gradients(double[] theta) {
    TensorData found =
        new Traced(backend, DType.FLOAT64)
            .run(
                seed,
                List.of(TensorData.of(theta, theta.length)),
                (key, in) ->
                    Tensors.scan(
                            GROUPS,
                            List.of(),
                            List.of(),
                            (g, none, entries) ->
                                new Tensors.ScanStep(
                                    List.of(), List.of(gradient(in.get(0), key.fold(g)))))
                        .collected())
            .get(0);
    double[] flat = found.toDoubles();
    return IntStream.range(0, GROUPS)
        .mapToObj(g -> Arrays.copyOfRange(flat, g * theta.length, (g + 1) * theta.length))
        .toArray(double[][]::new);
  }

  /** Of one group, averaged over the steps after the warm-up. */
  private Tensor gradient(Tensor theta, Key key) {
    Loss loss = recovery.loss();
    Tensor mean = Tensors.constant(TensorData.of(toFloats(Recovery.MEAN), Recovery.D));
    Tensor x = key.fold("rows").normal(ROWS, Recovery.D).mul(Recovery.S).add(mean);
    List<String> names = loss.state().names();
    List<Tensor> carried = new ArrayList<>(List.of(Tensors.zeros(theta.shape())));
    loss.state()
        .entries()
        .forEach(
            (name, state) ->
                carried.add(
                    state.initializer().initial(key.fold("state").fold(name), state.shape())));
    Tensor sum =
        Tensors.loop(
                recovery.steps(),
                carried,
                (step, now) -> {
                  OneStep context =
                      new OneStep(
                          energy(theta),
                          key.fold("step").fold(step),
                          step,
                          Tree.zip(names, now.subList(1, now.size())),
                          own(loss, theta));
                  Tensor gradient = Gradients.of(loss.loss(context, x), theta);
                  Tensor counts = step.ge(recovery.warmUp()).cast(DType.FLOAT32);
                  List<Tensor> next = new ArrayList<>();
                  next.add(now.get(0).add(gradient.mul(counts)));
                  next.addAll(context.nextState().map(Tensor::stopGradient).values());
                  return next;
                })
            .get(0);
    return sum.div(recovery.steps() - recovery.warmUp());
  }

  private static Tree<Tensor> own(Loss loss, Tensor theta) {
    List<String> names = loss.parameters().names();
    return Tree.zip(
        names,
        IntStream.range(0, names.size()).mapToObj(i -> theta.get(0, 1 + Recovery.D + i)).toList());
  }

  private static EnergyFunction energy(Tensor theta) {
    Tree<Tensor> parameters =
        Tree.of("a", theta.get(0, 0)).with("b", theta.slice(0, 1, 1 + Recovery.D));
    return new EnergyFunction(new Quadratic(Recovery.D), parameters, Shape.of(Recovery.D));
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private double[][] jacobian(double[] theta) {
    int n = theta.length;
    double[][] jacobian = new double[n][n];
    for (int q = 0; q < n; q++) {
      double[] up = theta.clone();
      double[] down = theta.clone();
      up[q] += DIFFERENCE;
      down[q] -= DIFFERENCE;
      double[] above = mean(gradients(up));
      double[] below = mean(gradients(down));
      for (int p = 0; p < n; p++) {
        jacobian[p][q] = (above[p] - below[p]) / (2 * DIFFERENCE);
      }
    }
    return jacobian;
  }

  private static double[] errors(double[][] inverse, double[][] gradients) {
    double[][] influences =
        Arrays.stream(gradients).map(g -> times(inverse, g)).toArray(double[][]::new);
    double[] mean = mean(influences);
    return IntStream.range(0, mean.length)
        .mapToDouble(
            p -> {
              double squares =
                  Arrays.stream(influences).mapToDouble(g -> Math.pow(g[p] - mean[p], 2)).sum();
              return Math.sqrt(squares / (influences.length - 1) / influences.length);
            })
        .toArray();
  }

  static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int p = 0; p < mean.length; p++) {
        mean[p] += row[p] / rows.length;
      }
    }
    return mean;
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return Arrays.stream(matrix)
        .mapToDouble(
            row -> IntStream.range(0, row.length).mapToDouble(i -> row[i] * vector[i]).sum())
        .toArray();
  }

  /** Gauss-Jordan elimination with the largest pivot of each column. */
  private static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] work = new double[n][];
    for (int i = 0; i < n; i++) {
      work[i] = Arrays.copyOf(matrix[i], 2 * n);
      work[i][n + i] = 1;
    }
    for (int k = 0; k < n; k++) {
      int largest = k;
      for (int r = k + 1; r < n; r++) {
        if (Math.abs(work[r][k]) > Math.abs(work[largest][k])) {
          largest = r;
        }
      }
      double[] pivot = work[largest];
      work[largest] = work[k];
      work[k] = pivot;
      double scale = pivot[k];
      assertThat(scale).as("pivot of the Jacobian").isFinite().isNotZero();
      for (int c = 0; c < 2 * n; c++) {
        pivot[c] /= scale;
      }
      for (int r = 0; r < n; r++) {
        double factor = work[r][k];
        for (int c = 0; r != k && c < 2 * n; c++) {
          work[r][c] -= factor * pivot[c];
        }
      }
    }
    return Arrays.stream(work)
        .map(row -> Arrays.copyOfRange(row, n, 2 * n))
        .toArray(double[][]::new);
  }
}
