package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * The reverse SDE a second time, by a table of its steps, with a flaw.
 *
 * @param process how data becomes noise
 * @param correctors after each predictor
 */
record FlawedReversal(NoiseProcess process, int correctors, Flaw flaw) implements Sampler {

  /** What is wrong. */
  enum Flaw {
    NONE,
    PREDICTOR_DRIFT_HALVED,
    PREDICTOR_DRIFT_DOUBLED,
    PREDICTOR_NOISE_HALVED_IN_VARIANCE,
    PREDICTOR_OF_THE_OTHER_PROCESS,
    PREDICTOR_AT_THE_NEW_LEVEL,
    ONE_STEP_EARLY,
    ONE_STEP_LATE,
    CORRECTOR_AT_THE_OLD_LEVEL,
    CORRECTOR_NOISE_HALVED_IN_VARIANCE,
    CORRECTOR_DRIFT_DOUBLED,
    CORRECTOR_SIZE_HALVED,
    CORRECTOR_MISSING,
    PRIOR_OF_UNIT_VARIANCE,
    STILL_AFTER_THE_PASS,
    ONE_KEY_FOR_PREDICTOR_AND_CORRECTOR,
    ONE_KEY_FOR_ALL_CORRECTORS;

    /** As few as show it, since correctors hide what is wrong with a predictor. */
    int correctors() {
      return switch (this) {
        case STILL_AFTER_THE_PASS, PREDICTOR_OF_THE_OTHER_PROCESS -> 0;
        case ONE_KEY_FOR_ALL_CORRECTORS -> 2;
        default -> 1;
      };
    }
  }

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position)
        .with("step", Tensors.fill(DType.INT32, 0, position.shape().range(0, 1)));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    ReverseSde right = NoiseLevelsTest.reversal(process, correctors);
    int last = right.steps();
    NoiseLevels.Plan plan = NoiseLevels.reversed(right, last + 1);
    if (flaw == Flaw.PREDICTOR_OF_THE_OTHER_PROCESS) {
      NoiseProcess other = NoiseProcess.values()[1 - process.ordinal()];
      NoiseLevels.Plan wrong =
          NoiseLevels.reversed(NoiseLevelsTest.reversal(other, correctors), last + 1);
      for (int k = 0; k < last; k++) {
        plan.steps()[k][0] = wrong.steps()[k][0];
      }
    }
    Tensor given = state.get(POSITION);
    Tensor count = state.get("step");
    double variance = flaw == Flaw.PRIOR_OF_UNIT_VARIANCE ? 1 : plan.priorVariance();
    Tensor prior = key.fold(0).normal(given.shape()).mul(Math.sqrt(variance));
    Tensor x = Tensors.where(count.eq(0).expandDims(1), prior, given);
    int shift = flaw == Flaw.ONE_STEP_EARLY ? 1 : flaw == Flaw.ONE_STEP_LATE ? -1 : 0;
    Tensor k = count.add(shift).maximum(0).minimum(last);

    boolean early = flaw == Flaw.PREDICTOR_AT_THE_NEW_LEVEL;
    boolean still = flaw == Flaw.STILL_AFTER_THE_PASS;
    double drift =
        switch (flaw) {
          case PREDICTOR_DRIFT_HALVED -> 0.5;
          case PREDICTOR_DRIFT_DOUBLED -> 2;
          default -> 1;
        };
    double noise = flaw == Flaw.PREDICTOR_NOISE_HALVED_IN_VARIANCE ? 0.5 : 1;
    x =
        moved(
            energy,
            key.fold(1),
            x,
            at(k, plan, (steps, i) -> steps[i][early ? 1 : 0].sigma()),
            at(k, plan, (steps, i) -> still && i == last ? 0 : drift * steps[i][0].drift()),
            at(k, plan, (steps, i) -> still && i == last ? 0 : noise * steps[i][0].noise()));
    boolean old = flaw == Flaw.CORRECTOR_AT_THE_OLD_LEVEL;
    double loud = flaw == Flaw.CORRECTOR_NOISE_HALVED_IN_VARIANCE ? 0.5 : 1;
    double size = flaw == Flaw.CORRECTOR_SIZE_HALVED ? 0.5 : 1;
    double steep = flaw == Flaw.CORRECTOR_DRIFT_DOUBLED ? 2 : 1;
    for (int i = 0; i < correctors && flaw != Flaw.CORRECTOR_MISSING; i++) {
      Key own =
          switch (flaw) {
            case ONE_KEY_FOR_PREDICTOR_AND_CORRECTOR -> key.fold(1);
            case ONE_KEY_FOR_ALL_CORRECTORS -> key.fold(2);
            default -> key.fold(2 + i);
          };
      x =
          moved(
              energy,
              own,
              x,
              at(k, plan, (steps, step) -> steps[step][old ? 0 : 1].sigma()),
              at(k, plan, (steps, step) -> size * steep * steps[step][1].drift()),
              at(k, plan, (steps, step) -> size * loud * steps[step][1].noise()));
    }
    return new Transition(state.with(POSITION, x).with("step", count.add(1)), Tree.empty());
  }

  private static Tensor moved(
      EnergyFunction energy, Key key, Tensor x, Tensor sigma, Tensor drift, Tensor variance) {
    return x.sub(energy.given(sigma).gradient(x).mul(drift.expandDims(1)))
        .add(key.normal(x.shape()).mul(variance.sqrt().expandDims(1)));
  }

  /** A number of the step that each chain is at. */
  private interface Number {
    double of(NoiseLevels.Step[][] steps, int i);
  }

  private static Tensor at(Tensor k, NoiseLevels.Plan plan, Number number) {
    Tensor value = Tensors.fill(number.of(plan.steps(), 0), k.dim(0));
    for (int i = 1; i < plan.steps().length; i++) {
      value = Tensors.where(k.ge(i), Tensors.constant(number.of(plan.steps(), i)), value);
    }
    return value;
  }
}
