package @PACKAGE@;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * Every row shall have a lower energy than its perturbed copy: the mean over rows of
 *
 * <pre>log(1 + exp((U(x) - U(y)) / T)),  y perturbed</pre>
 *
 * which is never negative. Replace it with your own.
 *
 * @param temperature T
 * @param perturbation what makes y
 */
public record @CLASS@(double temperature, Perturbation perturbation) implements Loss {

  /** Chosen by {@code @ID@}. */
  static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "@ID@",
          Config.class,
          "Soft ranking of rows below their perturbed copies",
          (config, context) ->
              new @CLASS@(config.temperature(), context.create(config.perturbation())));

  /**
   * The options.
   *
   * @param temperature T
   * @param perturbation what makes y
   */
  public record Config(
      @Option(doc = "T, the energy difference that counts as large", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double temperature,
      @Option(doc = "What makes the copies", byDefault = "gaussian")
          ComponentSpec<Perturbation> perturbation) {}

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Tensor y = perturbation.perturb(context.key("perturbation"), x); // [B, ...]
    Tensor difference = context.energy(x).sub(context.energy(y)); // [B]
    context.metric("difference", difference.mean());
    return difference.div(temperature).softplus().mean();
  }
}
