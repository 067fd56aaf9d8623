package dev.ebm.models;

import static dev.ebm.api.tensor.Tensors.logSoftmax;
import static dev.ebm.api.tensor.Tensors.logSumExp;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A normalised mixture of K normal laws: U(x) = -log sum_k pi_k N(x; mu_k, S_k), so that log Z = 0.
 * The weights are pi = softmax({@code logits}); the laws have the parameters of {@code gaussian}
 * with an axis more, {@code mean} of shape [K, d] and so on. Which of them are trained is for
 * {@code train.freeze} to say.
 *
 * <p>Unless given, the means start at training rows, moved a little so that equal rows part, and
 * the deviations at the data's divided by K^(1/d), with which K laws together fill the volume of
 * one as wide as the data. Where a law closes in on a single row its density has no bound; losses
 * that follow the likelihood may find that.
 */
public final class GaussianMixture implements Energy {

  private static final String NAME = "energy 'gaussian-mixture'";

  /** Chosen by {@code gaussian-mixture}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "gaussian-mixture",
          Config.class,
          "Normalised mixture of normal laws, all of it trained",
          (config, context) ->
              new GaussianMixture(config, context.features(), context::trainingRows));

  /** Training rows that the first deviations are measured on. */
  private static final int ROWS = 10_000;

  /** How far means start from their rows, in deviations. */
  private static final double PARTING = 0.1;

  /**
   * The options.
   *
   * @param components K
   * @param covarianceType which covariances training may reach
   * @param means the first means; none are training rows
   * @param weights the first weights; none are equal
   * @param deviation the first deviation of all features
   */
  public record Config(
      @Option(doc = "K, the number of normal laws") @Range(min = 1) int components,
      @Option(
              doc = "Covariances that training may reach: full, or diagonal (independent features)",
              byDefault = "full")
          CovarianceType covarianceType,
      @Option(
              doc =
                  "Where the means start, a list for each law; [] is at rows of the training data",
              byDefault = "[]")
          List<List<Double>> means,
      @Option(doc = "Where the weights start, in any unit; [] is all equal", byDefault = "[]")
          @Range(min = 0, exclusiveMin = true)
          List<Double> weights,
      @Option(doc = "Where the deviation of every feature starts; else the data's over K^(1/d)")
          @Range(min = 0, exclusiveMin = true)
          Optional<Double> deviation) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if means or weights are given, but not for each component
     */
    public Config {
      means = means.stream().map(List::copyOf).toList();
      weights = List.copyOf(weights);
      requireComponents("means", means, components);
      requireComponents("weights", weights, components);
    }

    private static void requireComponents(String option, List<?> entries, int components) {
      if (!entries.isEmpty() && entries.size() != components) {
        throw new IllegalArgumentException(
            "%d components need %d %s, not %d"
                .formatted(components, components, option, entries.size()));
      }
    }
  }

  private final Config config;
  private final Features features;
  private final IntFunction<TensorData> trainingRows;
  private final NormalLaws laws;

  /**
   * A mixture of laws of rows.
   *
   * @param trainingRows up to so many rows of the training data, asked for when training begins
   * @throws dev.ebm.api.error.EbmException EBM-M007 if a feature is not a real number, EBM-M008 if
   *     a mean is of another size than the rows
   */
  public GaussianMixture(Config config, Features features, IntFunction<TensorData> trainingRows) {
    features.requireContinuous(NAME, "mlp");
    int d = features.shape().size();
    config.means().forEach(mean -> ModelProblems.requireFeatures(NAME, "a mean", mean, d));
    this.config = config;
    this.features = features;
    this.trainingRows = trainingRows;
    this.laws = new NormalLaws(Shape.of(config.components()), d, config.covarianceType());
  }

  /** {@code logits} of shape [K], and {@code mean}, {@code log-diagonal}, {@code lower}. */
  @Override
  public Tree<Parameter> parameters() {
    Initializer logits = Initializer.given(this::logWeights);
    Initializer mean =
        config.means().isEmpty()
            ? this::nearRows
            : Initializer.given(() -> Numbers.float32(Numbers.matrix(config.means())));
    Initializer logDiagonal = (key, shape) -> deviations().log().neg().broadcastTo(shape);
    return Tree.of("logits", new Parameter(laws.lead(), logits))
        .and(laws.parameters(mean, logDiagonal, Initializer.constant(0)));
  }

  private TensorData logWeights() {
    double[] logits = new double[config.components()];
    for (int k = 0; k < config.weights().size(); k++) {
      logits[k] = Math.log(config.weights().get(k));
    }
    return Numbers.float32(logits);
  }

  private Tensor nearRows(Key key, Shape shape) {
    TensorData rows = trainingRows.apply(config.components());
    int found = rows.shape().dim(0);
    if (found < config.components()) {
      throw ModelProblems.notFitted(
          NAME,
          "there are %d training rows for %d means".formatted(found, config.components()),
          "take fewer components, or give their means");
    }
    Tensor moves = key.normal(shape).mul(deviations()).mul(PARTING);
    return Tensors.constant(rows).reshape(shape).add(moves);
  }

  /** The first deviation of each feature, {@code [d]}. */
  private Tensor deviations() {
    int d = laws.d();
    if (config.deviation().isPresent()) {
      return Tensors.fill(config.deviation().get(), d);
    }
    double[] variances = new Moments(trainingRows.apply(ROWS)).variances();
    ModelProblems.requireSpread(NAME, features, variances);
    double narrower = Math.pow(config.components(), -1.0 / d);
    return Tensors.constant(
        Numbers.float32(Arrays.stream(variances).map(v -> Math.sqrt(v) * narrower).toArray()));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor logWeights = logSoftmax(parameters.get("logits"), 0);
    return logSumExp(laws.logDensity(parameters, x).add(logWeights), 1).neg();
  }

  /** 0. */
  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return Optional.of(Tensors.constant(0));
  }
}
