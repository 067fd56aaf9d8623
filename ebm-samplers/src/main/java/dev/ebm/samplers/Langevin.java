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
 * noise's root mean square length: where its mean is above 1, steps overshoot, or chains still
 * descend (EBM-W018).
 *
 * <p>With {@code clip-gradient-norm} a longer gradient is scaled down to that length, which keeps
 * chains from being thrown out by a steep energy. They then draw from a law that is wider where the
 * energy is steep; {@code clipped} reports 1 for each chain whose gradient was.
 *
 * <p>A step takes one gradient.
 *
 * @param stepSize eta
 * @param temperature T
 * @param clipGradientNorm longest gradient of a chain; 0 does not limit it
 */
public record Langevin(
    @Option(doc = "eta, the step size: x - eta grad U + sqrt(2 eta T) z", byDefault = "0.01")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature,
    @Option(
            doc = "Longest gradient of a chain, to which longer ones are scaled down; 0: any",
            byDefault = "0")
        @Range(min = 0)
        double clipGradientNorm)
    implements Sampler {

  /** What the samplers of real numbers name for data of another kind. */
  static final String FOR_BITS = "a sampler of discrete chains from a plugin; none is built in";

  /** Chosen by {@code langevin}. */
  public static final ComponentFactory<Sampler, Langevin> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "langevin",
          Langevin.class,
          "Unadjusted Langevin: gradient steps with noise",
          (langevin, context) -> {
            context.features().requireContinuous("sampler 'langevin'", FOR_BITS);
            return langevin;
          });

  /** A constant step size and temperature. */
  public Langevin(double stepSize, double temperature) {
    this(Schedule.constant(stepSize), Schedule.constant(temperature), 0);
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return StepCount.start(Tree.of(POSITION, position), stepSize, temperature);
  }

  /** Nothing of the energy is remembered. */
  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state;
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Point here = Point.at(energy, state.get(POSITION));
    Tensor x = here.position();
    Tensor eta = StepCount.value(stepSize, state);
    Tensor noise = eta.mul(StepCount.value(temperature, state)).mul(2).sqrt();
    Tensor drift = clipped(here.gradient()).mul(PerChain.column(eta.neg(), x));
    Tensor move = drift.add(key.normal(x.shape()).mul(PerChain.column(noise, x)));
    Tensor noiseLength = noise.mul(Math.sqrt(energy.features().size()));
    Tree<Tensor> info =
        Tree.of(ENERGY, here.energy())
            .with(DISPLACEMENT, PerChain.length(move))
            .with(STEP_SIZE, eta.broadcastTo(x.dim(0)))
            .with(DRIFT_TO_NOISE, PerChain.length(drift).div(noiseLength));
    return new Transition(
        StepCount.next(state).with(POSITION, x.add(move)),
        clipGradientNorm == 0 ? info : info.with("clipped", isLong(here.gradient())));
  }

  private Tensor clipped(Tensor gradient) {
    if (clipGradientNorm == 0) {
      return gradient;
    }
    Tensor excess = PerChain.length(gradient).div(clipGradientNorm).maximum(1);
    return gradient.div(PerChain.column(excess, gradient));
  }

  private Tensor isLong(Tensor gradient) {
    return PerChain.length(gradient).gt(clipGradientNorm).cast(DType.FLOAT32);
  }
}
