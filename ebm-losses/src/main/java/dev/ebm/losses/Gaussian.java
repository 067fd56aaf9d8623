package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Gaussian noise of variance t: y = x + sqrt(t) xi, and back x' = y + sqrt(t) xi', so that x' - x
 * has variance 2t. A small t makes energy discrepancy a score matching loss, a large one approaches
 * maximum likelihood (Schroeder et al. 2023, arXiv 2307.07595); it should reach from one mode of
 * the data to the next.
 *
 * @param t the variance of one step, in squared units of the data
 */
public record Gaussian(
    @Option(doc = "t, the variance of each of the two steps", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule t)
    implements ScheduledPerturbation {

  /** Chosen by {@code gaussian}. */
  public static final ComponentFactory<Perturbation, Gaussian> FACTORY =
      new ComponentFactory<>(
          Perturbation.class,
          "gaussian",
          Gaussian.class,
          "Gaussian noise of variance t on every feature",
          (gaussian, context) -> {
            context.features().requireContinuous("perturbation 'gaussian'", ScoreMatching.FOR_BITS);
            return gaussian;
          });

  /** A constant variance. */
  public Gaussian(double t) {
    this(Schedule.constant(t));
  }

  @Override
  public Perturbation at(Tensor step) {
    return new LinearGaussian(Tensors.constant(0), Tensors.constant(1), t.at(step));
  }
}
