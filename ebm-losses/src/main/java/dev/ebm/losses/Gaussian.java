package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

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
        double t)
    implements Perturbation {

  /** Chosen by {@code gaussian}. */
  public static final ComponentFactory<Perturbation, Gaussian> FACTORY =
      new ComponentFactory<>(
          Perturbation.class,
          "gaussian",
          Gaussian.class,
          "Gaussian noise of variance t on every feature",
          (gaussian, context) -> gaussian);

  @Override
  public Tensor perturb(Key key, Tensor x) {
    return x.add(key.normal(x.shape()).mul(Math.sqrt(t)));
  }

  @Override
  public Recovery recover(Key key, Tensor y, int count) {
    Shape features = y.shape().range(1, y.rank());
    Tensor noise = key.normal(features.prepend(y.dim(0), count)).mul(Math.sqrt(t));
    return Recovery.symmetric(y.expandDims(1).add(noise));
  }
}
