package dev.ebm.models;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.stack;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A mixture, U(x) = -log sum_k w_k exp(-U_k(x)): likely is what any of the energies takes for
 * likely. The weights stand before exp(-U_k), not before the densities, so that a part has the
 * probability w_k Z_k / sum_j w_j Z_j.
 */
public final class Mixture implements Energy {

  /** Chosen by {@code mixture}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "mixture",
          Config.class,
          "Weighted sum of exp(-U): likely is what any of the energies takes for likely",
          (config, context) ->
              new Mixture(
                  config.energies().stream().map(context::create).toList(), config.weights()));

  /**
   * The options.
   *
   * @param energies U_k
   * @param weights w_k; none are all 1
   */
  public record Config(
      @Option(doc = "The energies U_k") List<ComponentSpec<Energy>> energies,
      @Option(doc = "The weights w_k of exp(-U_k); [] is all 1", byDefault = "[]")
          @Range(min = 0, exclusiveMin = true)
          List<Double> weights) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there is no energy, or weights but not one for each
     */
    public Config {
      energies = List.copyOf(energies);
      weights = List.copyOf(weights);
      Energies.require(energies, weights);
    }
  }

  private final Energies energies;
  private final double[] logWeights;

  /**
   * A mixture.
   *
   * @param energies U_k, at least one
   * @param weights w_k, positive, one for each; none are all 1
   */
  public Mixture(List<Energy> energies, List<Double> weights) {
    Energies.require(energies, weights);
    this.energies = new Energies(energies);
    this.logWeights = weights.stream().mapToDouble(Math::log).toArray();
  }

  /** {@code energies/0/...}, {@code energies/1/...} and so on. */
  @Override
  public Tree<Parameter> parameters() {
    return energies.parameters();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return weighted(stack(1, energies.of(parameters, x)).neg()).neg();
  }

  /** Every energy is given the condition. */
  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return weighted(stack(1, energies.of(parameters, x, condition)).neg()).neg();
  }

  /** log sum_k w_k Z_k, if every Z_k is known. */
  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return energies.logZ(parameters).map(each -> weighted(stack(0, each)));
  }

  /** log sum_k w_k exp(log_k) over the last axis. */
  private Tensor weighted(Tensor logs) {
    Tensor all = logWeights.length == 0 ? logs : logs.add(constant(Numbers.float32(logWeights)));
    return logSumExp(all, -1);
  }
}
