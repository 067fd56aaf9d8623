package org.example.barker;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * The Metropolis-Hastings algorithm with Barker's proposal (Livingstone and Zanella, 2022, "The
 * Barker proposal: combining robustness and efficiency in gradient-based MCMC", algorithms 1 and
 * 2), for exp(-U/T). Every feature i draws a move z_i of standard deviation sigma, and turns it
 * downhill rather than uphill:
 *
 * <pre>
 * y_i = x_i + z_i  with probability 1 / (1 + exp(z_i dU(x)/dx_i / T)),  else  x_i - z_i
 * </pre>
 *
 * The proposal y is taken with probability min(1, r), where
 *
 * <pre>
 * log r = (U(x) - U(y)) / T
 *       + sum_i log(1 + exp((y_i - x_i) dU(x)/dx_i / T)) - log(1 + exp((x_i - y_i) dU(y)/dy_i / T))
 * </pre>
 *
 * so that exp(-U/T) is left as it is exactly. A gradient steers the direction of a move and never
 * its length: unlike Langevin steps, a step that is too long for a steep part of the energy lowers
 * the acceptance and does not make chains diverge. The authors find an acceptance near 0.57 best
 * where features are many.
 *
 * <p>Reports for each chain the {@code energy} before the step, the {@code acceptance} probability
 * min(1, r) and the {@code displacement} |x' - x|. A proposal whose energy is not a number is never
 * taken; its acceptance is reported as it is, not a number.
 *
 * @param stepSize sigma
 * @param temperature T
 */
public record Barker(
    @Option(doc = "sigma, the standard deviation of the move of a feature", byDefault = "0.5")
        @Range(min = 0, exclusiveMin = true)
        double stepSize,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        double temperature)
    implements Sampler {

  private static final String ENERGY = "energy";
  private static final String GRADIENT = "gradient";

  /** Chosen by {@code barker}. */
  static final ComponentFactory<Sampler, Barker> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "barker",
          Barker.class,
          "Metropolis-Hastings whose moves turn downhill (Barker's proposal)",
          (barker, context) -> barker);

  /** Positions {@code [C, ...]}, their energies {@code [C]}, and the gradients at them. */
  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Tensor u = energy.of(position);
    return Tree.of(POSITION, position)
        .with(ENERGY, u)
        .with(GRADIENT, Gradients.of(u.sum(), position));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    Tensor slope = state.get(GRADIENT).div(temperature);
    Tensor size = key.fold("size").normal(x.shape()).mul(stepSize);
    Tensor chance = size.mul(slope).neg().logistic();
    Tensor downhill = key.fold("direction").uniform(x.shape().dims()).lt(chance);
    Tensor move = Tensors.where(downhill, size, size.neg());
    Tree<Tensor> proposal = init(energy, x.add(move));

    Tensor back = proposal.get(GRADIENT).div(temperature);
    Tensor directions = move.mul(slope).softplus().sub(move.neg().mul(back).softplus());
    Tensor fall = state.get(ENERGY).sub(proposal.get(ENERGY)).div(temperature);
    Tensor ratio = fall.add(rows(directions).sum(1)).exp(); // [C]
    Tensor taken = key.fold("acceptance").uniform(x.dim(0)).lt(ratio);
    List<Tensor> next =
        state.names().stream()
            .map(name -> choose(taken, proposal.get(name), state.get(name)))
            .toList();
    Tree<Tensor> after = Tree.zip(state.names(), next);
    return new Transition(
        after,
        Tree.of(ENERGY, state.get(ENERGY))
            .with("acceptance", ratio.minimum(1))
            .with("displacement", rows(after.get(POSITION).sub(x)).square().sum(1).sqrt()));
  }

  private static Tensor rows(Tensor values) {
    return values.reshape(values.dim(0), -1);
  }

  /** Chain by chain the one or the other. */
  private static Tensor choose(Tensor first, Tensor one, Tensor other) {
    int[] dims = new int[one.rank()];
    Arrays.fill(dims, 1);
    dims[0] = one.dim(0);
    return Tensors.where(first.reshape(dims), one, other);
  }
}
