package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerturbationContractTest {

  private static final String LAW = "recovers from the reverse law";
  private static final Features BITS =
      new Features(
          Shape.of(4),
          IntStream.range(0, 4).mapToObj(i -> new Feature("b" + i, Feature.Kind.BINARY)).toList());

  private interface Way {
    Tensor of(Key key, Tensor from);
  }

  private record Pair(Way there, Way back, double logWeight) implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return there.of(key, x);
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      Shape shape = y.shape().range(1, y.rank()).prepend(count).prepend(y.dim(0));
      Tensor samples = back.of(key, y.expandDims(1).broadcastTo(shape));
      return new Recovery(samples, Tensors.fill(logWeight, y.dim(0), count));
    }
  }

  private static Way noise(double deviation) {
    return (key, x) -> x.add(key.normal(x.shape()).mul(deviation));
  }

  private static Way flips(double probability) {
    return (key, x) -> {
      Tensor flip = key.uniform(x.shape().dims()).lt(probability).cast(DType.FLOAT32);
      return x.add(flip).sub(x.mul(flip).mul(2));
    };
  }

  private static List<String> verdict(Way there, Way back) {
    return broken(PerturbationContract.of(new Pair(there, back, 0), Features.continuous(2)));
  }

  @Test
  void acceptsGaussianNoiseAndFlips() {
    assertThat(verdict(noise(0.7), noise(0.7))).isEmpty();
    assertThat(broken(PerturbationContract.of(new Pair(flips(0.2), flips(0.2), 0), BITS)))
        .isEmpty();
  }

  /** y = 0.6 x + 0.7 xi, and back x' = y/0.6 + (0.7/0.6) xi'. */
  @Test
  void acceptsNoiseThatPullsInwards() {
    Way there = (key, x) -> noise(0.7).of(key, x.mul(0.6));
    assertThat(verdict(there, (key, y) -> noise(0.7 / 0.6).of(key, y.div(0.6)))).isEmpty();
    assertThat(verdict(there, (key, y) -> noise(0.7).of(key, y.div(0.6)))).containsExactly(LAW);
    assertThat(verdict(there, (key, y) -> noise(0.7 / 0.6).of(key, y))).containsExactly(LAW);
  }

  /** Gaussian noise of variance 0.49 and its density around a mean, with a variance. */
  private static List<String> verdictOfDensity(double shift, double variance) {
    Pair pair = new Pair(noise(0.7), noise(0.7), 0);
    Perturbation dense =
        new Perturbation() {
          @Override
          public Tensor perturb(Key key, Tensor x) {
            return pair.perturb(key, x);
          }

          @Override
          public Recovery recover(Key key, Tensor y, int count) {
            return pair.recover(key, y, count);
          }

          @Override
          public Tensor logDensity(Tensor x, Tensor y) {
            return y.sub(x).sub(shift).square().sum(1).div(-2 * variance);
          }
        };
    return broken(PerturbationContract.of(dense, Features.continuous(2)));
  }

  @Test
  void noticesADensityOfOtherDraws() {
    String density = "has the density of its draws";
    assertThat(verdictOfDensity(0, 0.49)).isEmpty();
    assertThat(verdictOfDensity(0.05, 0.49)).containsExactly(density);
    assertThat(verdictOfDensity(0, 0.7)).containsExactly(density);
  }

  @Test
  void noticesAWiderWayBack() {
    assertThat(verdict(noise(0.7), noise(0.9))).containsExactly(LAW);
    assertThat(broken(PerturbationContract.of(new Pair(flips(0.2), flips(0.25), 0), BITS)))
        .containsExactly(LAW);
  }

  @Test
  void noticesAShiftedWayBack() {
    assertThat(verdict((key, x) -> noise(0.7).of(key, x).add(0.3), noise(0.7)))
        .containsExactly(LAW);
  }

  @Test
  void noticesWrongWeights() {
    Perturbation weighted = new Pair(noise(0.7), noise(0.7), 0.5);
    assertThat(broken(PerturbationContract.of(weighted, Features.continuous(2))))
        .containsExactly(LAW);
  }

  @Test
  void noticesNoiseThatRowsShare() {
    assertThat(verdict((key, x) -> x.add(key.normal(1, 2)), noise(1)))
        .contains("draws for every row by itself");
  }

  @Test
  void noticesValuesThatAreNoBits() {
    Perturbation blurred = new Pair(noise(0.1), flips(0.2), 0);
    assertThat(broken(PerturbationContract.of(blurred, BITS))).contains("keeps shapes and types");
  }
}
