package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Parallel tempering of MALA a second time, with a flaw.
 *
 * @param temperatures of the replicas
 */
record FlawedTempering(List<Double> temperatures, Flaw flaw) implements Sampler {

  private static final double ETA = 0.15;

  /** What is wrong. */
  enum Flaw {
    NONE,
    TEMPERATURES_IGNORED,
    TEMPERATURES_NOT_INVERTED,
    ALWAYS_EXCHANGED,
    RATIO_UPSIDE_DOWN,
    COPIED_DOWNWARDS,
    ENERGY_OF_NEIGHBOURS_FORGOTTEN,
    ONE_KEY_FOR_ALL_PAIRS,
    ONE_KEY_FOR_ALL_REPLICAS,
    ONE_KEY_FOR_KERNEL_AND_EXCHANGE
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position).with("turn", Tensors.zeros(position.shape().range(0, 1)));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    List<Tensor> x = new ArrayList<>();
    for (int k = 0; k < temperatures.size(); k++) {
      Tensor before = k == 0 ? state.get(POSITION) : state.get("replicas").get(1, k - 1);
      Sampler kernel = new FlawedMala(ETA, temperatures.get(k), Mistake.NONE);
      x.add(kernel.step(energy, ofKernel(key, k), Tree.of(POSITION, before)).state().get(POSITION));
    }
    for (int k = 0; k + 1 < x.size(); k++) {
      Tensor colder = x.get(k);
      Tensor hotter = x.get(k + 1);
      Tensor tried = state.get("turn").eq(k % 2).expandDims(1);
      Tensor accepted = exchanged(energy, ofExchange(key, k), k, colder, hotter).and(tried);
      x.set(k, Tensors.where(accepted, hotter, colder));
      if (flaw != Flaw.COPIED_DOWNWARDS) {
        x.set(k + 1, Tensors.where(accepted, colder, hotter));
      }
    }
    return new Transition(
        Tree.of(POSITION, x.get(0))
            .with("turn", state.get("turn").neg().add(1))
            .with("replicas", Tensors.stack(1, x.subList(1, x.size()))),
        Tree.empty());
  }

  private Key ofKernel(Key key, int k) {
    Key kernel = key.fold("kernel");
    return flaw == Flaw.ONE_KEY_FOR_ALL_REPLICAS ? kernel : kernel.fold(k);
  }

  private Key ofExchange(Key key, int k) {
    return switch (flaw) {
      case ONE_KEY_FOR_ALL_PAIRS -> key.fold("swap");
      case ONE_KEY_FOR_KERNEL_AND_EXCHANGE -> ofKernel(key, k + 1);
      default -> key.fold("swap").fold(k);
    };
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
