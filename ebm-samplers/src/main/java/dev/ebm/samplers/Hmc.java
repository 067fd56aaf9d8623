package dev.ebm.samplers;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * Hamiltonian Monte Carlo for exp(-U/T) (Duane, Kennedy, Pendleton and Roweth 1987; Neal 2011,
 * arXiv 1206.1901): draws a momentum p from N(0, T M), follows L {@link Leapfrog} steps of size e
 * of the energy H = U(x) + p.M^-1 p / 2, and takes the end with probability min(1, exp((H -
 * H')/T)), so that exp(-U/T) is kept exactly. With L = 1 and M = 1 it is {@link Mala} with eta =
 * e^2/2. The step size has to be below twice the smallest scale of the energy, the trajectory e L
 * about as long as the largest.
 *
 * <p>Each step of each chain multiplies e by a number drawn from 1 - jitter to 1 + jitter, so that
 * no chain is caught by trajectories that return to their start.
 *
 * <p>With {@code adapt} each chain finds its own e during its first steps, by dual averaging, and
 * its own diagonal M, in windows of positions, and keeps both. Fewer than 20 steps adapt the step
 * size alone. Those steps belong to the burn-in, since chains that adapt do not yet keep their law;
 * in losses, whose chains are short, leave it at 0.
 *
 * <p>A step takes L gradients. It reports for each chain the {@code energy} U before it, the
 * probability of {@code acceptance}, the {@code displacement}, the {@code step-size} before jitter,
 * {@code rejected-nan}: 1 where the end was not a number, and {@code divergent}: 1 where H' is
 * above H by more than the {@code divergence} times T, which says that the step size is too large
 * for some part of the energy.
 *
 * @param stepSize e, or where its adaptation starts
 * @param leapfrogSteps L
 * @param jitter largest relative change of e
 * @param temperature T
 * @param adapt how many first steps adapt step size and mass
 * @param targetAcceptance the mean acceptance that adaptation aims at
 * @param divergence the gap (H' - H)/T from which on a step counts as divergent
 */
public record Hmc(
    @Option(doc = "e, the size of a leapfrog step; the first one if adapted", byDefault = "0.1")
        @Range(min = 0, exclusiveMin = true)
        Schedule stepSize,
    @Option(doc = "L, the leapfrog steps of a trajectory", byDefault = "10") @Range(min = 1)
        int leapfrogSteps,
    @Option(
            doc = "Largest relative change of e, drawn for each trajectory; 0 leaves it as it is",
            byDefault = "0.2")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double jitter,
    @Option(doc = "T, the temperature: chains draw from exp(-U/T)", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        Schedule temperature,
    @Option(
            doc =
                "First steps of a chain that adapt its step size and mass, as part of the burn-in;"
                    + " 0: none",
            byDefault = "0")
        @Range(min = 0)
        int adapt,
    @Option(doc = "Mean acceptance that adaptation aims at", byDefault = "0.8")
        @Range(min = 0, max = 1, exclusiveMin = true, exclusiveMax = true)
        double targetAcceptance,
    @Option(doc = "Gap (H' - H)/T from which on a step counts as divergent", byDefault = "1000")
        @Range(min = 0, exclusiveMin = true)
        double divergence)
    implements Sampler {

  /** Stan's choices. */
  private static final double BEST_ACCEPTANCE = 0.8;

  private static final double DIVERGENCE = 1000;

  /** Takes trajectories of a few radians out of phase in a few steps. */
  private static final double JITTER = 0.2;

  /** Chosen by {@code hmc}. */
  public static final ComponentFactory<Sampler, Hmc> FACTORY =
      new ComponentFactory<>(
          Sampler.class,
          "hmc",
          Hmc.class,
          "Hamiltonian Monte Carlo: trajectories along the energy, accepted or rejected",
          (hmc, context) -> {
            context.features().requireContinuous("sampler 'hmc'", Langevin.FOR_BITS);
            return hmc;
          });

  /** Checks that an adapted step size is constant otherwise. */
  public Hmc {
    new StepSize(stepSize, adapt, targetAcceptance);
  }

  /** A constant step size and temperature, nothing adapted. */
  public Hmc(double stepSize, int leapfrogSteps, double temperature) {
    this(
        Schedule.constant(stepSize),
        leapfrogSteps,
        JITTER,
        Schedule.constant(temperature),
        0,
        BEST_ACCEPTANCE,
        DIVERGENCE);
  }

  private StepSize size() {
    return new StepSize(stepSize, adapt, targetAcceptance);
  }

  private MassAdaptation mass() {
    return new MassAdaptation(adapt);
  }

  @Override
  public int warmUp() {
    return adapt;
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    Tree<Tensor> state = Point.at(energy, position).in(Tree.empty());
    return mass().start(StepCount.start(size().start(state), temperature));
  }

  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return Point.at(energy, state.get(POSITION)).in(state);
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Point here = Point.of(state);
    Tensor x = here.position();
    Tensor e = size().value(state);
    Tensor t = StepCount.value(temperature, state);
    Tensor inverse = mass().inverse(state);
    Tensor deviation = PerChain.column(t.sqrt(), x).div(inverse.sqrt());
    Leapfrog start = new Leapfrog(here, key.fold("momentum").normal(x.shape()).mul(deviation));
    Tensor jittered = PerChain.column(jittered(key.fold("jitter"), e, x.dim(0)), x);
    Leapfrog end = start.after(energy, jittered, inverse, leapfrogSteps);

    Tensor gap = end.hamiltonian(inverse).sub(start.hamiltonian(inverse)).div(t);
    Decision decision = Decision.of(key.fold("accept"), gap.neg(), end.point().energy());
    Point next = here.next(decision, end.point());
    Tree<Tensor> adapted = size().adapted(next.in(state), decision.acceptance());
    return new Transition(
        StepCount.next(mass().adapted(adapted, size())),
        decision
            .info(here.energy(), x, next.position(), e)
            .with("divergent", gap.gt(divergence).cast(DType.FLOAT32)));
  }

  private Tensor jittered(Key key, Tensor e, int chains) {
    return jitter == 0 ? e : key.uniform(chains).mul(2).sub(1).mul(jitter).add(1).mul(e);
  }
}
