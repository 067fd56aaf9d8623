package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Langevin dynamics with momentum, dx = v dt, dv = -grad U dt - gamma v dt + sqrt(2 gamma T) dW, by
 * the splitting BAOAB (Leimkuhler and Matthews 2013, arXiv 1203.5428): with c = exp(-gamma h),
 *
 * <pre>
 * B  v = v - h/2 grad U(x)
 * A  x = x + h/2 v
 * O  v = c v + sqrt((1 - c^2) T) z,  z standard normal
 * A  x = x + h/2 v
 * B  v = v - h/2 grad U(x)
 * </pre>
 *
 * Little friction carries chains far along the energy, much makes them diffuse: for gamma h far
 * above 1 a step is one of {@link Langevin} with eta = h^2/2, but for its noise, which is the mean
 * of two steps'.
 *
 * <p>There is no acceptance step. On a quadratic energy of curvature k the positions have exactly
 * the variance T/k, and the velocities T (1 - h^2 k/4); on others averages of positions are wrong
 * by O(h^2). It diverges for h above 2/sqrt(k). Use {@link Hmc} where the law has to be exact.
 *
 * <p>A chain starts at rest, and O draws its first velocity from N(0, T), as with c = 0. A step
 * takes one gradient; that of the position is remembered. It reports for each chain the {@code
 * energy} before it, the {@code displacement}, the {@code step-size}, and {@code
 * kinetic-temperature}, the mean square of its velocity's elements, which is T on average where h
 * is small enough.
 *
 * @param stepSize h
 * @param friction gamma
 * @param temperature T
 */
public record UnderdampedLangevin(
    @Option(doc = "h, the step size in units of time", byDefault = "0.1")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "gamma, the friction: velocities are forgotten at this rate", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule friction,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature)
    implements Sampler {

  private static final String VELOCITY = "velocity";

  /** Chosen by {@code underdamped-langevin}. */
  public static final ComponentFactory<Sampler, UnderdampedLangevin> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "underdamped-langevin",
          UnderdampedLangevin.class,
          "Langevin dynamics with momentum and friction, unadjusted",
          (langevin, context) -> {
            context
                .features()
                .requireContinuous("sampler 'underdamped-langevin'", Langevin.FOR_BITS);
            return langevin;
          });

  /** Constant settings. */
  public UnderdampedLangevin(double stepSize, double friction, double temperature) {
    this(Schedule.constant(stepSize), Schedule.constant(friction), Schedule.constant(temperature));
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Tree<Tensor> state = Point.at(energy, position).in(Tree.empty());
    return StepCount.start(state.with(VELOCITY, Tensors.zeros(position.shape())));
  }

  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return Point.at(energy, state.get(POSITION)).in(state);
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Point here = Point.of(state);
    Tensor x = here.position();
    Tensor h = StepCount.value(stepSize, state);
    Tensor t = StepCount.value(temperature, state);
    Tensor half = PerChain.column(h.div(2), x);
    Tensor gammaH = StepCount.value(friction, state).mul(h);
    Tensor first = StepCount.of(state).eq(0);
    Tensor kept = where(first, constant(0), gammaH.neg().exp());
    Tensor lost = where(first, constant(1), gammaH.mul(-2).expm1().neg()); // 1 - c^2
    Tensor noise = key.normal(x.shape()).mul(PerChain.column(lost.mul(t).sqrt(), x));

    Tensor v = state.get(VELOCITY).sub(here.gradient().mul(half));
    Tensor middle = x.add(v.mul(half));
    v = v.mul(PerChain.column(kept, x)).add(noise);
    Point next = Point.at(energy, middle.add(v.mul(half)));
    v = v.sub(next.gradient().mul(half));
    return new Transition(
        StepCount.next(next.in(state).with(VELOCITY, v)),
        Tree.of(ENERGY, here.energy())
            .with(DISPLACEMENT, PerChain.length(next.position().sub(x)))
            .with(STEP_SIZE, h.broadcastTo(x.dim(0)))
            .with("kinetic-temperature", PerChain.sum(v.square()).div(energy.features().size())));
  }
}
