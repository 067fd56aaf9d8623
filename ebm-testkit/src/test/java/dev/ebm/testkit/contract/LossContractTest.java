package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossContractTest {

  private static List<String> verdict(Loss loss) {
    return broken(LossContract.of(loss, Features.continuous(2)));
  }

  private static Tensor contrast(LossContext context, Tensor x) {
    Tensor noise = context.key("noise").normal(x.shape());
    return context.energy(x).sub(context.energy(x.add(noise))).softplus().mean();
  }

  @Test
  void acceptsAContrast() {
    assertThat(verdict(LossContractTest::contrast)).isEmpty();
  }

  @Test
  void noticesALossPerRow() {
    assertThat(verdict((context, x) -> context.energy(x)))
        .contains("is a finite scalar, as its metrics are");
  }

  @Test
  void noticesAMetricThatIsNotFinite() {
    assertThat(
            verdict(
                (context, x) -> {
                  context.metric("bad", context.energy(x).mean().mul(0).log());
                  return contrast(context, x);
                }))
        .containsExactly("is a finite scalar, as its metrics are");
  }

  @Test
  void noticesThatNoGradientArrives() {
    assertThat(verdict((context, x) -> contrast(context, x).stopGradient()))
        .containsExactly("reaches every parameter of the energy and its own");
  }

  private static Loss withShift(boolean used) {
    return new Loss() {
      @Override
      public Tree<Parameter> parameters() {
        return Tree.of("shift", Parameter.zeros());
      }

      @Override
      public Tensor loss(LossContext context, Tensor x) {
        Tensor shift = context.parameter("shift").sub(1).square();
        return used ? contrast(context, x).add(shift) : contrast(context, x);
      }
    };
  }

  @Test
  void noticesThatNoGradientArrivesAtAParameterOfTheLoss() {
    assertThat(verdict(withShift(true))).isEmpty();
    assertThat(verdict(withShift(false)))
        .containsExactly("reaches every parameter of the energy and its own");
  }

  @Test
  void noticesThatTheFirstRowCountsMore() {
    assertThat(verdict((context, x) -> contrast(context, x).add(context.energy(x).get(0, 0))))
        .containsExactly("treats all rows alike");
  }

  @Test
  void noticesAStateOfAnotherShape() {
    Loss loss =
        new Loss() {
          @Override
          public Tree<Parameter> state() {
            return Tree.of("memory", Parameter.zeros());
          }

          @Override
          public Tensor loss(LossContext context, Tensor x) {
            context.updateState("memory", x);
            return contrast(context, x);
          }
        };
    assertThat(verdict(loss)).contains("keeps the names and types of its state");
  }
}
