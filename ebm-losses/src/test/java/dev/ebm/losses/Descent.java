package dev.ebm.losses;

import dev.ebm.api.method.Optimizer;
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

/**
 * Optimisers at work on the sum of curvature (p - centre)^2 / 2 over three numbers p, in one
 * program.
 */
final class Descent {

  static final double[] START = {1.5, -0.7, 3};
  static final double[] CURVATURE = {1, 20, 0.05};
  static final double[] CENTRE = {0, 0.4, -1};

  /** The derivative by the i-th number. */
  static double gradient(int i, double p) {
    return CURVATURE[i] * (p - CENTRE[i]);
  }

  private Descent() {}

  /** The numbers after so many steps in float64. */
  static double[] end(Optimizer optimizer, int steps) {
    return end(optimizer, "p", steps, DType.FLOAT64);
  }

  /**
   * The numbers after so many steps.
   *
   * @param name of the parameter
   */
  static double[] end(Optimizer optimizer, String name, int steps, DType floating) {
    try (JvmBackend backend = new JvmBackend(1)) {
      return new Traced(backend, floating)
          .run(
              0,
              List.of(
                  TensorData.of(START, 3), TensorData.of(CURVATURE, 3), TensorData.of(CENTRE, 3)),
              (key, in) -> {
                List<String> names = optimizer.state(Tree.of(name, Shape.of(3))).names();
                List<Tensor> carried = new ArrayList<>(List.of(in.get(0)));
                names.forEach(entry -> carried.add(Tensors.fill(0, 3)));
                return Tensors.loop(
                        steps,
                        carried,
                        (step, now) -> {
                          Optimizer.Update update =
                              optimizer.update(
                                  step,
                                  Tree.of(name, now.get(0)),
                                  Tree.of(name, now.get(0).sub(in.get(2)).mul(in.get(1))),
                                  Tree.zip(names, now.subList(1, now.size())));
                          List<Tensor> next = new ArrayList<>(update.parameters().values());
                          names.forEach(entry -> next.add(update.state().get(entry)));
                          return next;
                        })
                    .subList(0, 1);
              })
          .get(0)
          .toDoubles();
    }
  }
}
