package dev.ebm.models;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;
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

  /** The energies of every row, {@code [B]} each. */
  List<Tensor> of(Tree<Tensor> parameters, Tensor x) {
    return each(parameters, (energy, own) -> energy.energy(own, x));
  }

  /** The same given a condition, {@code [B]}, which every one of them has to take. */
  List<Tensor> of(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return each(parameters, (energy, own) -> energy.energy(own, x, condition));
  }

  private <T> List<T> each(Tree<Tensor> parameters, BiFunction<Energy, Tree<Tensor>, T> function) {
    return IntStream.range(0, all.size())
        .mapToObj(k -> function.apply(all.get(k), parameters.at(prefix(k))))
        .toList();
  }

  /** Each log Z, if all are known. */
  Optional<List<Tensor>> logZ(Tree<Tensor> parameters) {
    List<Tensor> known = each(parameters, Energy::logZ).stream().flatMap(Optional::stream).toList();
    return Optional.of(known).filter(found -> found.size() == all.size());
  }
}
