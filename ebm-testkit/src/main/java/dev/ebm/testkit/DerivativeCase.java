package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A scalar function at a point where it is smooth. With D the derivative along one random direction
 * u, the program returns f, D f, D D f, ... and the gradients of all but the last.
 *
 * @param subject what is tested
 * @param point float64 arguments, rounded to multiples of 1/1024 to be exact in float32
 * @param function from the arguments to a scalar
 * @param orders how often it is derived
 */
record DerivativeCase(
    String subject, List<TensorData> point, Function<List<Tensor>, Tensor> function, int orders) {

  /** Small enough that the stencil's error of order 4 is below the rounding of float64. */
  private static final double STEP = 5e-4;

  /** Allowed difference to the stencil, relative to the larger of 1 and both derivatives. */
  private static final double DIFFERENCES = 1e-8;

  /** Allowed epsilons of a gradient's largest entry; tens of operations lie behind each entry. */
  private static final double PROPAGATED = 64;

  DerivativeCase {
    point = point.stream().map(DerivativeCase::rounded).toList();
  }

  private static TensorData rounded(TensorData data) {
    return TensorData.fromDoubles(
        data.type(),
        Arrays.stream(data.toDoubles()).map(value -> Math.rint(value * 1024) / 1024).toArray());
  }

  private static TensorData cast(TensorData data, DType dtype) {
    return TensorData.fromDoubles(new TensorType(dtype, data.shape()), data.toDoubles());
  }

  /** Inputs are the arguments, then the directions. */
  Program program() {
    Program.Builder builder = Program.builder("derivatives of " + subject);
    List<Tensor> x = new ArrayList<>();
    List<Tensor> u = new ArrayList<>();
    for (int k = 0; k < point.size(); k++) {
      x.add(builder.input("x" + k, point.get(k).type()));
    }
    for (int k = 0; k < point.size(); k++) {
      u.add(builder.input("u" + k, point.get(k).type()));
    }
    Tensor derivative = function.apply(x);
    builder.output("f", derivative);
    List<List<Tensor>> gradients = new ArrayList<>();
    for (int order = 1; order <= orders; order++) {
      List<Tensor> gradient = Gradients.of(derivative, x);
      gradients.add(gradient);
      derivative = Tensors.fill(DType.FLOAT64, 0, derivative.shape());
      for (int k = 0; k < x.size(); k++) {
        derivative = derivative.add(gradient.get(k).mul(u.get(k)).sum());
      }
      builder.output("order " + order, derivative);
    }
    for (int order = 1; order <= orders; order++) {
      for (int k = 0; k < x.size(); k++) {
        builder.output("gradient " + order + " by x" + k, gradients.get(order - 1).get(k));
      }
    }
    return builder.build();
  }

  List<TensorData> inputs(double along) {
    List<TensorData> inputs = new ArrayList<>();
    List<TensorData> directions = new ArrayList<>();
    for (int k = 0; k < point.size(); k++) {
      TensorData x = point.get(k);
      TensorData direction = rounded(Samples.random(DType.FLOAT64, x.shape(), 100 + k));
      double[] moved = x.toDoubles();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += along * direction.at(i);
      }
      inputs.add(TensorData.fromDoubles(x.type(), moved));
      directions.add(direction);
    }
    inputs.addAll(directions);
    return inputs;
  }

  /** Compares every order with central differences of the order before, in float64. */
  void checkDifferences(UnaryOperator<List<TensorData>> run, ConformanceReport report) {
    List<TensorData> here = run.apply(inputs(0));
    List<TensorData> up = run.apply(inputs(STEP));
    List<TensorData> down = run.apply(inputs(-STEP));
    List<TensorData> twiceUp = run.apply(inputs(2 * STEP));
    List<TensorData> twiceDown = run.apply(inputs(-2 * STEP));
    for (int order = 1; order <= orders; order++) {
      int before = order - 1;
      double near = up.get(before).at(0) - down.get(before).at(0);
      double far = twiceUp.get(before).at(0) - twiceDown.get(before).at(0);
      double difference = (8 * near - far) / (12 * STEP);
      double derivative = here.get(order).at(0);
      double scale = Math.max(1, Math.max(Math.abs(derivative), Math.abs(here.get(before).at(0))));
      double error = Math.abs(derivative - difference) / scale;
      report.add(subject, order, ConformanceReport.DIFFERENCES, error, DIFFERENCES);
      assertThat(error)
          .as("order %d of %s: %s, by differences %s", order, subject, derivative, difference)
          .isLessThanOrEqualTo(DIFFERENCES);
    }
  }

  /** Compares all gradients with the reference's float64 ones. */
  void checkPrecision(DType dtype, UnaryOperator<List<TensorData>> run, ConformanceReport report) {
    List<TensorData> expected = Reference.run(program(), inputs(0));
    List<TensorData> actual =
        run.apply(inputs(0).stream().map(input -> cast(input, dtype)).toList());
    for (int order = 1; order <= orders; order++) {
      int first = orders + 1 + (order - 1) * point.size();
      double largest = 0;
      double worst = 0;
      for (int k = first; k < first + point.size(); k++) {
        double[] want = expected.get(k).toDoubles();
        for (int i = 0; i < want.length; i++) {
          largest = Math.max(largest, Math.abs(want[i]));
          worst = Math.max(worst, Math.abs(want[i] - actual.get(k).at(i)));
        }
      }
      double epsilons = worst == 0 ? 0 : worst / largest / Tolerance.epsilon(dtype);
      report.add(subject, order, dtype.symbol(), epsilons, PROPAGATED);
      assertThat(epsilons)
          .as("epsilons of %s between gradients of order %d of %s", dtype, order, subject)
          .isLessThanOrEqualTo(PROPAGATED);
    }
  }
}
