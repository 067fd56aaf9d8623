package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
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
    implements Perturbation {

  /** Chosen by {@code gaussian}. */
  public static final ComponentFactory<Perturbation, Gaussian> FACTORY =
      new ComponentFactory<>(
          Perturbation.class,
          "gaussian",
          Gaussian.class,
          "Gaussian noise of variance t on every feature",
          (gaussian, context) -> gaussian);

  /** A constant variance. */
  public Gaussian(double t) {
    this(Schedule.constant(t));
  }

  @Override
  public Perturbation at(Tensor step) {
    return new OfVariance(t.at(step));
  }

  @Override
  public Tensor perturb(Key key, Tensor x) {
    return first().perturb(key, x);
  }

  @Override
  public Recovery recover(Key key, Tensor y, int count) {
    return first().recover(key, y, count);
  }

  private Perturbation first() {
    return at(Tensors.fill(DType.INT32, 0, Shape.SCALAR));
  }

  private record OfVariance(Tensor t) implements Perturbation {

    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x.add(key.normal(x.shape()).mul(t.sqrt()));
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      Shape features = y.shape().range(1, y.rank());
      Tensor noise = key.normal(features.prepend(y.dim(0), count)).mul(t.sqrt());
      return Recovery.symmetric(y.expandDims(1).add(noise));
    }
  }
}
