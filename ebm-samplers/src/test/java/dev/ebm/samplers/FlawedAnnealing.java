package dev.ebm.samplers;

import static dev.ebm.samplers.NoiseLevelsTest.ANNEALED;
import static dev.ebm.samplers.NoiseLevelsTest.ETA;
import static dev.ebm.samplers.NoiseLevelsTest.MAX;
import static dev.ebm.samplers.NoiseLevelsTest.MIN;
import static dev.ebm.samplers.NoiseLevelsTest.T;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/** Annealed Langevin a second time, by a table of its levels, with a flaw. */
record FlawedAnnealing(Flaw flaw) implements Sampler {

  /** What is wrong. */
  enum Flaw {
    NONE,
    NOISE_HALVED_IN_VARIANCE,
    DRIFT_DOUBLED,
    LEVEL_ONE_STEP_EARLY,
    LEVEL_ONE_STEP_LATE,
    LEVELS_ARITHMETIC,
    STEP_SIZE_NOT_SCALED,
    STEP_SIZE_SCALED_BY_SIGMA,
    CONDITION_OF_THE_LAST_LEVEL,
    CONDITION_SQUARED,
    START_KEPT,
    PRIOR_OF_UNIT_VARIANCE,
    TEMPERATURE_IGNORED
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position)
        .with("step", Tensors.fill(DType.INT32, 0, position.shape().range(0, 1)));
  }

  private double sigma(int level) {
    double r = level / (ANNEALED.levels() - 1.0);
    return flaw == Flaw.LEVELS_ARITHMETIC ? MAX + r * (MIN - MAX) : MAX * Math.pow(MIN / MAX, r);
  }

  private double size(double sigma) {
    return switch (flaw) {
      case STEP_SIZE_NOT_SCALED -> ETA;
      case STEP_SIZE_SCALED_BY_SIGMA -> ETA * sigma / MIN;
      default -> ETA * sigma * sigma / (MIN * MIN);
    };
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor step = state.get("step");
    int shift = flaw == Flaw.LEVEL_ONE_STEP_EARLY ? 1 : flaw == Flaw.LEVEL_ONE_STEP_LATE ? -1 : 0;
    Tensor sigma = Tensors.fill(MAX, step.dim(0));
    Tensor eta = Tensors.fill(size(MAX), step.dim(0));
    for (int level = 1; level < ANNEALED.levels(); level++) {
      Tensor reached = step.add(shift).ge(level * ANNEALED.stepsPerLevel());
      sigma = Tensors.where(reached, Tensors.constant(sigma(level)), sigma);
      eta = Tensors.where(reached, Tensors.constant(size(sigma(level))), eta);
    }
    Tensor condition =
        switch (flaw) {
          case CONDITION_OF_THE_LAST_LEVEL -> Tensors.constant(MIN);
          case CONDITION_SQUARED -> sigma.square();
          default -> sigma;
        };
    double scale = flaw == Flaw.PRIOR_OF_UNIT_VARIANCE ? 1 : MAX;
    Tensor given = state.get(POSITION);
    Tensor prior = key.fold(0).normal(given.shape()).mul(scale);
    boolean kept = flaw == Flaw.START_KEPT;
    Tensor start = kept ? given : prior;
    double drift = flaw == Flaw.DRIFT_DOUBLED ? 2 : 1;
    double noise = flaw == Flaw.NOISE_HALVED_IN_VARIANCE ? 1 : 2;
    double t = flaw == Flaw.TEMPERATURE_IGNORED ? 1 : T;
    Tensor gradient = energy.given(condition).gradient(given);
    Tensor moved =
        given
            .sub(gradient.mul(eta.mul(drift).expandDims(1)))
            .add(key.fold(1).normal(given.shape()).mul(eta.mul(noise * t).sqrt().expandDims(1)));
    Tensor next = Tensors.where(step.eq(0).expandDims(1), start, moved);
    return new Transition(state.with(POSITION, next).with("step", step.add(1)), Tree.empty());
  }
}
