package @PACKAGE@;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Random-walk Metropolis: proposes x + s z with standard normal z, and takes it with probability
 * min(1, exp(U(x) - U(x'))). It leaves exp(-U) invariant exactly, and reports the {@code energy}
 * and the {@code acceptance} of each chain. Replace it with your own.
 *
 * <p>Metropolis, Rosenbluth, Rosenbluth, Teller and Teller (1953).
 *
 * @param scale s
 */
public record @CLASS@(
    @Option(doc = "s, the standard deviation of a proposed move", byDefault = "0.5")
        @Range(min = 0, exclusiveMin = true)
        double scale)
    implements Sampler {

  /** Chosen by {@code @ID@}. */
  static final ComponentFactory<Sampler, @CLASS@> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "@ID@",
          @CLASS@.class,
          "Random-walk Metropolis",
          (sampler, context) -> sampler);

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION); // [C, ...]
    Tensor proposal = x.add(key.fold(0).normal(x.shape()).mul(scale));
    Tensor u = energy.of(x); // [C]
    Tensor drop = u.sub(energy.of(proposal));
    Tensor accepted = key.fold(1).uniform(x.dim(0)).lt(drop.exp()); // [C]
    Tensor chosen =
        Tensors.where(accepted.reshape(x.dim(0), 1), flat(proposal), flat(x)).reshape(x.shape());
    return new Transition(
        Tree.of(POSITION, chosen),
        Tree.of("energy", u).with("acceptance", drop.exp().minimum(1)));
  }

  private static Tensor flat(Tensor rows) {
    return rows.reshape(rows.dim(0), -1);
  }
}
