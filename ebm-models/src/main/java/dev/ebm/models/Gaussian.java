package dev.ebm.models;

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
import java.util.List;
import java.util.Optional;

/**
 * A normal law with trained mean and precision: U(x) = (x - mu)' P (x - mu) / 2, where P = L L'
 * with L lower triangular and exp({@code log-diagonal}) on its diagonal, so that training cannot
 * leave the normal laws. The energy is not normalised: log Z = d log(2 pi) / 2 - log det L.
 */
public final class Gaussian implements Energy {

  private static final String NAME = "energy 'gaussian'";

  /** Chosen by {@code gaussian}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "gaussian",
          Config.class,
          "Normal law whose mean and precision are trained",
          (config, context) -> new Gaussian(config, context.features()));

  /**
   * The options.
   *
   * @param covarianceType which covariances training may reach
   * @param mean the first mean; none is 0
   * @param covariance the first covariance; none is the identity
   */
  public record Config(
      @Option(
              doc = "Covariances that training may reach: full, or diagonal (independent features)",
              byDefault = "full")
          CovarianceType covarianceType,
      @Option(doc = "Where the mean starts, a number for each feature; [] is 0", byDefault = "[]")
          List<Double> mean,
      @Option(
              doc = "Where the covariance starts, its rows as lists; [] is the identity",
              byDefault = "[]")
          List<List<Double>> covariance) {

    /**
     * Checks the covariance.
     *
     * @throws IllegalArgumentException if it is not symmetric and positive definite, has not as
     *     many rows as the mean, or is not diagonal although it must be
     */
    public Config {
      mean = List.copyOf(mean);
      covariance = covariance.stream().map(List::copyOf).toList();
      if (!mean.isEmpty() && !covariance.isEmpty() && mean.size() != covariance.size()) {
        throw new IllegalArgumentException(
            "mean has %d numbers and covariance %d rows".formatted(mean.size(), covariance.size()));
      }
      Covariance.require(covariance, covarianceType);
    }

    /** Starts at the standard normal law. */
    public Config(CovarianceType covarianceType) {
      this(covarianceType, List.of(), List.of());
    }
  }

  private final Config config;
  private final NormalLaws law;

  /**
   * A law of rows.
   *
   * @throws dev.ebm.api.error.EbmException EBM-M007 if a feature is not a real number, EBM-M008 if
   *     mean or covariance are of another size than the rows
   */
  public Gaussian(Config config, Features features) {
    features.requireContinuous(NAME, "mlp");
    int d = features.shape().size();
    ModelProblems.requireFeatures(NAME, "mean", config.mean(), d);
    ModelProblems.requireFeatures(NAME, "covariance", config.covariance(), d);
    this.config = config;
    this.law = new NormalLaws(Shape.SCALAR, d, config.covarianceType());
  }

  /** {@code mean} and {@code log-diagonal} of shape [d], {@code lower} of shape [d, d] if full. */
  @Override
  public Tree<Parameter> parameters() {
    Initializer zeros = Initializer.constant(0);
    Initializer mean = config.mean().isEmpty() ? zeros : Initializer.given(this::mean);
    return config.covariance().isEmpty()
        ? law.parameters(mean, zeros, zeros)
        : law.parameters(mean, this::factor);
  }

  private TensorData mean() {
    return Numbers.float32(Numbers.array(config.mean()));
  }

  private double[][] factor() {
    return Covariance.precisionFactor(Numbers.matrix(config.covariance())).orElseThrow();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return law.squares(parameters, x).squeeze(1).mul(0.5);
  }

  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return Optional.of(law.logZ(parameters).squeeze(0));
  }
}
