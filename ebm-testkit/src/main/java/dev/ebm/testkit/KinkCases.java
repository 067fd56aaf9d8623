package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.customDerivative;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.norm;
import static dev.ebm.api.tensor.Tensors.safeDiv;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;

/** Derivatives where differences do not help: at kinks, at ties, and where rules meet infinity. */
final class KinkCases {

  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The first and third derivative of erfinv at 0. */
  private static final double ROOT = Math.sqrt(Math.PI) / 2;

  private static final double CUBE = Math.sqrt(Math.PI) * Math.PI / 4;

  /** Allowed error in epsilons, relative to the larger of 1 and the derivative. */
  private static final double EPSILONS = 32;

  /**
   * A function and its derivatives at a point.
   *
   * @param derivatives the derivative of the sum of f, that of the sum of that, and so on
   */
  private record Kink(
      String name,
      UnaryOperator<Tensor> f,
      double allowed,
      double[] x,
      List<double[]> derivatives) {
    String output(int order) {
      return "order " + order + " of " + name;
    }
  }

  private static final List<Kink> KINKS =
      List.of(
          exact("softplus at 0", Tensor::softplus, at(0, 0), at(.5, .5), at(.25, .25), at(0, 0)),
          kink("softplus far out", Tensor::softplus, at(-1e3, 1e3), at(0, 1), at(0, 0)),
          kink("logistic at 0", Tensor::logistic, at(0), at(.25), at(0)),
          kink("tanh far out", Tensor::tanh, at(-1e3, 0, 1e3), at(0, 1, 0), at(0, 0, 0)),
          kink("abs", Tensor::abs, at(-2, 0, 3), at(-1, 0, 1), at(0, 0, 0)),
          kink("maximum with 0", x -> x.maximum(0), at(-1, 0, 2), at(0, .5, 1), at(0, 0, 0)),
          kink("maximum with itself", x -> x.maximum(x), at(-1, 0), at(1, 1), at(0, 0)),
          kink("minimum with 0", x -> x.minimum(0), at(-1, 0, 2), at(1, .5, 0), at(0, 0, 0)),
          kink("clip", x -> x.clip(0, 1), at(-1, 0, .5, 1, 2), at(0, .5, 1, .5, 0), zeros(5)),
          kink("max of ties", x -> x.max(), at(1, 3, 3), at(0, .5, .5), zeros(3)),
          kink("max of equals", x -> x.max(0), at(2, 2, 2, 2), at(.25, .25, .25, .25), zeros(4)),
          kink("min of ties", x -> x.min(), at(1, 1, 3), at(.5, .5, 0), zeros(3)),
          kink("max of ties squared", x -> x.max().square(), at(3, 3, 1), at(3, 3, 0), at(1, 1, 0)),
          kink("sqrt at 0", Tensor::sqrt, at(0, 4), at(INF, .25), at(-INF, -1 / 32.0)),
          kink("square at 0", Tensor::square, at(0, -3), at(0, -6), at(2, 2)),
          kink("stopped factor", x -> x.mul(x.stopGradient()), at(3, 0), at(3, 0), at(0, 0)),
          kink("floor as a factor", x -> x.mul(x.floor()), at(2.5, -.5), at(2, -1), at(0, 0)),
          kink("sign as a factor", x -> x.square().mul(x.sign()), at(2, 0), at(4, 0), at(2, 0)),
          kink("independent of x", x -> x.sign(), at(2, 0), at(0, 0), at(0, 0)),
          kink("cast to float32 and back", KinkCases::castSquare, at(3, .5), at(6, 1), at(2, 2)),
          kink(
              "logSumExp of -infinity", x -> logSumExp(x), at(0, -INF, 0), at(.5, 0, .5), zeros(3)),
          kink("logSumExp of large", x -> logSumExp(x, 0), at(1e3, 1e3), at(.5, .5), zeros(2)),
          kink(
              "logSumExp squared",
              x -> logSumExp(x).square().mul(.5),
              at(0, -INF, -INF),
              at(0, 0, 0),
              at(1, 0, 0)),
          kink(
              "logSumExp beside an impossible row",
              x -> logSumExp(x.reshape(2, 2), 1).slice(0, 0, 1),
              at(0, 0, -INF, -INF),
              at(.5, .5, 0, 0),
              zeros(4)),
          kink(
              "safe log",
              Tensors::safeLog,
              at(-1, 0, 2, NAN),
              at(0, 0, .5, NAN),
              at(0, 0, -.25, NAN),
              at(0, 0, .25, NAN)),
          kink(
              "safe division at 0",
              KinkCases::safeInverse,
              at(0, 2),
              at(0, -.25),
              at(0, .25),
              at(0, -.375)),
          kink(
              "safe division of 0 by 0",
              x -> safeDiv(x, x),
              at(0, 0),
              zeros(2),
              zeros(2),
              zeros(2)),
          exact("norm at 0", x -> norm(x), at(0, 0), zeros(2), zeros(2), zeros(2)),
          kink("norm of large values", x -> norm(x), at(3e19, 4e19), at(.6, .8)),
          kink("norm of small values", x -> norm(x), at(3e-23, 4e-23), at(.6, .8)),
          kink(
              "norm of a zero row beside another",
              x -> norm(x.reshape(2, 2), 1),
              at(3, 4, 0, 0),
              at(.6, .8, 0, 0),
              at(.032, -.024, 0, 0),
              at(-.01888, .01216, 0, 0)),
          kink("square of the norm at 0", x -> norm(x).square(), at(0, 3), at(0, 6), at(2, 2)),
          kink(
              "distance to itself",
              KinkCases::distanceToItself,
              at(1, 2, 3, 4),
              zeros(4),
              zeros(4)),
          kink("erfinv at 0", Tensor::erfinv, at(0, 0), at(ROOT, ROOT), at(0, 0), at(CUBE, CUBE)),
          kink(
              "position of the maximum",
              KinkCases::timesPosition,
              at(1, 5, 2),
              at(1, 1, 1),
              zeros(3)),
          kink(
              "custom derivative other than the true one",
              KinkCases::tenfold,
              at(3, -1),
              at(60, -20),
              at(20, 20)),
          kink(
              "custom derivative in a loop",
              x -> loop(2, List.of(x), (i, v) -> List.of(tenfold(v.get(0)))).get(0),
              at(1, -1),
              at(400, -400),
              at(8400, 8400)),
          kink("check", x -> x.square().check(x.lt(9), "small"), at(2, 0), at(4, 0), at(2, 2)),
          kink(
              "abs in a loop",
              x -> loop(3, List.of(x), (i, v) -> List.of(v.get(0).abs())).get(0),
              at(-2, 0, 3),
              at(-1, 0, 1),
              zeros(3)),
          kink("unsafe sqrt", KinkCases::unsafeSqrt, at(0, 4), at(NAN, .25), at(NAN, -1 / 32.0)));

