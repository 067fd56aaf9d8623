package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * The step size of a sampler with an acceptance: as told, or each chain's own, found during its
 * first steps by dual averaging (Hoffman and Gelman 2014, "The No-U-Turn sampler", JMLR 15, section
 * 3.2) and kept from then on. With the acceptance probability alpha of the t-th adapted step and
 * the target delta,
 *
 * <pre>
 * H      = (1 - 1/(t + t0)) H + (delta - alpha)/(t + t0)
 * log e  = mu - sqrt(t)/gamma H
 * log e' = t^-kappa log e + (1 - t^-kappa) log e'
 * </pre>
 *
 * where e is used while adapting, e' afterwards, and mu = log(10 e_0) makes large steps be tried
 * first.
 *
 * @param first e_0, or the step size at every step if nothing is adapted
 * @param adapt how many of a chain's first steps adapt it; 0 for none
 * @param target delta
 */
record StepSize(Schedule first, int adapt, double target) {

  /** Hoffman and Gelman's choices, section 3.2.1. */
  private static final double GAMMA = 0.05;

  private static final double T0 = 10;
  private static final double KAPPA = 0.75;
  private static final double MU_OVER_FIRST = 10;

  private static final String LOG = "step-size/log";
  private static final String LOG_AVERAGE = "step-size/log-average";
  private static final String ERROR = "step-size/error";
  private static final String UPDATES = "step-size/updates";
  private static final String CENTRE = "step-size/centre";

  /** Checks that an adapted step size is not scheduled too. */
  StepSize {
    if (adapt > 0 && !first.isConstant()) {
      throw new IllegalArgumentException(
          "a step size that is adapted cannot follow a schedule too; let adapt be 0");
    }
  }

  /** A state with what adaptation needs. */
  Tree<Tensor> start(Tree<Tensor> state) {
    if (adapt == 0) {
      return StepCount.start(state, first);
    }
    Shape chains = Shape.of(state.get(Sampler.POSITION).dim(0));
    Tensor zero = Tensors.zeros(chains);
    Tensor log = first.at(Tensors.fill(DType.INT32, 0, chains)).log().broadcastTo(chains);
    return StepCount.start(state)
        .with(LOG, log)
        .with(LOG_AVERAGE, log)
        .with(ERROR, zero)
        .with(UPDATES, zero)
        .with(CENTRE, log.add(Math.log(MU_OVER_FIRST)));
  }

  /** The step size now: {@code []} if it is the same for all, else {@code [C]}. */
  Tensor value(Tree<Tensor> state) {
    return adapt == 0 ? StepCount.value(first, state) : state.get(LOG).exp();
  }

  /** Whether each chain's present step is one of those that adapt, bool {@code [C]}. */
  Tensor isAdapting(Tree<Tensor> state) {
    return StepCount.of(state).lt(adapt);
  }

  /** The state after a step of this acceptance {@code [C]}, before the step is counted. */
  Tree<Tensor> adapted(Tree<Tensor> state, Tensor acceptance) {
    if (adapt == 0) {
      return state;
    }
    Tensor t = state.get(UPDATES).add(1);
    Tensor weight = t.add(T0).reciprocal();
    Tensor error = state.get(ERROR);
    Tensor nextError = error.add(acceptance.neg().add(target).sub(error).mul(weight));
    Tensor log = state.get(CENTRE).sub(t.sqrt().div(GAMMA).mul(nextError));
    Tensor average = state.get(LOG_AVERAGE);
    Tensor nextAverage = average.add(log.sub(average).mul(t.log().mul(-KAPPA).exp()));
    Tensor last = StepCount.of(state).eq(adapt - 1);
    return state
        .with(ERROR, during(state, nextError, ERROR))
        .with(UPDATES, during(state, t, UPDATES))
        .with(LOG_AVERAGE, during(state, nextAverage, LOG_AVERAGE))
        .with(LOG, during(state, where(last, nextAverage, log), LOG));
  }

  /**
   * The state with every step size of the past multiplied, so that adaptation goes on where the
   * kernel's units have changed.
   *
   * @param logFactor {@code [C]}
   */
  Tree<Tensor> scaled(Tree<Tensor> state, Tensor logFactor) {
    return state
        .with(LOG, state.get(LOG).add(logFactor))
        .with(LOG_AVERAGE, state.get(LOG_AVERAGE).add(logFactor))
        .with(CENTRE, state.get(CENTRE).add(logFactor));
  }

  private Tensor during(Tree<Tensor> state, Tensor next, String name) {
    return where(isAdapting(state), next, state.get(name));
  }
}
