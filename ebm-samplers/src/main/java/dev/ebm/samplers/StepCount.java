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
    if (Arrays.stream(settings).allMatch(Schedule::isConstant)) {
      return state;
    }
    int chains = state.get(Sampler.POSITION).dim(0);
    return state.with(STEP, Tensors.fill(DType.INT32, 0, Shape.of(chains)));
  }

  /** A setting's value, which broadcasts to positions: a scalar or {@code [C, 1, ..., 1]}. */
  static Tensor value(Schedule setting, Tree<Tensor> state) {
    if (setting.isConstant()) {
      return setting.at(Tensors.fill(DType.INT32, 0, Shape.SCALAR));
    }
    Tensor perChain = setting.at(state.get(STEP));
    int[] dims = new int[state.get(Sampler.POSITION).rank()];
    Arrays.fill(dims, 1);
    dims[0] = perChain.dim(0);
    return perChain.reshape(dims);
  }

  /** The state with one step more. */
  static Tree<Tensor> next(Tree<Tensor> state) {
    return state.names().contains(STEP) ? state.with(STEP, state.get(STEP).add(1)) : state;
  }
}
