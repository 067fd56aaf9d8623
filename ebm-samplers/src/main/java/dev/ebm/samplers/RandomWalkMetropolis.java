package dev.ebm.samplers;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * Random-walk Metropolis for exp(-U/T) (Metropolis, Rosenbluth, Rosenbluth, Teller and Teller
 * 1953): proposes
 *
 * <pre>x' = x + s sqrt(T) z,  z standard normal</pre>
 *
 * and takes it with probability min(1, exp((U(x) - U(x'))/T)), so that exp(-U/T) is kept exactly.
 * It needs no gradient, for energies that have none or an unhelpful one; where there is one, {@link
 * Mala} and {@link Hmc} move further, the more so the more features there are. In many dimensions
 * mixing is best near an acceptance of 0.234 (Roberts, Gelman and Gilks 1997), in one near 0.44.
 *
 * <p>With {@code adapt} each chain finds its own step size during its first steps and keeps it; see
 * {@link Mala}.
 *
 * <p>A step takes one energy and no gradient. It reports for each chain the {@code energy} before
 * it, the probability of {@code acceptance}, the {@code displacement}, the {@code step-size}, and
 * {@code rejected-nan}: 1 where the proposal's energy was not a number.
 *
 * @param stepSize s, or where its adaptation starts
 * @param temperature T
 * @param adapt how many first steps adapt the step size
 * @param targetAcceptance the mean acceptance that adaptation aims at
 */
public record RandomWalkMetropolis(
    @Option(
            doc = "s, the step size: proposals are x + s sqrt(T) z; the first one if adapted",
            byDefault = "0.5")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature,
    @Option(
            doc =
                "First steps of a chain that adapt its step size, as part of the burn-in; 0: none",
            byDefault = "0")
        @Range(min = 0)
        int adapt,
    @Option(doc = "Mean acceptance that adaptation aims at", byDefault = "0.234")
        @Range(min = 0, max = 1, exclusiveMin = true, exclusiveMax = true)
        double targetAcceptance)
    implements Sampler {

  /** Roberts, Gelman and Gilks 1997. */
  private static final double BEST_ACCEPTANCE = 0.234;

  private static final String REMEMBERED = "energy";

  /** Chosen by {@code random-walk-metropolis}. */
  public static final ComponentFactory<Sampler, RandomWalkMetropolis> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "random-walk-metropolis",
          RandomWalkMetropolis.class,
          "Random-walk Metropolis: normal moves, accepted or rejected, without gradients",
          (walk, context) -> {
            context
                .features()
                .requireContinuous("sampler 'random-walk-metropolis'", Langevin.FOR_BITS);
            return walk;
          });

  /** Checks that an adapted step size is constant otherwise. */
  public RandomWalkMetropolis {
    new StepSize(stepSize, adapt, targetAcceptance);
  }

  /** A constant step size and temperature. */
  public RandomWalkMetropolis(double stepSize, double temperature) {
    this(Schedule.constant(stepSize), Schedule.constant(temperature), 0, BEST_ACCEPTANCE);
  }

  private StepSize size() {
    return new StepSize(stepSize, adapt, targetAcceptance);
  }

  @Override
  public int warmUp() {
    return adapt;
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Tree<Tensor> state = refresh(energy, Tree.of(POSITION, position));
    return StepCount.start(size().start(state), temperature);
  }

  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state.with(REMEMBERED, energy.of(state.get(POSITION)));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    Tensor u = state.get(REMEMBERED);
    Tensor s = size().value(state);
    Tensor t = StepCount.value(temperature, state);
    Tensor z = key.fold("noise").normal(x.shape());
    Tensor proposal = x.add(z.mul(PerChain.column(s.mul(t.sqrt()), x)));
    Tensor proposed = energy.of(proposal);
    Tensor logRatio = u.sub(proposed).div(t);
    Decision decision = Decision.of(key.fold("accept"), logRatio, proposed);
    Tensor next = decision.choose(proposal, x);
    return new Transition(
        StepCount.next(
            size()
                .adapted(state, decision.acceptance())
                .with(POSITION, next)
                .with(REMEMBERED, decision.choose(proposed, u))),
        decision.info(u, x, next, s));
  }
}
