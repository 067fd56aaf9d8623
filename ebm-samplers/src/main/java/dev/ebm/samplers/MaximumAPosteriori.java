package dev.ebm.samplers;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * Inference of the most likely rows: no sampler, but a descent to a minimum of the energy near each
 * chain's start, by gradients with the momentum of Nesterov (1983; 2004, "Introductory lectures on
 * convex optimization", section 2.2),
 *
 * <pre>
 * x_(k+1) = y_k - eta grad U(y_k)
 * y_(k+1) = x_(k+1) + mu (x_(k+1) - x_k)
 * </pre>
 *
 * and mu = 0 is plain gradient descent. The position is y. Where the curvature lies between l and
 * L, eta = 1/L and mu = (1 - sqrt(l/L))/(1 + sqrt(l/L)) shrink the error by 1 - sqrt(l/L) a step;
 * without momentum it is 1 - l/L. It diverges for eta above 2/L, with momentum earlier. Constraints
 * are terms of the energy. Nothing is random: chains differ by their starts, and of different
 * minima found the one of the lowest energy counts.
 *
 * <p>A step takes one gradient. It reports for each chain the {@code energy} and the {@code
 * gradient-norm} before it, the {@code displacement}, the {@code step-size}, and {@code converged}:
 * 1 where the gradient is no longer than the tolerance.
 *
 * @param stepSize eta
 * @param momentum mu
 * @param tolerance the length of a gradient that counts as none
 */
public record MaximumAPosteriori(
    @Option(doc = "eta, the step size", byDefault = "0.01") @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "mu, Nesterov's momentum; 0 is gradient descent", byDefault = "0.9")
        @Range(min = 0, max = 1, exclusiveMax = true)
        Schedule momentum,
    @Option(doc = "Length of the gradient at which a chain counts as converged", byDefault = "1e-3")
        @Range(min = 0)
        double tolerance)
    implements Sampler {

  private static final String DESCENDED = "descended";

  /** Chosen by {@code map}. */
  public static final ComponentFactory<Sampler, MaximumAPosteriori> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "map",
          MaximumAPosteriori.class,
          "Descent to the lowest energy, by gradients with Nesterov's momentum",
          (map, context) -> {
            context.features().requireContinuous("sampler 'map'", Langevin.FOR_BITS);
            return map;
          });

  @Override
  public Kind kind() {
    return Kind.DESCENT;
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Tree<Tensor> state = Tree.of(POSITION, position).with(DESCENDED, position);
    return StepCount.start(state, stepSize, momentum);
  }

  /** Momentum begins anew, since it would lead from where chains stood before. */
  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state.with(DESCENDED, state.get(POSITION));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Point here = Point.at(energy, state.get(POSITION));
    Tensor y = here.position();
    Tensor eta = StepCount.value(stepSize, state);
    Tensor mu = PerChain.column(StepCount.value(momentum, state), y);
    Tensor x = y.sub(here.gradient().mul(PerChain.column(eta, y)));
    Tensor next = x.add(x.sub(state.get(DESCENDED)).mul(mu));
    Tensor norm = PerChain.length(here.gradient());
    return new Transition(
        StepCount.next(state).with(POSITION, next).with(DESCENDED, x),
        Tree.of(ENERGY, here.energy())
            .with("gradient-norm", norm)
            .with(DISPLACEMENT, PerChain.length(next.sub(y)))
            .with(STEP_SIZE, eta.broadcastTo(y.dim(0)))
            .with("converged", norm.le(tolerance).cast(DType.FLOAT32)));
  }
}
