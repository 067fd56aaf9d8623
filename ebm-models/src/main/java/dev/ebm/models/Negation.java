package dev.ebm.models;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * The negative of an energy: likely is what the other takes for unlikely (Du, Li and Mordatch 2020,
 * arXiv 2004.06030). Where the other has an integral this one has none; it stands in a {@code
 * product} with an energy that it is taken from and that grows faster.
 *
 * @param energy the other
 */
public record Negation(Energy energy) implements Energy {

  private static final String OTHER = "energy";

  /** Chosen by {@code negation}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "negation",
          Config.class,
          "Negative of an energy: likely is what that takes for unlikely",
          (config, context) -> new Negation(context.create(config.energy())));

  /**
   * The options.
   *
   * @param energy the other
   */
  public record Config(@Option(doc = "The energy U") ComponentSpec<Energy> energy) {}

  /** {@code energy/...}. */
  @Override
  public Tree<Parameter> parameters() {
    return energy.parameters().under(OTHER);
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy.energy(parameters.at(OTHER), x).neg();
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return energy.energy(parameters.at(OTHER), x, condition).neg();
  }
}
