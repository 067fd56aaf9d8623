package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds each chain's own diagonal mass, the inverse of its positions' variances, in windows of its
 * adapting steps as Stan does (Stan reference manual, "HMC algorithm parameters"): some steps first
 * in which the chain only approaches, then windows that double, each with an estimate of its own
 * from the positions within, and some steps at the end for the step size alone. A window of n steps
 * shrinks its variances towards 10^-3 by n/(n + 5).
 *
 * <p>Where Stan begins the step size anew after a window, here it is carried over. Acceptance
 * depends on it in units of the fastest oscillation, which with variances v of the positions and
 * inverse masses w has the frequency sqrt(max w/v): one in the new masses w = v, so that the step
 * size in units of it is kept by multiplying with the one in the old masses.
 *
 * @param adapt steps that adapt
 */
record MassAdaptation(int adapt) {

  private static final int APPROACH = 75;
  private static final int FIRST_WINDOW = 25;
  private static final int SETTLE = 50;

  /** With fewer steps than in all three, their parts of them. */
  private static final double APPROACH_PART = 0.15;

  private static final double SETTLE_PART = 0.1;

  /** Below this, only the step size is adapted. */
  private static final int FEWEST = 20;

  private static final double PRIOR_STEPS = 5;
  private static final double PRIOR_VARIANCE = 1e-3;

  private static final String INVERSE = "mass/inverse";
  private static final String COUNT = "mass/count";
  private static final String MEAN = "mass/mean";
  private static final String SQUARES = "mass/squares";

  private boolean isShort() {
    return adapt < APPROACH + FIRST_WINDOW + SETTLE;
  }

  private int begin() {
    return isShort() ? (int) (APPROACH_PART * adapt) : APPROACH;
  }

  private int end() {
    return adapt - (isShort() ? (int) (SETTLE_PART * adapt) : SETTLE);
  }

  /** The steps after which a window ends. */
  List<Integer> windows() {
    List<Integer> ends = new ArrayList<>();
    if (adapt >= FEWEST) {
      int size = isShort() ? end() - begin() : FIRST_WINDOW;
      for (int next = begin() + size; next <= end(); next += size) {
        size *= 2;
        ends.add(next + size > end() ? end() : next);
      }
    }
    return ends;
  }

  /** A state with what adaptation needs; it counts the steps already. */
  Tree<Tensor> start(Tree<Tensor> state) {
    if (windows().isEmpty()) {
      return state;
    }
    Shape positions = state.get(Sampler.POSITION).shape();
    return state
        .with(INVERSE, Tensors.fill(DType.FLOAT32, 1, positions))
        .with(COUNT, Tensors.zeros(Shape.of(positions.dim(0))))
        .with(MEAN, Tensors.zeros(positions))
        .with(SQUARES, Tensors.zeros(positions));
  }

  /** The inverse of each chain's mass, which broadcasts to positions. */
  Tensor inverse(Tree<Tensor> state) {
    return windows().isEmpty() ? Tensors.constant(1) : state.get(INVERSE);
  }

  /** The state with the chains' new positions, before the step is counted. */
  Tree<Tensor> adapted(Tree<Tensor> state, StepSize size) {
    if (windows().isEmpty()) {
      return state;
    }
    Tensor step = StepCount.of(state);
    Tensor x = state.get(Sampler.POSITION);
    Tensor counted = step.ge(begin()).and(step.lt(end()));
    Tensor n = state.get(COUNT).add(counted.cast(DType.FLOAT32));
    Tensor gap = x.sub(state.get(MEAN));
    Tensor inside = PerChain.column(counted, x);
    Tensor mean =
        where(inside, state.get(MEAN).add(gap.div(PerChain.column(n, x))), state.get(MEAN));
    Tensor squares = state.get(SQUARES);
    squares = where(inside, squares.add(gap.mul(x.sub(mean))), squares); // Welford 1962

    Tensor full = windows().stream().map(end -> step.eq(end - 1)).reduce(Tensor::or).orElseThrow();
    Tensor isFull = PerChain.column(full, x);
    Tensor variance = squares.div(PerChain.column(n.sub(1), x));
    Tensor weight = PerChain.column(n.div(n.add(PRIOR_STEPS)), x);
    Tensor shrunk = variance.sub(PRIOR_VARIANCE).mul(weight).add(PRIOR_VARIANCE);
    Tensor inverse = where(isFull, shrunk, state.get(INVERSE));
    Tensor frequency = state.get(INVERSE).div(inverse).reshape(x.dim(0), -1).max(1).log().div(2);
    Tensor none = Tensors.zeros(x.shape());
    return size.scaled(state, frequency)
        .with(INVERSE, inverse)
        .with(COUNT, where(full, Tensors.zeros(n.shape()), n))
        .with(MEAN, where(isFull, none, mean))
        .with(SQUARES, where(isFull, none, squares));
  }
}
