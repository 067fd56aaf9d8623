package dev.ebm.testkit;

import static dev.ebm.api.tensor.Derivatives.gradient;
import static dev.ebm.api.tensor.Derivatives.hessianVector;
import static dev.ebm.api.tensor.Derivatives.jacobian;
import static dev.ebm.api.tensor.Derivatives.laplacian;
import static dev.ebm.api.tensor.Tensors.constant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.function.UnaryOperator;

/** Traces of Hessians by chunks of every size, against what is known and against each other. */
final class TraceCases {

  private static final int ROWS = 4;
  private static final int DIMENSION = 5;
  private static final int[] CHUNKS = {1, 2, 3, DIMENSION, 99};

  /** Allowed epsilons of the largest trace. */
  private static final double EPSILONS = 64;

  private TraceCases() {}

  private static TensorData point(DType dtype) {
    double[] values = new double[ROWS * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 11 % 23 - 11) / 8.0; // exact in every dtype
    }
    return TensorData.fromDoubles(new TensorType(dtype, Shape.of(ROWS, DIMENSION)), values);
  }

  /**
   * Sum over i of (i + 1) x_i^4 / 12, plus x_0^2 x_1^2 / 2, plus products of neighbours, which have
   * no part in the trace.
   */
  private static Tensor polynomial(Tensor x) {
    Tensor energy = x.get(1, 0).square().mul(x.get(1, 1).square()).mul(0.5);
    for (int i = 0; i < DIMENSION; i++) {
      energy = energy.add(x.get(1, i).pow(4).mul((i + 1) / 12.0));
      energy = energy.add(x.get(1, i).mul(x.get(1, (i + 1) % DIMENSION)).mul(3));
    }
    return energy;
  }

  private static double[] traces(TensorData x) {
    double[] traces = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < DIMENSION; i++) {
        double value = x.at(row * DIMENSION + i);
        traces[row] += (i + 1) * value * value;
      }
      double first = x.at(row * DIMENSION);
      double second = x.at(row * DIMENSION + 1);
      traces[row] += first * first + second * second;
    }
    return traces;
  }

  /** Softplus units, so that no second derivative is zero. */
  private static Tensor net(Tensor x) {
    return x.matmul(weights(x, DIMENSION, 7))
        .softplus()
        .matmul(weights(x, 7, 6))
        .tanh()
        .square()
        .sum(1);
  }

  private static Tensor weights(Tensor like, int inputs, int outputs) {
    TensorData data = Samples.scaled(Shape.of(inputs, outputs), 0.5, inputs);
    return constant(
        TensorData.fromDoubles(new TensorType(like.dtype(), data.shape()), data.toDoubles()));
  }

  private static Tensor traceOfFullHessian(UnaryOperator<Tensor> energy, Tensor x) {
    Tensor hessian = jacobian(gradient(energy, x), x);
    Tensor trace = hessian.get(1, 0).get(1, 0);
    for (int i = 1; i < DIMENSION; i++) {
      trace = trace.add(hessian.get(1, i).get(1, i));
    }
    return trace;
  }

  /** The mean of v' H v over all vectors of signs, which is what Hutchinson's estimate expects. */
  private static Tensor meanOverSigns(UnaryOperator<Tensor> energy, Tensor x) {
    Tensor sum = x.sum(1).mul(0);
    for (int bits = 0; bits < 1 << DIMENSION; bits++) {
      double[] signs = new double[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        signs[i] = (bits >> i & 1) == 0 ? -1 : 1;
      }
      TensorData v = TensorData.fromDoubles(new TensorType(x.dtype(), Shape.of(DIMENSION)), signs);
      Tensor rows = constant(v).broadcastTo(x.shape());
      sum = sum.add(hessianVector(energy, x, rows).mul(rows).sum(1));
    }
    return sum.div(1 << DIMENSION);
  }

  static List<TensorData> inputs(DType dtype) {
    return List.of(point(dtype));
  }

  static Program program(DType dtype) {
    Program.Builder builder = Program.builder("traces of Hessians");
    Tensor x = builder.input("x", point(dtype).type());
    for (int chunk : CHUNKS) {
      builder.output("polynomial by " + chunk, laplacian(TraceCases::polynomial, x, chunk));
    }
    builder.output("polynomial by signs", meanOverSigns(TraceCases::polynomial, x));
    builder.output("full Hessian of net", traceOfFullHessian(TraceCases::net, x));
    for (int chunk : CHUNKS) {
      builder.output("net by " + chunk, laplacian(TraceCases::net, x, chunk));
    }
    builder.output("net by signs", meanOverSigns(TraceCases::net, x));
    return builder.build();
  }

  static void check(DType dtype, List<TensorData> outputs, ConformanceReport report) {
    int ways = CHUNKS.length + 1;
    double[] known = traces(point(dtype));
    double[] full = outputs.get(ways).toDoubles();
    for (int k = 0; k < ways; k++) {
      check(dtype, outputs.get(k), known, report);
      check(dtype, outputs.get(ways + 1 + k), full, report);
    }
  }

  private static void check(
      DType dtype, TensorData actual, double[] expected, ConformanceReport report) {
    double largest = 0;
    double worst = 0;
    for (int row = 0; row < expected.length; row++) {
      largest = Math.max(largest, Math.abs(expected[row]));
      worst = Math.max(worst, Math.abs(actual.at(row) - expected[row]));
    }
    double epsilons = worst / largest / Tolerance.epsilon(dtype);
    report.add("trace of a Hessian", 2, dtype.symbol(), epsilons, EPSILONS);
    assertThat(epsilons).as("traces %s, expected %s", actual, expected).isLessThan(EPSILONS);
  }
}
