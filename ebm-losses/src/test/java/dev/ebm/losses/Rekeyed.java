package dev.ebm.losses;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import java.util.function.Function;

/**
 * A loss that draws for one purpose with a key that it has used for another.
 *
 * @param loss right but for that
 * @param purpose whose key is replaced
 * @param key the other one
 */
record Rekeyed(Loss loss, String purpose, Function<LossContext, Key> key) implements Loss {

  @Override
  public Tree<Parameter> state() {
    return loss.state();
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    return loss.loss(new Context(context, purpose, key.apply(context)), x);
  }

  private record Context(LossContext right, String purpose, Key key) implements LossContext {
    @Override
    public EnergyFunction energy() {
      return right.energy();
    }

    @Override
    public Key key(String wanted) {
      return wanted.equals(purpose) ? key : right.key(wanted);
    }

    @Override
    public Tensor step() {
      return right.step();
    }

    @Override
    public Tensor state(String name) {
      return right.state(name);
    }

    @Override
    public void updateState(String name, Tensor value) {
      right.updateState(name, value);
    }

    @Override
    public void metric(String name, Tensor value) {
      right.metric(name, value);
    }
  }
}
