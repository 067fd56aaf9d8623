package @PACKAGE@;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * A Gaussian with independent features: U(x) = sum_i exp(s_i) (x_i - m_i)^2 / 2, where mean m and
 * log-precision s are learned. Replace it with your own.
 *
 * @param features how many numbers a row has
 * @param spread the standard deviation of the first values of m and s
 */
public record @CLASS@(int features, double spread) implements Energy {

  /** Chosen by {@code @ID@}. */
  static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "@ID@",
          Config.class,
          "Gaussian with independent features",
          (config, context) -> new @CLASS@(context.features().shape().size(), config.spread()));

  /**
   * The options.
   *
   * @param spread the standard deviation of the first values
   */
  public record Config(
      @Option(doc = "Standard deviation of the parameters' first values", byDefault = "0.1")
          @Range(min = 0)
          double spread) {}

  @Override
  public Tree<Parameter> parameters() {
    Parameter parameter = new Parameter(Shape.of(features), Initializer.normal(spread));
    return Tree.of("mean", parameter).with("log-precision", parameter);
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor rows = x.reshape(x.dim(0), features); // [B, d]
    Tensor squares = rows.sub(parameters.get("mean")).square();
    return squares.mul(parameters.get("log-precision").exp()).sum(1).div(2); // [B]
  }
}