  private KinkCases() {}

  private static Tensor castSquare(Tensor x) {
    DType other = x.dtype() == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32;
    return x.cast(other).square().cast(x.dtype());
  }

  private static Tensor safeInverse(Tensor x) {
    return safeDiv(fill(x.dtype(), 1, Shape.SCALAR), x);
  }

  private static Tensor distanceToItself(Tensor x) {
    Tensor row = x.reshape(1, 4);
    return norm(row.sub(row.stopGradient()), 1);
  }

  private static Tensor timesPosition(Tensor x) {
    return x.mul(x.argmax(0).cast(x.dtype()));
  }

  /** The square, with ten times its derivative. */
  private static Tensor tenfold(Tensor x) {
    return customDerivative(
        List.of(x), in -> in.get(0).square(), (c, y, in) -> List.of(c.mul(in.get(0)).mul(20)));
  }

  /** An infinite derivative times zero. */
  private static Tensor unsafeSqrt(Tensor x) {
    return where(x.gt(0), x.sqrt(), x.mul(0));
  }

  private static Kink kink(
      String name, UnaryOperator<Tensor> f, double[] x, double[]... derivatives) {
    return new Kink(name, f, EPSILONS, x, List.of(derivatives));
  }

  private static Kink exact(
      String name, UnaryOperator<Tensor> f, double[] x, double[]... derivatives) {
    return new Kink(name, f, 0, x, List.of(derivatives));
  }

  private static double[] at(double... values) {
    return values;
  }

  private static double[] zeros(int n) {
    return new double[n];
  }

  static List<TensorData> inputs(DType dtype) {
    return KINKS.stream().map(kink -> Samples.vector(dtype, kink.x)).toList();
  }

  static Program program(DType dtype) {
    Program.Builder builder = Program.builder("kinks");
    for (Kink kink : KINKS) {
      Tensor x = builder.input(kink.name, Samples.vector(dtype, kink.x).type());
      Tensor derivative = kink.f.apply(x);
      for (int order = 1; order <= kink.derivatives.size(); order++) {
        derivative = Gradients.of(derivative.sum(), x);
        builder.output(kink.output(order), derivative);
      }
    }
    return builder.build();
  }

  /** Compares the outputs of these names, and of these alone. */
  static void check(
      DType dtype, List<String> names, List<TensorData> outputs, ConformanceReport report) {
    for (Kink kink : KINKS) {
      for (int order = 1; order <= kink.derivatives.size(); order++) {
        int at = names.indexOf(kink.output(order));
        if (at < 0) {
          continue;
        }
        TensorData actual = outputs.get(at);
        String what = "derivative of order %d, %s".formatted(order, kink.name);
        double worst = 0;
        double[] expected = kink.derivatives.get(order - 1);
        for (int i = 0; i < expected.length; i++) {
          if (!Double.isFinite(expected[i])) {
            assertThat(actual.at(i)).as(what).isEqualTo(Double.valueOf(expected[i]));
            continue;
          }
          double scale = Tolerance.epsilon(dtype) * Math.max(1, Math.abs(expected[i]));
          double epsilons = Math.abs(actual.at(i) - expected[i]) / scale;
          assertThat(epsilons)
              .as("%s: %s, expected %s, in epsilons", what, actual.at(i), expected[i])
              .isLessThanOrEqualTo(kink.allowed);
          worst = Math.max(worst, epsilons);
        }
        report.add("at kinks", order, dtype.symbol(), worst, EPSILONS);
      }
    }
  }
}
