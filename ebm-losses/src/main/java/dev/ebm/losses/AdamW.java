package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2): the
 * step of {@link Adam}, and besides
 *
 * <pre>parameter -= learningRate weightDecay parameter</pre>
 *
 * with the parameter before the step. The decay does not pass through Adam's moments, so that large
 * gradients do not weaken it. As is usual the learning rate scales it, with its schedule.
 *
 * @param learningRate the size of a step where gradients agree in sign
 * @param beta1 the decay of the mean of the gradients
 * @param beta2 the decay of the mean of their squares
 * @param epsilon keeps the step finite where all gradients are 0
 * @param weightDecay lambda
 */
public record AdamW(
    @Option(doc = "Step size", byDefault = "1e-3") @Range(min = 0) Schedule learningRate,
    @Option(doc = "Decay of the mean of the gradients", byDefault = "0.9")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double beta1,
    @Option(doc = "Decay of the mean of their squares", byDefault = "0.999")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double beta2,
    @Option(doc = "Added to the root of the mean square", byDefault = "1e-8")
        @Range(min = 0, exclusiveMin = true)
        double epsilon,
    @Option(
            doc = "Part of the energy's parameters that a step of size 1 takes away",
            byDefault = "1e-2")
        @Range(min = 0)
        Schedule weightDecay)
    implements Optimizer {

  /** Chosen by {@code adamw}. */
  public static final ComponentFactory<Optimizer, AdamW> FACTORY =
      new ComponentFactory<>(
          Optimizer.class,
          "adamw",
          AdamW.class,
          "Adam with weight decay beside its steps",
          (adam, context) -> adam);

  private Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  /** That of {@link Adam}. */
  @Override
  public Tree<Parameter> state(Tree<Shape> parameters) {
    return adam().state(parameters);
  }

  @Override
  public Update update(
      Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
    Update stepped = adam().update(step, parameters, gradients, state);
    Tensor rate = learningRate.at(step).neg();
    WeightDecay decay = new WeightDecay(weightDecay);
    Map<String, Tensor> updated = new LinkedHashMap<>();
    stepped
        .parameters()
        .entries()
        .forEach(
            (name, after) ->
                updated.put(
                    name, decay.addedTo(after, name, parameters.get(name).mul(rate), step)));
    return new Update(Tree.copyOf(updated), stepped.state());
  }
}
