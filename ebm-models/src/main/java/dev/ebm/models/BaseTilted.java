package dev.ebm.models;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * An energy that tilts a base density, U(x) = net(x) - log p0(x), where p0 is the normal law of the
 * training rows' mean and covariance, which training does not change. The network has to learn only
 * how the data differ from p0; with a network of 0 the density is p0 and log Z = 0. As long as the
 * network grows more slowly than a parabola, exp(-U) has an integral.
 *
 * <p>The law is measured on up to 10,000 training rows and kept as frozen parameters, so that a run
 * holds all it needs.
 */
public final class BaseTilted implements Energy {

  private static final String NAME = "energy 'base-tilted'";
  private static final String NET = "energy";
  private static final String BASE = "base";

  /** Chosen by {@code base-tilted}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "base-tilted",
          Config.class,
          "An energy on top of the normal law fitted to the training rows",
          (config, context) ->
              new BaseTilted(
                  context.create(config.energy()),
                  config.covarianceType(),
                  context.features(),
                  context::trainingRows));

  /** Training rows that the law is measured on. */
  private static final int ROWS = 10_000;

  /**
   * The options.
   *
   * @param energy net
   * @param covarianceType of the base density
   */
  public record Config(
      @Option(doc = "What is added to -log p0", byDefault = "mlp") ComponentSpec<Energy> energy,
      @Option(
              doc = "Covariance of p0: full, or diagonal (independent features)",
              byDefault = "full")
          CovarianceType covarianceType) {}

  private final Energy net;
  private final Features features;
  private final IntFunction<TensorData> trainingRows;
  private final NormalLaws base;

  /**
   * A tilted normal law.
   *
   * @param net what is added to -log p0
   * @param trainingRows up to so many rows of the training data, asked for when training begins
   * @throws dev.ebm.api.error.EbmException EBM-M007 if a feature is not a real number
   */
  public BaseTilted(
      Energy net,
      CovarianceType covarianceType,
      Features features,
      IntFunction<TensorData> trainingRows) {
    features.requireContinuous(NAME, "the energy that it tilts, alone");
    this.net = net;
    this.features = features;
    this.trainingRows = trainingRows;
    this.base = new NormalLaws(Shape.SCALAR, features.shape().size(), covarianceType);
  }

  /** {@code energy/...} of the network, and frozen {@code base/mean} and so on. */
  @Override
  public Tree<Parameter> parameters() {
    Initializer mean = Initializer.given(() -> Numbers.float32(moments().means()));
    Tree<Parameter> fitted =
        base.type() == CovarianceType.FULL
            ? base.parameters(mean, this::factor)
            : base.parameters(mean, Initializer.given(this::logDiagonal), Initializer.constant(0));
    return net.parameters().under(NET).and(fitted.map(Parameter::frozen).under(BASE));
  }

  private Moments moments() {
    return new Moments(trainingRows.apply(ROWS));
  }

  private TensorData logDiagonal() {
    double[] variances = moments().variances();
    ModelProblems.requireSpread(NAME, features, variances);
    return Numbers.float32(Arrays.stream(variances).map(v -> -Math.log(v) / 2).toArray());
  }

  /** L of the fitted precision L L'. */
  private double[][] factor() {
    Moments moments = moments();
    ModelProblems.requireSpread(NAME, features, moments.variances());
    return Covariance.precisionFactor(moments.covariance())
        .orElseThrow(
            () ->
                ModelProblems.notFitted(
                    NAME,
                    "a feature of the training rows follows from others",
                    "set covariance-type to diagonal, or leave the feature out"));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return tilted(parameters, x, net.energy(parameters.at(NET), x));
  }

  /** The network is given the condition; the base density is the same under all. */
  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return tilted(parameters, x, net.energy(parameters.at(NET), x, condition));
  }

  private Tensor tilted(Tree<Tensor> parameters, Tensor x, Tensor net) {
    return net.sub(base.logDensity(parameters.at(BASE), x).squeeze(1));
  }
}
