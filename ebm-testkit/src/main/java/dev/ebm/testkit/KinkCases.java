package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.UnaryOperator;

/** Derivatives where differences do not help: at kinks, at ties, and where rules meet infinity. */
final class KinkCases {

  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** The derivative of the sum of f, and the derivative of the sum of that. */
  private record Kink(
      String name, UnaryOperator<Tensor> f, double[] x, double[] first, double[] second) {}

  private static final List<Kink> KINKS =
      List.of(
          kink("softplus at 0", Tensor::softplus, at(0, 0), at(.5, .5), at(.25, .25)),
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
          kink("safe log", KinkCases::safeLog, at(-1, 0, 2), at(0, 0, .5), at(0, 0, -.25)),
          kink("unsafe sqrt", KinkCases::unsafeSqrt, at(0, 4), at(NAN, .25), at(NAN, -1 / 32.0)));

  private KinkCases() {}

  private static Tensor castSquare(Tensor x) {
    return x.cast(DType.FLOAT32).square().cast(DType.FLOAT64);
  }

  private static Tensor safeLog(Tensor x) {
    Tensor positive = x.gt(0);
    Tensor one = x.mul(0).add(1);
    return where(positive, where(positive, x, one).log(), x.mul(0));
  }

  /** An infinite derivative times zero. */
  private static Tensor unsafeSqrt(Tensor x) {
    return where(x.gt(0), x.sqrt(), x.mul(0));
  }

  private static Kink kink(
      String name, UnaryOperator<Tensor> f, double[] x, double[] first, double[] second) {
    return new Kink(name, f, x, first, second);
  }

  private static double[] at(double... values) {
    return values;
  }

  private static double[] zeros(int n) {
    return new double[n];
  }

  static List<TensorData> inputs() {
    return KINKS.stream().map(kink -> Samples.vector(DType.FLOAT64, kink.x)).toList();
  }

  static Program program() {
    Program.Builder builder = Program.builder("kinks");
    for (Kink kink : KINKS) {
      Tensor x = builder.input(kink.name, Samples.vector(DType.FLOAT64, kink.x).type());
      Tensor first = Gradients.of(kink.f.apply(x).sum(), x);
      builder.output("first, " + kink.name, first);
      builder.output("second, " + kink.name, Gradients.of(first.sum(), x));
    }
    return builder.build();
  }

  static void check(List<TensorData> outputs) {
    for (int k = 0; k < KINKS.size(); k++) {
      Kink kink = KINKS.get(k);
      check("first derivative of " + kink.name, outputs.get(2 * k), kink.first);
      check("second derivative of " + kink.name, outputs.get(2 * k + 1), kink.second);
    }
  }

  private static void check(String what, TensorData actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (Double.isFinite(expected[i])) {
        assertThat(actual.at(i)).as(what).isCloseTo(expected[i], within(1e-14));
      } else {
        assertThat(actual.at(i)).as(what).isEqualTo(Double.valueOf(expected[i]));
      }
    }
  }
}
