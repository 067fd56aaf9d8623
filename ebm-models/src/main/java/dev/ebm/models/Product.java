package dev.ebm.models;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import java.util.List;

/**
 * A product of experts, U(x) = sum_k w_k U_k(x): likely is what all of them take for likely (Hinton
 * 2002, "Training products of experts by minimizing contrastive divergence"). A product of normal
 * laws is the normal law of their added precisions. Experts are held fixed by {@code train.freeze:
 * [energies/0/*]} and tied by {@code train.share}.
 */
public final class Product implements Energy {

  /** Chosen by {@code product}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "product",
          Config.class,
          "Weighted sum of energies: likely is what all of them take for likely",
          (config, context) ->
              new Product(
                  config.energies().stream().map(context::create).toList(), config.weights()));

  /**
   * The options.
   *
   * @param energies U_k
   * @param weights w_k; none are all 1
   */
  public record Config(
      @Option(doc = "The energies U_k") List<ComponentSpec<Energy>> energies,
      @Option(doc = "The weights w_k, which may be negative; [] is all 1", byDefault = "[]")
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
  private final List<Double> weights;

  /**
   * A product.
   *
   * @param energies U_k, at least one
   * @param weights w_k, one for each; none are all 1
   */
  public Product(List<Energy> energies, List<Double> weights) {
    Energies.require(energies, weights);
    this.energies = new Energies(energies);
    this.weights = List.copyOf(weights);
  }

  /** {@code energies/0/...}, {@code energies/1/...} and so on. */
  @Override
  public Tree<Parameter> parameters() {
    return energies.parameters();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return sum(energies.of(parameters, x));
  }

  /** Every energy is given the condition. */
  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return sum(energies.of(parameters, x, condition));
  }

  private Tensor sum(List<Tensor> each) {
    Tensor sum = weighted(each, 0);
    for (int k = 1; k < each.size(); k++) {
      sum = sum.add(weighted(each, k));
    }
    return sum;
  }

  private Tensor weighted(List<Tensor> each, int k) {
    return weights.isEmpty() ? each.get(k) : each.get(k).mul(weights.get(k));
  }
}
