package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A fully connected network d-h1-...-hk-1 on the flattened features, with an optional quadratic
 * confinement: U(x) = net(x) + confinement |x|^2 / 2. Weights and biases start uniform in
 * [-1/sqrt(n), 1/sqrt(n)), where n is the number of inputs of their layer.
 *
 * <p>A network alone may fall without bound away from the data, so that exp(-U) has no integral; a
 * positive confinement, or a loss with a stabiliser, prevents it.
 */
public final class Mlp implements Energy {

  /** Chosen by {@code mlp}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "mlp",
          Config.class,
          "Fully connected network on the flattened features",
          (config, context) -> new Mlp(config, context.features().shape()));

  /**
   * The options.
   *
   * @param hidden the widths h1, ..., hk; none makes a linear energy
   * @param activation between the layers
   * @param confinement the weight of |x|^2 / 2
   */
  public record Config(
      @Option(doc = "Widths of the hidden layers", byDefault = "[128, 128, 128, 128]")
          @Range(min = 1)
          List<Integer> hidden,
      @Option(
              doc =
                  "Function between layers: softplus, tanh, elu, silu, gelu, relu or leaky-relu; the"
                      + " last two have no second derivative, which score matching needs",
              byDefault = "softplus")
          Activation activation,
      @Option(doc = "Weight of |x|^2 / 2 added to the energy", byDefault = "0") @Range(min = 0)
          double confinement) {

    /** Copies the widths. */
    public Config {
      hidden = List.copyOf(hidden);
    }
  }

  private final Config config;
  private final List<Integer> widths;

  /**
   * A network for rows of a shape.
   *
   * @param features the shape of one row, without the batch
   */
  public Mlp(Config config, Shape features) {
    this.config = config;
    this.widths =
        Stream.of(Stream.of(features.size()), config.hidden().stream(), Stream.of(1))
            .flatMap(part -> part)
            .toList();
  }

  /** {@code layerN/weight} of shape [in, out] and {@code layerN/bias} of shape [out]. */
  @Override
  public Tree<Parameter> parameters() {
    return IntStream.range(0, widths.size() - 1)
        .mapToObj(layer -> layer(widths.get(layer), widths.get(layer + 1)).under("layer" + layer))
        .reduce(Tree.empty(), Tree::and);
  }

  private static Tree<Parameter> layer(int in, int out) {
    double bound = 1 / Math.sqrt(in);
    Initializer initializer = Initializer.uniform(-bound, bound);
    return Tree.of("weight", new Parameter(Shape.of(in, out), initializer))
        .with("bias", new Parameter(Shape.of(out), initializer));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    int batch = x.dim(0);
    Tensor rows = x.reshape(batch, widths.get(0));
    Tensor hidden = rows;
    for (int layer = 0; layer < widths.size() - 1; layer++) {
      Tree<Tensor> affine = parameters.at("layer" + layer);
      Tensor input = layer == 0 ? rows : config.activation().of(hidden);
      hidden = input.matmul(affine.get("weight")).add(affine.get("bias"));
    }
    Tensor net = hidden.squeeze(1);
    return config.confinement() == 0
        ? net
        : net.add(rows.square().sum(1).mul(config.confinement() / 2));
  }
}
