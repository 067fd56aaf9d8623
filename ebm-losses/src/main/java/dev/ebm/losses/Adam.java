package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1): with gradients g and the number t of
 * this update, counted from 1,
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * parameter -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * @param learningRate the size of a step where gradients agree in sign
 * @param beta1 the decay of m
 * @param beta2 the decay of v
 * @param epsilon keeps the step finite where v is 0
 */
public record Adam(
    @Option(doc = "Step size", byDefault = "1e-3") @Range(min = 0) Schedule learningRate,
    @Option(doc = "Decay of the mean of the gradients", byDefault = "0.9")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double beta1,
    @Option(doc = "Decay of the mean of their squares", byDefault = "0.999")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double beta2,
    @Option(doc = "Added to the root of the mean square", byDefault = "1e-8")
        @Range(min = 0, exclusiveMin = true)
        double epsilon)
    implements Optimizer {

  /** Chosen by {@code adam}. */
  public static final ComponentFactory<Optimizer, Adam> FACTORY =
      new ComponentFactory<>(
          Optimizer.class,
          "adam",
          Adam.class,
          "Adam: steps scaled by running moments of the gradients",
          (adam, context) -> adam);

  /** {@code m/NAME} and {@code v/NAME} for each parameter, zeros at first. */
  @Override
  public Tree<Parameter> state(Tree<Shape> parameters) {
    Tree<Parameter> zeros = parameters.map(shape -> Parameter.zeros(shape.dims()));
    return zeros.under("m").and(zeros.under("v"));
  }

  @Override
  public Update update(
      Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
    Tensor t = step.cast(DType.FLOAT32).add(1);
    Tensor rate = learningRate.at(step);
    Tensor correction1 = oneMinusPower(beta1, t);
    Tensor correction2 = oneMinusPower(beta2, t);
    Map<String, Tensor> updated = new LinkedHashMap<>();
    Map<String, Tensor> ms = new LinkedHashMap<>();
    Map<String, Tensor> vs = new LinkedHashMap<>();
    for (String name : parameters.names()) {
      Tensor g = gradients.get(name);
      Tensor m = state.get("m/" + name).mul(beta1).add(g.mul(1 - beta1));
      Tensor v = state.get("v/" + name).mul(beta2).add(g.square().mul(1 - beta2));
      Tensor direction = m.div(correction1).div(v.div(correction2).sqrt().add(epsilon));
      updated.put(name, parameters.get(name).sub(direction.mul(rate)));
      ms.put(name, m);
      vs.put(name, v);
    }
    return new Update(
        Tree.copyOf(updated), Tree.copyOf(ms).under("m").and(Tree.copyOf(vs).under("v")));
  }

  /** 1 - beta^t without the cancellation that float32 suffers while beta^t is near 1. */
  private static Tensor oneMinusPower(double beta, Tensor t) {
    return t.mul(Math.log(beta)).expm1().neg();
  }
}
