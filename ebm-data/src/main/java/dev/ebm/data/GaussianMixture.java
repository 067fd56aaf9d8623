package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.logSumExp;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a mixture of round Gaussians, sum_k w_k N(mean_k, deviation_k^2 I), in any dimension.
 *
 * @param means of the components, each of d numbers
 * @param deviations of the components; one alone holds for all
 * @param weights of the components, in any unit; none means equal ones
 */
public record GaussianMixture(
    @Option(doc = "Means of the components, each a list of d numbers", byDefault = "[[0.0]]")
        List<List<Double>> means,
    @Option(doc = "Standard deviations of the components; one holds for all", byDefault = "[1.0]")
        @Range(min = 0, exclusiveMin = true)
        List<Double> deviations,
    @Option(doc = "Weights of the components, in any unit; none means equal", byDefault = "[]")
        @Range(min = 0)
        List<Double> weights)
    implements Dataset {

  /** Chosen by {@code gaussian-mixture}. */
  public static final ComponentFactory<Dataset, GaussianMixture> FACTORY =
      new ComponentFactory<>(
          Dataset.class,
          "gaussian-mixture",
          GaussianMixture.class,
          "Mixture of round Gaussians in any dimension",
          (mixture, context) -> mixture);

  /** Checks that the lists fit each other. */
  public GaussianMixture {
    if (means.isEmpty() || means.get(0).isEmpty()) {
      throw new IllegalArgumentException("there must be a mean of one number or more");
    }
    int d = means.get(0).size();
    if (means.stream().anyMatch(mean -> mean.size() != d)) {
      throw new IllegalArgumentException("all means must have as many numbers as the first: " + d);
    }
    int k = means.size();
    if (deviations.size() != 1 && deviations.size() != k
        || !weights.isEmpty() && weights.size() != k) {
      throw new IllegalArgumentException(
          "%d means need one deviation or %d, and no weights or %d".formatted(k, k, k));
    }
    if (!weights.isEmpty() && weights.stream().mapToDouble(w -> w).sum() == 0) {
      throw new IllegalArgumentException("one weight must be above 0");
    }
  }

  private int d() {
    return means.get(0).size();
  }

  private int k() {
    return means.size();
  }

  /** [K, d]. */
  private Tensor centres() {
    double[] all = means.stream().flatMap(List::stream).mapToDouble(value -> value).toArray();
    return constant(TensorData.fromDoubles(TensorType.float32(k(), d()), all));
  }

  /** [K]. */
  private Tensor spread() {
    double[] all = new double[k()];
    for (int i = 0; i < all.length; i++) {
      all[i] = deviations.get(deviations.size() == 1 ? 0 : i);
    }
    return constant(TensorData.fromDoubles(TensorType.float32(k()), all));
  }

  /** log w_k, normalised, [K]. */
  private Tensor logWeights() {
    double sum = weights.stream().mapToDouble(w -> w).sum();
    double[] all = new double[k()];
    for (int i = 0; i < all.length; i++) {
      all[i] = weights.isEmpty() ? -Math.log(k()) : Math.log(weights.get(i) / sum);
    }
    return constant(TensorData.fromDoubles(TensorType.float32(k()), all));
  }

  @Override
  public Features features() {
    return Features.continuous(d());
  }

  @Override
  public List<String> splits() {
    return List.of(TRAIN, TEST);
  }

  @Override
  public Split split(String split) {
    if (!splits().contains(split)) {
      throw DataProblems.noSplit("gaussian-mixture", split, splits());
    }
    return new Split.Stream((key, count) -> draw(key.fold(split), count));
  }

  private Tensor draw(Key key, int count) {
    Tensor component =
        key.fold("component").categorical(logWeights().broadcastTo(Shape.of(count, k())));
    Tensor noise = key.fold("noise").normal(count, d());
    return centres().gather(component).add(noise.mul(spread().gather(component).expandDims(1)));
  }

  @Override
  public Optional<LogDensity> logDensity() {
    return Optional.of(
        x -> {
          Tensor squares = x.expandDims(1).sub(centres()).square().sum(2); // [B, K]
          Tensor variance = spread().square();
          Tensor logNormal =
              squares.div(variance).add(variance.mul(2 * Math.PI).log().mul(d())).mul(-0.5);
          return logSumExp(logNormal.add(logWeights()), 1);
        });
  }
}
