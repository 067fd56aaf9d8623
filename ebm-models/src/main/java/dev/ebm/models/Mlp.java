package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
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
 *
 * <p>Layer normalisation (Ba, Kiros and Hinton 2016, arXiv 1607.06450) acts between a layer and its
 * activation, on each row by itself. It bounds the network, which then needs a confinement.
 *
 * <p>Spectral normalisation divides each weight by its largest singular value (Miyato et al. 2018,
 * arXiv 1802.05957), so that |net(x) - net(y)| is at most |x - y| for activations of slope at most
 * 1 (silu, swish and gelu exceed it by a tenth). An energy is a pure function of its parameters, so
 * no singular vector can be carried from step to step: the power iteration starts at a frozen
 * random vector {@code direction} each time, and training, sampling and a resumed run see the same
 * function. It therefore takes more iterations than the one of the paper: 10 find 98 % of the norm
 * of a weight as it starts, 20 find 99 %.
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

  /** Added to the variance that layer normalisation divides by. */
  private static final double EPSILON = 1e-5;

  /**
   * The options.
   *
   * @param hidden the widths h1, ..., hk; none makes a linear energy
   * @param activation between the layers
   * @param confinement the weight of |x|^2 / 2
   * @param layerNorm whether hidden layers are normalised
   * @param spectralNorm power iterations of the norm that weights are divided by; 0 divides none
   */
  public record Config(
      @Option(doc = "Widths of the hidden layers", byDefault = "[128, 128, 128, 128]")
          @Range(min = 1)
          List<Integer> hidden,
      @Option(
              doc =
                  "Function between layers: softplus, tanh, elu, silu, swish (silu with a trained"
                      + " beta), gelu, relu or leaky-relu; the last two have no second derivative,"
                      + " which score matching needs",
              byDefault = "softplus")
          Activation activation,
      @Option(doc = "Weight of |x|^2 / 2 added to the energy", byDefault = "0") @Range(min = 0)
          double confinement,
      @Option(
              doc =
                  "Normalise each row of a hidden layer before its activation; bounds the network,"
                      + " so set confinement too",
              byDefault = "false")
          boolean layerNorm,
      @Option(
              doc =
                  "Power iterations for the spectral norm that each weight is divided by; 0 divides"
                      + " none, 20 find 99 % of the norm",
              byDefault = "0")
          @Range(min = 0)
          int spectralNorm) {

    /**
     * Copies the widths.
     *
     * @throws IllegalArgumentException if a layer of one unit is to be normalised
     */
    public Config {
      hidden = List.copyOf(hidden);
      if (layerNorm && hidden.contains(1)) {
        throw new IllegalArgumentException(
            "layer-norm makes a layer of one unit constant; widen it");
      }
    }

    /** Without normalisation. */
    public Config(List<Integer> hidden, Activation activation, double confinement) {
      this(hidden, activation, confinement, false, 0);
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

  /**
   * {@code layerN/weight} of shape [in, out] and {@code layerN/bias} of shape [out]; with layer
   * normalisation {@code layerN/gain} and {@code layerN/shift} of shape [out]; with spectral
   * normalisation the frozen {@code layerN/direction} of shape [in]; {@code layerN/beta} of swish.
   */
  @Override
  public Tree<Parameter> parameters() {
    return IntStream.rangeClosed(0, last())
        .mapToObj(layer -> layer(layer).under("layer" + layer))
        .reduce(Tree.empty(), Tree::and);
  }

  private int last() {
    return widths.size() - 2;
  }

  private Tree<Parameter> layer(int layer) {
    int in = widths.get(layer);
    int out = widths.get(layer + 1);
    double bound = 1 / Math.sqrt(in);
    Initializer uniform = Initializer.uniform(-bound, bound);
    Tree<Parameter> parameters =
        Tree.of("weight", new Parameter(Shape.of(in, out), uniform))
            .with("bias", new Parameter(Shape.of(out), uniform));
    if (config.spectralNorm() > 0) {
      Parameter direction = new Parameter(Shape.of(in), Initializer.normal(1)).frozen();
      parameters = parameters.with("direction", direction);
    }
    if (layer == last()) {
      return parameters;
    }
    if (config.layerNorm()) {
      parameters =
          parameters
              .with("gain", new Parameter(Shape.of(out), Initializer.constant(1)))
              .with("shift", Parameter.zeros(out));
    }
    return parameters.and(config.activation().parameters());
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor rows = x.reshape(x.dim(0), widths.get(0));
    Tensor values = rows;
    for (int layer = 0; layer <= last(); layer++) {
      Tree<Tensor> own = parameters.at("layer" + layer);
      values = values.matmul(weight(own)).add(own.get("bias"));
      if (layer < last()) {
        values = config.activation().of(own, normalised(own, values));
      }
    }
    Tensor net = values.squeeze(1);
    return config.confinement() == 0
        ? net
        : net.add(rows.square().sum(1).mul(config.confinement() / 2));
  }

  private Tensor weight(Tree<Tensor> layer) {
    Tensor weight = layer.get("weight");
    if (config.spectralNorm() == 0) {
      return weight;
    }
    Tensor norm =
        Layers.spectralNorm(weight, layer.get("direction"), config.spectralNorm()).sigma();
    return Tensors.safeDiv(weight, norm);
  }

  private Tensor normalised(Tree<Tensor> layer, Tensor values) {
    return config.layerNorm()
        ? Layers.layerNorm(values, 1, EPSILON).mul(layer.get("gain")).add(layer.get("shift"))
        : values;
  }
}
