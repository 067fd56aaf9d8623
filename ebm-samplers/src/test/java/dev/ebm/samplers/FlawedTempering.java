package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;

/**
 * The exchange of a cold and two hotter replicas that do not move otherwise, a second time, with a
 * flaw.
 *
 * @param temperatures of the three
 */
record FlawedTempering(List<Double> temperatures, Flaw flaw) implements Sampler {

  /** What is wrong. */
  enum Flaw {
    NONE,
    TEMPERATURES_IGNORED,
    TEMPERATURES_NOT_INVERTED,
    ALWAYS_EXCHANGED,
    RATIO_UPSIDE_DOWN,
    COPIED_DOWNWARDS,
    ENERGY_OF_NEIGHBOURS_FORGOTTEN
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor cold = state.get(POSITION);
    Tensor warm = state.get("replicas").get(1, 0);
    Tensor hot = state.get("replicas").get(1, 1);
    Tensor first = exchanged(energy, key.fold(0), 0, cold, warm);
    Tensor warmer = flaw == Flaw.COPIED_DOWNWARDS ? warm : Tensors.where(first, cold, warm);
    Tensor colder = Tensors.where(first, warm, cold);
    Tensor second = exchanged(energy, key.fold(1), 1, warmer, hot);
    Tensor hotter = flaw == Flaw.COPIED_DOWNWARDS ? hot : Tensors.where(second, warmer, hot);
    Tensor middle = Tensors.where(second, hot, warmer);
    return new Transition(
        state.with(POSITION, colder).with("replicas", Tensors.stack(1, List.of(middle, hotter))),
        Tree.empty());
  }

  private Tensor exchanged(EnergyFunction energy, Key key, int k, Tensor colder, Tensor hotter) {
    double low = temperatures.get(k);
    double high = temperatures.get(k + 1);
    double factor =
        switch (flaw) {
          case TEMPERATURES_IGNORED -> 1;
          case TEMPERATURES_NOT_INVERTED -> high - low;
          case RATIO_UPSIDE_DOWN -> 1 / high - 1 / low;
          default -> 1 / low - 1 / high;
        };
    Tensor gap = energy.of(colder);
    if (flaw != Flaw.ENERGY_OF_NEIGHBOURS_FORGOTTEN) {
      gap = gap.sub(energy.of(hotter));
    }
    Tensor accepted = key.uniform(colder.dim(0)).log().lt(gap.mul(factor)).expandDims(1);
    return flaw == Flaw.ALWAYS_EXCHANGED ? accepted.or(accepted.not()) : accepted;
  }
}
