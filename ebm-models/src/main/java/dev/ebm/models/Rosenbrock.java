package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.Optional;

/**
 * The curved valley of Rosenbrock (1960, "An automatic method for finding the greatest or least
 * value of a function"), in d &gt;= 2 coordinates as a chain:
 *
 * <pre>U(x) = sum_{i &lt; d} b (x_{i+1} - x_i^2)^2 + (a - x_i)^2</pre>
 *
 * Its minimum is 0, for a = 1 at (1, ..., 1). A large b makes the valley narrow, where a step size
 * that suits its width takes long to follow it.
 *
 * @param a where the valley's floor is lowest
 * @param b how steep its walls are
 * @param d features of a row, at least 2
 */
public record Rosenbrock(double a, double b, int d) implements Landscape {

  /** Chosen by {@code rosenbrock}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "rosenbrock",
          Config.class,
          "Narrow curved valley; nothing to train",
          (config, context) -> {
            context.features().requireContinuous("energy 'rosenbrock'", "mlp");
            return new Rosenbrock(config.a(), config.b(), context.features().shape().size());
          });

  /**
   * The options.
   *
   * @param a where the valley's floor is lowest
   * @param b how steep its walls are
   */
  public record Config(
      @Option(doc = "a; the floor of the valley is lowest at x_1 = a", byDefault = "1") double a,
      @Option(doc = "b, the steepness of the walls", byDefault = "100")
          @Range(min = 0, exclusiveMin = true)
          double b) {}

  /**
   * Checks the features.
   *
   * @throws dev.ebm.api.error.EbmException EBM-M008 if there is only one
   */
  public Rosenbrock {
    if (d < 2) {
      throw ModelProblems.misfit(
          "energy 'rosenbrock'", "rows have one feature", "it needs two or more");
    }
  }

  @Override
  public Tensor energy(Tensor x) {
    Tensor here = x.slice(1, 0, d - 1);
    Tensor next = x.slice(1, 1, d);
    Tensor walls = next.sub(here.square()).square().mul(b);
    return walls.add(here.sub(a).square()).sum(1);
  }

  /** log(pi / sqrt(b)) in the plane: x_2 is normal given x_1, which is normal. */
  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return d == 2
        ? Optional.of(Tensors.constant(Math.log(Math.PI) - Math.log(b) / 2))
        : Optional.empty();
  }
}
