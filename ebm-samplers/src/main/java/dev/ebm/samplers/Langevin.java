package dev.ebm.samplers;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * The unadjusted Langevin algorithm for exp(-U/T):
 *
 * <pre>x' = x - eta grad U(x) + sqrt(2 eta T) z,  z standard normal</pre>
 *
 * The other common form x - (eps/2) grad U + sqrt(eps) z is this one with eta = eps/2 and T = 1.
 * The noise always follows from step size and temperature, never by itself.
 *
 * <p>There is no acceptance step, so the law it converges to is not exactly exp(-U/T): for U = x^2
 * / (2 s^2) and T = 1 its variance is s^2 / (1 - eta/(2 s^2)), and it diverges for eta above 2 s^2.
 *
 * <p>Reports for each chain the {@code energy} before the step, the {@code displacement} |x' - x|,
 * the {@code step-size} in use, and {@code drift-to-noise}, the length of the drift in units of the
 * noise's root mean square length: where it is far above 1 the chain descends rather than samples.
 *
 * @param stepSize eta
 * @param temperature T
 */
public record Langevin(
    @Option(doc = "eta, the step size: x - eta grad U + sqrt(2 eta T) z", byDefault = "0.01")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature)
    implements Sampler {

  /** Chosen by {@code langevin}. */
  public static final ComponentFactory<Sampler, Langevin> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "langevin",
          Langevin.class,
          "Unadjusted Langevin: gradient steps with noise",
          (langevin, context) -> langevin);

  /** A constant step size and temperature. */
  public Langevin(double stepSize, double temperature) {
    this(Schedule.constant(stepSize), Schedule.constant(temperature));
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return StepCount.start(Tree.of(POSITION, position), stepSize, temperature);
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    Tensor u = energy.of(x);
    Tensor eta = StepCount.value(stepSize, state);
    Tensor noise = eta.mul(StepCount.value(temperature, state)).mul(2).sqrt();
    Tensor drift = Gradients.of(u.sum(), x).mul(eta.neg());
    Tensor move = drift.add(key.normal(x.shape()).mul(noise));
    Tensor noiseLength = noise.reshape(-1).mul(Math.sqrt(energy.features().size()));
    return new Transition(
        StepCount.next(state).with(POSITION, x.add(move)),
        Tree.of(ENERGY, u)
            .with(DISPLACEMENT, length(move))
            .with(STEP_SIZE, eta.reshape(-1).broadcastTo(x.dim(0)))
            .with("drift-to-noise", length(drift).div(noiseLength)));
  }

  private static Tensor length(Tensor vectors) {
    return vectors.reshape(vectors.dim(0), -1).square().sum(1).sqrt();
  }
}
