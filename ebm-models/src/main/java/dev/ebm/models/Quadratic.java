package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.Optional;

/**
 * U(x) = a |x|^2 / 2 + b.x with a number a and a vector b that are trained: the round normal law of
 * variance 1/a and mean -b/a in its natural parameters, in which U is linear, so that most losses
 * have one minimum. It shows what a loss recovers, sign and scale.
 *
 * <p>Nothing keeps a above 0, where alone exp(-U) has an integral; {@code gaussian} cannot leave
 * the normal laws.
 *
 * @param curvature the first a
 * @param d features of a row
 */
public record Quadratic(double curvature, int d) implements Energy {

  /** Chosen by {@code quadratic}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "quadratic",
          Config.class,
          "Round parabola a |x|^2 / 2 + b.x, with a and b trained",
          (config, context) -> {
            context.features().requireContinuous("energy 'quadratic'", "mlp");
            return new Quadratic(config.curvature(), context.features().shape().size());
          });

  /**
   * The options.
   *
   * @param curvature the first a
   */
  public record Config(
      @Option(doc = "Where a starts; b starts at 0", byDefault = "1") double curvature) {}

  /** {@code curvature} of shape [] and {@code slope} of shape [d]. */
  @Override
  public Tree<Parameter> parameters() {
    return Tree.of("curvature", new Parameter(Shape.SCALAR, Initializer.constant(curvature)))
        .with("slope", Parameter.zeros(d));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor rows = x.reshape(x.dim(0), d);
    Tensor bowl = rows.square().mul(parameters.get("curvature").mul(0.5));
    return bowl.add(rows.mul(parameters.get("slope"))).sum(1);
  }

  /** d log(2 pi / a) / 2 + |b|^2 / (2 a); NaN where a is negative. */
  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    Tensor a = parameters.get("curvature");
    Tensor shift = parameters.get("slope").square().sum().div(a).mul(0.5);
    return Optional.of(a.log().neg().add(Math.log(2 * Math.PI)).mul(0.5 * d).add(shift));
  }
}
