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
 * The Metropolis-adjusted Langevin algorithm for exp(-U/T) (Besag 1994; Roberts and Tweedie 1996,
 * Bernoulli 2): a step of {@link Langevin} is a proposal,
 *
 * <pre>x' = x - eta grad U(x) + sqrt(2 eta T) z,  z standard normal</pre>
 *
 * taken with probability min(1, exp((U(x) - U(x'))/T) q(x | x') / q(x' | x)), so that exp(-U/T) is
 * kept exactly at any step size. With g the sum of both gradients and c = sqrt(eta / (2T)) the log
 * ratio of the proposals' densities is c z.g - c^2 |g|^2 / 2. A larger step size moves further and
 * is rejected more often; mixing is best near an acceptance of 0.574 (Roberts and Rosenthal 1998).
 *
 * <p>With {@code adapt} each chain finds its own step size during its first steps and keeps it.
 * Those steps belong to the burn-in, since chains that adapt do not yet keep their law; in losses,
 * whose chains are short, leave it at 0.
 *
 * <p>A step takes one gradient; that of the position is remembered. It reports for each chain the
 * {@code energy} before it, the probability of {@code acceptance}, the {@code displacement}, the
 * {@code step-size}, and {@code rejected-nan}: 1 where the proposal was not a number.
 *
 * @param stepSize eta, or where its adaptation starts
 * @param temperature T
 * @param adapt how many first steps adapt the step size
 * @param targetAcceptance the mean acceptance that adaptation aims at
 */
public record Mala(
    @Option(
            doc = "eta, the step size: x - eta grad U + sqrt(2 eta T) z; the first one if adapted",
            byDefault = "0.01")
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
    @Option(doc = "Mean acceptance that adaptation aims at", byDefault = "0.574")
        @Range(min = 0, max = 1, exclusiveMin = true, exclusiveMax = true)
        double targetAcceptance)
    implements Sampler {

  /** Roberts and Rosenthal 1998. */
  private static final double BEST_ACCEPTANCE = 0.574;

  /** Chosen by {@code mala}. */
  public static final ComponentFactory<Sampler, Mala> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "mala",
          Mala.class,
          "Metropolis-adjusted Langevin: gradient steps with noise, accepted or rejected",
          (mala, context) -> {
            context.features().requireContinuous("sampler 'mala'", Langevin.FOR_BITS);
            return mala;
          });

  /** Checks that an adapted step size is constant otherwise. */
  public Mala {
    new StepSize(stepSize, adapt, targetAcceptance);
  }

  /** A constant step size and temperature. */
  public Mala(double stepSize, double temperature) {
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
    Tree<Tensor> state = Point.at(energy, position).in(Tree.empty());
    return StepCount.start(size().start(state), temperature);
  }

  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return Point.at(energy, state.get(POSITION)).in(state);
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Point here = Point.of(state);
    Tensor x = here.position();
    Tensor eta = size().value(state);
    Tensor t = StepCount.value(temperature, state);
    Tensor z = key.fold("noise").normal(x.shape());
    Tensor drift = here.gradient().mul(PerChain.column(eta.neg(), x));
    Tensor noise = z.mul(PerChain.column(eta.mul(t).mul(2).sqrt(), x));
    Point proposal = Point.at(energy, x.add(drift).add(noise));

    Tensor c = PerChain.column(eta.div(t).div(2).sqrt(), x);
    Tensor cg = here.gradient().add(proposal.gradient()).mul(c);
    Tensor proposals = PerChain.sum(cg.mul(z.sub(cg.div(2)))); // log q(x | x') / q(x' | x)
    Tensor logRatio = here.energy().sub(proposal.energy()).div(t).add(proposals);
    Decision decision = Decision.of(key.fold("accept"), logRatio, proposal.energy());
    Point next = here.next(decision, proposal);
    return new Transition(
        StepCount.next(next.in(size().adapted(state, decision.acceptance()))),
        decision.info(here.energy(), x, next.position(), eta));
  }
}
