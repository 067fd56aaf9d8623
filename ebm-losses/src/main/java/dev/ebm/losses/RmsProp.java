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
 * RMSprop (Tieleman and Hinton 2012, "Neural networks for machine learning", lecture 6e): with the
 * gradient g plus weightDecay times the parameter,
 *
 * <pre>
 * v = decay v + (1 - decay) g^2
 * parameter -= learningRate g / (sqrt(v) + epsilon)
 * </pre>
 *
 * Centred (Graves 2013, arXiv 1308.0850, eq. 38 to 45), v is less the square of the mean m = decay
 * m + (1 - decay) g, an estimate of the variance; it is carried as such,
 *
 * <pre>v = decay v + decay (1 - decay) (g - m)^2,  with m before this gradient,</pre>
 *
 * which is the same number without the cancellation. With momentum the parameter moves by u =
 * momentum u + g / (...) instead. Averages start at 0 without a correction, so that first steps are
 * 1 / sqrt(1 - decay) times as long.
 *
 * @param learningRate of the update
 * @param decay of v and m
 * @param epsilon keeps the step finite where v is 0
 * @param momentum how much of u stays
 * @param centered whether gradients are scaled by their deviation
 * @param weightDecay lambda, the weight of |parameter|^2 / 2 added to the loss
 */
public record RmsProp(
    @Option(doc = "Step size", byDefault = "1e-3") @Range(min = 0) Schedule learningRate,
    @Option(doc = "Decay of the mean of the squared gradients", byDefault = "0.99")
        @Range(min = 0, max = 1, exclusiveMax = true)
        Schedule decay,
    @Option(doc = "Added to the root of the mean square", byDefault = "1e-8")
        @Range(min = 0, exclusiveMin = true)
        double epsilon,
    @Option(doc = "How much of the last step goes on", byDefault = "0")
        @Range(min = 0, max = 1, exclusiveMax = true)
        Schedule momentum,
    @Option(
            doc = "Whether to scale by the gradients' deviation instead of their mean square",
            byDefault = "false")
        boolean centered,
    @Option(doc = "Pull of the energy's parameters to 0, added to their gradients", byDefault = "0")
        @Range(min = 0)
        Schedule weightDecay)
    implements Optimizer {

  /** Chosen by {@code rmsprop}. */
  public static final ComponentFactory<Optimizer, RmsProp> FACTORY =
      new ComponentFactory<>(
          Optimizer.class,
          "rmsprop",
          RmsProp.class,
          "RMSprop: steps scaled by a running mean of squared gradients",
          (rmsProp, context) -> rmsProp);

  private boolean remembers() {
    return !momentum.equals(Schedule.constant(0));
  }

  /** v, m if centred and u with momentum for each parameter, zeros at first. */
  @Override
  public Tree<Parameter> state(Tree<Shape> parameters) {
    Tree<Parameter> zeros = parameters.map(shape -> Parameter.zeros(shape.dims()));
    Tree<Parameter> state = zeros.under("v");
    state = centered ? state.and(zeros.under("m")) : state;
    return remembers() ? state.and(zeros.under("u")) : state;
  }

  @Override
  public Update update(
      Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
    Tensor rate = learningRate.at(step);
    Tensor old = decay.at(step);
    Tensor young = old.neg().add(1);
    WeightDecay pull = new WeightDecay(weightDecay);
    Map<String, Tensor> updated = new LinkedHashMap<>();
    Map<String, Tensor> next = new LinkedHashMap<>(state.entries());
    for (String name : parameters.names()) {
      Tensor parameter = parameters.get(name);
      Tensor g = pull.addedTo(gradients.get(name), name, parameter, step);
      Tensor fresh = g.square();
      if (centered) {
        Tensor m = state.get("m/" + name);
        next.put("m/" + name, m.mul(old).add(g.mul(young)));
        fresh = g.sub(m).square().mul(old);
      }
      Tensor v = state.get("v/" + name).mul(old).add(fresh.mul(young));
      next.put("v/" + name, v);
      Tensor direction = g.div(v.sqrt().add(epsilon));
      if (remembers()) {
        direction = state.get("u/" + name).mul(momentum.at(step)).add(direction);
        next.put("u/" + name, direction);
      }
      updated.put(name, parameter.sub(direction.mul(rate)));
    }
    return new Update(Tree.copyOf(updated), Tree.copyOf(next));
  }
}
