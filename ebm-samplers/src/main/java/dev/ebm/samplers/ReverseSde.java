package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;

/**
 * A diffusion run backwards from noise to data, with a predictor and correctors (Song,
 * Sohl-Dickstein, Kingma, Kumar, Ermon and Poole 2021, arXiv 2011.13456, algorithm 1), for an
 * energy U(x; sigma) of data with noise of deviation sigma. A step goes from one of N noise levels
 * to the next: the predictor takes away the noise between them,
 *
 * <pre>x' = x - (sigma_(i+1)^2 - sigma_i^2) grad U(x; sigma_(i+1)) + noise</pre>
 *
 * with the noise of the {@link NoiseProcess}, and each corrector is a Langevin step at the new
 * level,
 *
 * <pre>x' = x - eta grad U(x; sigma_i) + sqrt(2 eta) z,  eta = 2 (snr sigma_i)^2</pre>
 *
 * The paper's eta, 2 (snr |z|/|grad U|)^2 with both lengths averaged over all chains, has here what
 * these lengths are in the mean square for noise of this level, so that chains do not depend on
 * each other. Positions are in the data's units for both processes, and the energy's condition is
 * sigma for both.
 *
 * <p>One pass takes N steps. Chains forget where they are put: the predictor of the first step
 * draws their start from N(0, sigma-max^2), or N(0, 1 + sigma-max^2) for {@code vp}, and sigma-max
 * should be large beside the data. After the pass they stay at sigma-min, where predictor and
 * correctors are all Langevin steps: burn-in is one pass at least. What they draw is data with
 * noise of deviation sigma-min, up to the bias of a finite N and of steps without acceptance. There
 * is no temperature: the process ends in the law whose noising it reverses. The energy has to know
 * the noise levels: train it at all of them, by denoising score matching over many.
 *
 * <p>A step takes one gradient and one for each corrector. It reports for each chain the {@code
 * energy} before it at the level it comes from, the {@code displacement}, the correctors' {@code
 * step-size} eta and the {@code noise-level} that it goes to.
 *
 * @param process how data becomes noise
 * @param sigmaMax the first noise level
 * @param sigmaMin the last noise level
 * @param steps N
 * @param correctorSteps Langevin steps at each level
 * @param snr the correctors' ratio of signal to noise
 */
public record ReverseSde(
    @Option(doc = "ve (noise added) or vp (data shrunk and noise added)", byDefault = "ve")
        NoiseProcess process,
    @Option(doc = "First noise level, large beside the data", byDefault = "10")
        @Range(min = 0, exclusiveMin = true)
        double sigmaMax,
    @Option(doc = "Last noise level, small beside what matters in the data", byDefault = "0.01")
        @Range(min = 0, exclusiveMin = true)
        double sigmaMin,
    @Option(doc = "N, the noise levels, and so the steps of a pass", byDefault = "1000")
        @Range(min = 2)
        int steps,
    @Option(doc = "Langevin steps at each noise level", byDefault = "1") @Range(min = 0)
        int correctorSteps,
    @Option(
            doc = "Signal to noise of these: their step size is 2 (snr sigma)^2",
            byDefault = "0.16")
        @Range(min = 0, exclusiveMin = true, max = 1, exclusiveMax = true)
        double snr)
    implements Sampler {

  /** Chosen by {@code reverse-sde}. */
  public static final ComponentFactory<Sampler, ReverseSde> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "reverse-sde",
          ReverseSde.class,
          "Reverse diffusion of a noise-conditional energy, with predictor and correctors",
          (sde, context) -> {
            context.features().requireContinuous("sampler 'reverse-sde'", Langevin.FOR_BITS);
            return sde;
          });

  /** Checks that the noise falls. */
  public ReverseSde {
    NoiseProcess.requireFalling(sigmaMax, sigmaMin);
  }

  @Override
  public Kind kind() {
    return Kind.ANNEALED;
  }

  /** One pass. */
  @Override
  public int warmUp() {
    return steps;
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
    Tensor before = sigma(step.sub(1).maximum(0));
    Tensor after = sigma(step);
    Tensor eta = after.mul(snr).square().mul(2);

    Tensor within = step.lt(steps);
    Tensor drift = where(within, before.square().sub(after.square()), eta);
    Tensor variance = where(within, process.noiseVariance(before, after), eta.mul(2));
    Point start = Point.at(energy.given(before), state.get(POSITION));
    Tensor predicted =
        new NoisyDescent(start, drift, variance)
            .startedOrMoved(key.fold("predictor"), step, process.priorVariance(sigmaMax));
    Tensor corrected =
        Tensors.loop(
                correctorSteps,
                List.of(predicted),
                (i, carried) -> {
                  Point point = Point.at(energy.given(after), carried.get(0));
                  Key noise = key.fold("corrector").fold(i);
                  return List.of(new NoisyDescent(point, eta, eta.mul(2)).moved(noise));
                })
            .get(0);
    return new Transition(
        StepCount.next(state).with(POSITION, corrected),
        Tree.of(ENERGY, start.energy())
            .with(DISPLACEMENT, PerChain.length(corrected.sub(start.position())))
            .with(STEP_SIZE, eta)
            .with(NoiseProcess.NOISE_LEVEL, after));
  }

  /** The noise level that each chain's step goes to, {@code [C]}. */
  private Tensor sigma(Tensor step) {
    Tensor r = step.cast(DType.FLOAT32).div(steps - 1).minimum(1);
    return process.sigma(r, sigmaMax, sigmaMin);
  }
}
