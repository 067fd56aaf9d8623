package dev.ebm.samplers;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;

/** Counts each chain's steps in the state, where a setting of the sampler changes over them. */
final class StepCount {

  private static final String STEP = "step";

  private StepCount() {}

  /** A state that counts the steps, unless all settings are constant. */
  static Tree<Tensor> start(Tree<Tensor> state, Schedule... settings) {
    boolean constant = Arrays.stream(settings).allMatch(Schedule::isConstant);
    return constant || counts(state) ? state : start(state);
  }

  /** A state that counts the steps. */
  static Tree<Tensor> start(Tree<Tensor> state) {
    int chains = state.get(Sampler.POSITION).dim(0);
    return state.with(STEP, Tensors.fill(DType.INT32, 0, Shape.of(chains)));
  }

  /** How many steps each chain has done, int32 {@code [C]}, in a state that counts them. */
  static Tensor of(Tree<Tensor> state) {
    return state.get(STEP);
  }

  /** A setting's value now: {@code []} if it is constant, else {@code [C]}. */
  static Tensor value(Schedule setting, Tree<Tensor> state) {
    return setting.isConstant()
        ? setting.at(Tensors.fill(DType.INT32, 0, Shape.SCALAR))
        : setting.at(of(state));
  }

  /** The state with one step more. */
  static Tree<Tensor> next(Tree<Tensor> state) {
    return counts(state) ? state.with(STEP, of(state).add(1)) : state;
  }

  private static boolean counts(Tree<Tensor> state) {
    return state.names().contains(STEP);
  }
}
