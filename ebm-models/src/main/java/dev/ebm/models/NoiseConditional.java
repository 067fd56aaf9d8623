package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Energies of the data smoothed by Gaussian noise of every level sigma between two, in one network:
 *
 * <pre>U(x, sigma) = net(x / r, f(sigma)) + |x|^2 / (2 r^2),  r = sqrt(s^2 + sigma^2)</pre>
 *
 * where s is the data's deviation, f(sigma) are t and the sines and cosines of pi j t / 2, j =
 * 1..4, and t grows from -1 to 1 as log sigma does between the smallest and the largest level. x
 * and sigma are in the model's units.
 *
 * <p>Data of mean 0 and deviation s under noise of level sigma have the deviation r, so the network
 * is given numbers near 1 at every level, and the parabola alone is right where noise drowns the
 * data: the network learns what is left, in which it follows the preconditioning of Karras et al.
 * (2022, arXiv 2206.00364, section 5). Every activation grows at most linearly, so exp(-U) has an
 * integral at every level. Scores are of order 1/sigma; they follow from U by its gradient and are
 * not divided by sigma in the network.
 *
 * <p>The condition is sigma, above 0; levels outside of the two extrapolate. Without a condition
 * the energy is that of the smallest level, the closest one to the data.
 */
public final class NoiseConditional implements Energy {

  /** Chosen by {@code noise-conditional}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "noise-conditional",
          Config.class,
          "Energies of the data under every level of Gaussian noise, by one network",
          (config, context) -> new NoiseConditional(config, context.features()));

  private static final int FREQUENCIES = 4;

  /** The condition as the network sees it: t, sines, cosines. */
  private static final int CONDITIONS = 1 + 2 * FREQUENCIES;

  /**
   * The options.
   *
   * @param sigmaMin the smallest level
   * @param sigmaMax the largest level
   * @param deviation s
   * @param hidden the network's widths
   * @param activation between its layers
   */
  public record Config(
      @Option(
              doc = "Smallest noise level, at which the energy stands for the data's",
              byDefault = "0.01")
          @Range(min = 0, exclusiveMin = true)
          double sigmaMin,
      @Option(doc = "Largest noise level, well above the data's deviation", byDefault = "10")
          @Range(min = 0, exclusiveMin = true)
          double sigmaMax,
      @Option(doc = "s, the deviation of the data", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double deviation,
      @Option(doc = "Widths of the hidden layers", byDefault = "[128, 128, 128, 128]")
          @Range(min = 1)
          List<Integer> hidden,
      @Option(
              doc = "Function between layers, as of mlp; smooth, since losses derive twice",
              byDefault = "silu")
          Activation activation) {

    /**
     * Checks the levels.
     *
     * @throws IllegalArgumentException if the smallest is not below the largest
     */
    public Config {
      hidden = List.copyOf(hidden);
      if (sigmaMin >= sigmaMax) {
        throw new IllegalArgumentException(
            "sigma-min %s is not below sigma-max %s".formatted(sigmaMin, sigmaMax));
      }
    }
  }

  private final Config config;
  private final Mlp net;
  private final int d;

  /**
   * A network for rows.
   *
   * @throws dev.ebm.api.error.EbmException EBM-M007 if a feature is not a real number
   */
  public NoiseConditional(Config config, Features features) {
    features.requireContinuous("energy 'noise-conditional'", "mlp");
    this.config = config;
    this.d = features.shape().size();
    this.net =
        new Mlp(new Mlp.Config(config.hidden(), config.activation(), 0), Shape.of(d + CONDITIONS));
  }

  /** The network's {@code layerN/...}. */
  @Override
  public Tree<Parameter> parameters() {
    return net.parameters();
  }

  /** At the smallest level. */
  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy(parameters, x, Tensors.fill(config.sigmaMin(), x.dim(0)));
  }

  /**
   * At given levels.
   *
   * @param condition sigma of each row, {@code [B]}, above 0
   */
  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    double variance = config.deviation() * config.deviation();
    Tensor r = condition.square().add(variance).sqrt();
    Tensor scaled = x.reshape(x.dim(0), d).div(r.expandDims(1));
    Tensor inputs = Tensors.concat(1, scaled, level(condition));
    return net.energy(parameters, inputs).add(scaled.square().sum(1).mul(0.5));
  }

  /** f(sigma), {@code [B, 9]}. */
  private Tensor level(Tensor sigma) {
    double low = Math.log(config.sigmaMin());
    double high = Math.log(config.sigmaMax());
    Tensor t = sigma.log().sub((low + high) / 2).mul(2 / (high - low));
    List<Tensor> columns = new ArrayList<>(List.of(t));
    for (int j = 1; j <= FREQUENCIES; j++) {
      Tensor angle = t.mul(j * Math.PI / 2);
      columns.add(angle.sin());
      columns.add(angle.cos());
    }
    return Tensors.stack(1, columns);
  }
}
