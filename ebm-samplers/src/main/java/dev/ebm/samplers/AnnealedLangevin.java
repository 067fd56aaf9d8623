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
 * Annealed Langevin dynamics (Song and Ermon 2019, arXiv 1907.05600, algorithm 1) for an energy
 * U(x; sigma) of data with noise of deviation sigma. At each of L noise levels, from sigma-max down
 * to sigma-min in a geometric sequence, chains do some steps of
 *
 * <pre>x' = x - eta_i grad U(x; sigma_i) + sqrt(2 eta_i T) z,  eta_i = eta sigma_i^2 / sigma_L^2
 * </pre>
 *
 * with standard normal z, so that drift and noise keep their proportion. The paper's step size
 * epsilon is 2 eta. Where the data has separate modes, wide noise joins them, and chains share out
 * among them as the data does; {@link Langevin} alone stays in the first mode it meets.
 *
 * <p>One pass takes L times the steps of a level. Chains forget where they are put: the first of
 * these steps draws their start from N(0, sigma-max^2), which should reach all of the data. After
 * the pass they stay at sigma-min as plain Langevin chains: burn-in is one pass at least, and
 * thinning as for {@link Langevin}. What they draw is data with noise of deviation sigma-min, up to
 * the bias of steps without acceptance. The energy has to know the noise levels: train it at all of
 * them, by denoising score matching over many.
 *
 * <p>A step takes one gradient. It reports for each chain the {@code energy} before it at the
 * {@code noise-level} in use, the {@code displacement}, and the {@code step-size} eta_i.
 *
 * @param sigmaMax the first noise level
 * @param sigmaMin the last noise level
 * @param levels L
 * @param stepsPerLevel steps at each level
 * @param stepSize eta, the step size at the last level
 * @param temperature T
 */
public record AnnealedLangevin(
    @Option(doc = "First noise level, about the largest distance in the data", byDefault = "10")
        @Range(min = 0, exclusiveMin = true)
        double sigmaMax,
    @Option(doc = "Last noise level, small beside what matters in the data", byDefault = "0.01")
        @Range(min = 0, exclusiveMin = true)
        double sigmaMin,
    @Option(doc = "L, the number of noise levels, in a geometric sequence", byDefault = "10")
        @Range(min = 2)
        int levels,
    @Option(doc = "Steps at each noise level; a pass takes L times as many", byDefault = "100")
        @Range(min = 1)
        int stepsPerLevel,
    @Option(
            doc = "eta, the step size at the last level; at others times sigma^2/sigma-min^2",
            byDefault = "1e-5")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "T, the temperature of the noise that a step adds", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature)
    implements Sampler {

  /** Chosen by {@code annealed-langevin}. */
  public static final ComponentFactory<Sampler, AnnealedLangevin> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "annealed-langevin",
          AnnealedLangevin.class,
          "Annealed Langevin: a noise-conditional energy from wide noise to little",
          (annealed, context) -> {
            context.features().requireContinuous("sampler 'annealed-langevin'", Langevin.FOR_BITS);
            return annealed;
          });

  /** Checks that the noise falls. */
  public AnnealedLangevin {
    NoiseProcess.requireFalling(sigmaMax, sigmaMin);
  }

  @Override
  public Kind kind() {
    return Kind.ANNEALED;
  }

  /** One pass. */
  @Override
  public int warmUp() {
    return (int) Math.min(Integer.MAX_VALUE, (long) levels * stepsPerLevel);
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return StepCount.start(Tree.of(POSITION, position));
  }

  /** Nothing of the energy is remembered. */
  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state;
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor step = StepCount.of(state);
    Tensor sigma = sigma(step);
    Tensor eta = sigma.div(sigmaMin).square().mul(StepCount.value(stepSize, state));
    Tensor variance = eta.mul(StepCount.value(temperature, state)).mul(2);
    Point here = Point.at(energy.given(sigma), state.get(POSITION));
    Tensor next =
        new NoisyDescent(here, eta, variance).startedOrMoved(key, step, sigmaMax * sigmaMax);
    return new Transition(
        StepCount.next(state).with(POSITION, next),
        Tree.of(ENERGY, here.energy())
            .with(DISPLACEMENT, PerChain.length(next.sub(here.position())))
            .with(STEP_SIZE, eta)
            .with(NoiseProcess.NOISE_LEVEL, sigma));
  }

  /** The noise level of each chain's step, {@code [C]}. */
  private Tensor sigma(Tensor step) {
    Tensor level = step.cast(DType.FLOAT32).div(stepsPerLevel).floor().minimum(levels - 1);
    return level.mul(Math.log(sigmaMin / sigmaMax) / (levels - 1)).exp().mul(sigmaMax);
  }
}
