package dev.ebm.models;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Energies that another one is composed of; their parameters are {@code energies/0/...}, {@code
 * energies/1/...} and so on.
 *
 * @param all in order
 */
record Energies(List<Energy> all) {

  /** Copies. */
  Energies {
    all = List.copyOf(all);
  }

  /**
   * Checks a list of energies and one of their weights, which may be empty.
   *
   * @throws IllegalArgumentException if there is no energy, or another number of weights
   */
  static void require(List<?> energies, List<?> weights) {
    if (energies.isEmpty()) {
      throw new IllegalArgumentException("'energies' is empty; name at least one");
    }
    if (!weights.isEmpty() && weights.size() != energies.size()) {
      throw new IllegalArgumentException(
          "%d energies need %d weights, not %d"
              .formatted(energies.size(), energies.size(), weights.size()));
    }
  }

  Tree<Parameter> parameters() {
    return IntStream.range(0, all.size())
        .mapToObj(k -> all.get(k).parameters().under(prefix(k)))
        .reduce(Tree.empty(), Tree::and);
  }

  private static String prefix(int k) {
    return "energies/" + k;
  }

  /** The energies of every row, {@code [B, K]}. */
  Tensor of(Tree<Tensor> parameters, Tensor x) {
    return stacked(parameters, (energy, own) -> energy.energy(own, x));
  }

  /** The same given a condition, {@code [B]}, which every one of them has to take. */
  Tensor of(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return stacked(parameters, (energy, own) -> energy.energy(own, x, condition));
  }

  private Tensor stacked(
      Tree<Tensor> parameters, BiFunction<Energy, Tree<Tensor>, Tensor> energies) {
    List<Tensor> columns = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      columns.add(energies.apply(all.get(k), parameters.at(prefix(k))));
    }
    return Tensors.stack(1, columns);
  }

  /** Each log Z, {@code [K]}, if all are known. */
  Optional<Tensor> logZ(Tree<Tensor> parameters) {
    List<Tensor> known = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      all.get(k).logZ(parameters.at(prefix(k))).ifPresent(known::add);
    }
    return known.size() == all.size() ? Optional.of(Tensors.stack(0, known)) : Optional.empty();
  }
}
