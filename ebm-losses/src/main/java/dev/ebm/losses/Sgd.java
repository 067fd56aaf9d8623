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
 * Stochastic gradient descent with momentum (Polyak 1964; Nesterov 1983, in the form of Sutskever,
 * Martens, Dahl and Hinton 2013, "On the importance of initialization and momentum in deep
 * learning"): with the gradient g plus weightDecay times the parameter,
 *
 * <pre>
 * v = momentum v + g
 * parameter -= learningRate v                     or, by Nesterov,
 * parameter -= learningRate (g + momentum v)
 * </pre>
 *
 * New gradients count in full: momentum makes steps longer, up to 1 / (1 - momentum) times.
 *
 * @param learningRate of the update
 * @param momentum how much of v stays
 * @param nesterov whether the gradient is looked ahead
 * @param weightDecay lambda, the weight of |parameter|^2 / 2 added to the loss
 */
public record Sgd(
    @Option(doc = "Step size", byDefault = "1e-2") @Range(min = 0) Schedule learningRate,
    @Option(doc = "How much of the last step goes on", byDefault = "0")
        @Range(min = 0, max = 1, exclusiveMax = true)
        Schedule momentum,
    @Option(doc = "Whether momentum looks ahead, as Nesterov's does", byDefault = "false")
        boolean nesterov,
    @Option(doc = "Pull of the energy's parameters to 0, added to their gradients", byDefault = "0")
        @Range(min = 0)
        Schedule weightDecay)
    implements Optimizer {

  /** Chosen by {@code sgd}. */
  public static final ComponentFactory<Optimizer, Sgd> FACTORY =
      new ComponentFactory<>(
          Optimizer.class,
          "sgd",
          Sgd.class,
          "Stochastic gradient descent, with momentum of either kind",
          (sgd, context) -> sgd);

  /** Checks that there is a momentum to look ahead. */
  public Sgd {
    if (nesterov && momentum.equals(Schedule.constant(0))) {
      throw new IllegalArgumentException("nesterov needs a momentum above 0");
    }
  }

  private boolean remembers() {
    return !momentum.equals(Schedule.constant(0));
  }

  /** v for each parameter, zeros at first; nothing without momentum. */
  @Override
  public Tree<Parameter> state(Tree<Shape> parameters) {
    return remembers()
        ? parameters.map(shape -> Parameter.zeros(shape.dims())).under("v")
        : Tree.empty();
  }

  @Override
  public Update update(
      Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
    Tensor rate = learningRate.at(step);
    Tensor kept = momentum.at(step);
    WeightDecay decay = new WeightDecay(weightDecay);
    Map<String, Tensor> updated = new LinkedHashMap<>();
    Map<String, Tensor> vs = new LinkedHashMap<>();
    for (String name : parameters.names()) {
      Tensor parameter = parameters.get(name);
      Tensor g = decay.addedTo(gradients.get(name), name, parameter, step);
      Tensor direction = g;
      if (remembers()) {
        Tensor v = state.get("v/" + name).mul(kept).add(g);
        direction = nesterov ? g.add(v.mul(kept)) : v;
        vs.put(name, v);
      }
      updated.put(name, parameter.sub(direction.mul(rate)));
    }
    return new Update(Tree.copyOf(updated), Tree.<Tensor>copyOf(vs).under("v"));
  }
}
