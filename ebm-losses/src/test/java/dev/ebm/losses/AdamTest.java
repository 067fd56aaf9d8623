package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final double[] START = {1.5, -0.7, 3};
  private static final double[] CURVATURE = {1, 20, 0.05};

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** Minimises sum of curvature p^2 / 2 in one program. */
  private static double[] train(Optimizer adam, int steps, DType floating) {
    return new Traced(BACKEND, floating)
        .run(
            0,
            List.of(TensorData.of(START, 3), TensorData.of(CURVATURE, 3)),
            (key, in) -> {
              Tree<Shape> shapes = Tree.of("p", Shape.of(3));
              List<String> names = adam.state(shapes).names();
              List<Tensor> carried = new ArrayList<>(List.of(in.get(0)));
              names.forEach(name -> carried.add(Tensors.fill(0, 3)));
              return Tensors.loop(
                      steps,
                      carried,
                      (step, now) -> {
                        Optimizer.Update update =
                            adam.update(
                                step,
                                Tree.of("p", now.get(0)),
                                Tree.of("p", now.get(0).mul(in.get(1))),
                                Tree.zip(names, now.subList(1, now.size())));
                        List<Tensor> next = new ArrayList<>(update.parameters().values());
                        names.forEach(name -> next.add(update.state().get(name)));
                        return next;
                      })
                  .subList(0, 1);
            })
        .get(0)
        .toDoubles();
  }

  private static double[] plain(double rate, double beta1, double beta2, double eps, int steps) {
    double[] p = START.clone();
    double[] m = new double[3];
    double[] v = new double[3];
    for (int t = 1; t <= steps; t++) {
      for (int i = 0; i < 3; i++) {
        double g = CURVATURE[i] * p[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double denominator = Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(beta2, t)) + eps;
        p[i] -= rate / (1 - Math.pow(beta1, t)) * m[i] / denominator;
      }
    }
    return p;
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.9, 0.999, 1000",
    "0.06, 0.5, 0.999, 300",
    "0.008, 0.9, 0.99, 500",
    "0.008, 0, 0, 50"
  })
  void agreesWithPlainArithmeticOverManySteps(double rate, double beta1, double beta2, int steps) {
    for (double epsilon : new double[] {1e-8, 0.1}) {
      double[] expected = plain(rate, beta1, beta2, epsilon, steps);
      Adam adam = new Adam(Schedule.constant(rate), beta1, beta2, epsilon);
      assertThat(train(adam, steps, DType.FLOAT64)).containsExactly(expected, within(1e-9));
    }
  }

  @Test
  void agreesWithPlainArithmeticInFloat32() {
    assertThat(train(new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8), 1000, DType.FLOAT32))
        .containsExactly(plain(1e-3, 0.9, 0.999, 1e-8, 1000), within(1e-5));
  }

  /** The naive 1 - 0.999 in float32 is wrong by 1e-5, and its root would show here. */
  @Test
  void firstStepHasTheLearningRateInFloat32() {
    double[] after = train(new Adam(Schedule.constant(0.5), 0.9, 0.999, 1e-8), 1, DType.FLOAT32);
    assertThat(after).containsExactly(new double[] {1, -0.2, 2.5}, within(5e-7));
  }
}
