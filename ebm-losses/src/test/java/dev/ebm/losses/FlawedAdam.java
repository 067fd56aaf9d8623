package dev.ebm.losses;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Adam, or AdamW, for one parameter with one mistake or none.
 *
 * @param weightDecay 0 for Adam
 */
record FlawedAdam(
    Mistake mistake, double rate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {

  enum Mistake {
    NONE,
    CORRECTED_FOR_THE_STEP_BEFORE,
    CORRECTED_FOR_THE_STEP_AFTER,
    NOT_CORRECTED,
    MEAN_NOT_CORRECTED,
    SQUARE_NOT_CORRECTED,
    EPSILON_UNDER_THE_ROOT,
    EPSILON_BEFORE_THE_CORRECTION,
    DECAYS_EXCHANGED,
    MOMENTS_EXCHANGED_IN_THE_STATE;

    static List<Mistake> all() {
      return Arrays.stream(values()).filter(mistake -> mistake != NONE).toList();
    }
  }

  @Override
  public Tree<Parameter> state(Tree<Shape> parameters) {
    return Tree.of("m", Parameter.zeros(3)).with("v", Parameter.zeros(3));
  }

  private boolean is(Mistake... some) {
    return Arrays.asList(some).contains(mistake);
  }

  @Override
  public Update update(
      Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
    String name = parameters.names().get(0);
    Tensor p = parameters.get(name);
    Tensor g = gradients.get(name);
    double decay1 = is(Mistake.DECAYS_EXCHANGED) ? beta2 : beta1;
    double decay2 = is(Mistake.DECAYS_EXCHANGED) ? beta1 : beta2;
    Tensor m = state.get("m").mul(decay1).add(g.mul(1 - decay1));
    Tensor v = state.get("v").mul(decay2).add(g.square().mul(1 - decay2));
    int first = is(Mistake.CORRECTED_FOR_THE_STEP_BEFORE) ? 0 : 1;
    first = is(Mistake.CORRECTED_FOR_THE_STEP_AFTER) ? 2 : first;
    Tensor t = step.cast(DType.FLOAT32).add(first);
    Tensor mean =
        is(Mistake.NOT_CORRECTED, Mistake.MEAN_NOT_CORRECTED) ? m : corrected(m, decay1, t);
    Tensor square =
        is(Mistake.NOT_CORRECTED, Mistake.SQUARE_NOT_CORRECTED) ? v : corrected(v, decay2, t);
    Tensor spread =
        switch (mistake) {
          case EPSILON_UNDER_THE_ROOT -> square.add(epsilon).sqrt();
          case EPSILON_BEFORE_THE_CORRECTION ->
              corrected(v.sqrt().add(epsilon).square(), decay2, t).sqrt();
          default -> square.sqrt().add(epsilon);
        };
    Tensor next = p.sub(mean.div(spread).mul(rate)).sub(p.mul(rate * weightDecay));
    boolean exchanged = is(Mistake.MOMENTS_EXCHANGED_IN_THE_STATE);
    return new Update(
        Tree.of(name, next), Tree.of("m", exchanged ? v : m).with("v", exchanged ? m : v));
  }

  private static Tensor corrected(Tensor moment, double beta, Tensor t) {
    return moment.div(t.mul(Math.log(beta)).expm1().neg());
  }
}
