package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Between laws of known integrals. However few the distributions, the mean weight is unbiased: a
 * plain z-test over independent chains, which fails falsely for one seed in a million.
 */
class AnnealingTest {

  private static final JvmBackend BACKEND = new JvmBackend(2);

  private static final GaussianMixture BASE = round(3, 0.8);

  private static final GaussianMixture TARGET =
      GaussianMixture.round(0.6, new double[] {0.5, 0, -0.5}, new double[] {0, 0.6, 0});

  private static final int N = 150_000;

  /** Of the kernel at each distribution. */
  private static final int STEPS = 2;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static GaussianMixture round(int d, double s) {
    return GaussianMixture.round(s, new double[d]);
  }

  private static EnergyFunction function(GaussianMixture mixture) {
    return new EnergyFunction(mixture, Tree.empty(), Shape.of(mixture.dimension()));
  }

  /** What {@link Annealing#along} does. */
  @FunctionalInterface
  private interface Path {
    Annealing.Run along(
        float[] betas, EnergyFunction base, EnergyFunction target, Key key, Tensor start);
  }

  private static Path annealing(Sampler sampler, int steps, int d) {
    return new Annealing(sampler, steps, Shape.of(d))::along;
  }

  /** From exact draws of the law at the path's first beta. */
  private static double[] logWeights(
      Path path, float[] betas, GaussianMixture base, GaussianMixture target, int n) {
    TensorData start = (betas[0] == 0 ? base : target).draw(7, n);
    return new Traced(BACKEND, DType.FLOAT32)
        .run(
            3,
            List.of(start),
            (key, in) ->
                List.of(
                    path.along(betas, function(base), function(target), key, in.get(0))
                        .logWeights()))
        .get(0)
        .toDoubles();
  }

  /** Three distributions, so that a mistake in any of them shows. */
  private static void assertUnbiased(Path path) {
    double ratio = TARGET.logZ() - BASE.logZ();
    double[] forward = logWeights(path, Annealing.rising(3), BASE, TARGET, N);
    double[] reverse = logWeights(path, Annealing.falling(3), BASE, TARGET, N);
    assertMeanIsOne(DoubleStream.of(forward).map(log -> Math.exp(log - ratio)).toArray());
    assertMeanIsOne(DoubleStream.of(reverse).map(log -> Math.exp(log + ratio)).toArray());
  }

  /** Two comparisons in each test, whose standard errors are below 0.01. */
  private static void assertMeanIsOne(double[] weights) {
    double mean = DoubleStream.of(weights).average().orElseThrow();
    double variance = DoubleStream.of(weights).map(w -> (w - mean) * (w - mean)).sum() / (N - 1);
    assertThat(mean).isCloseTo(1, within(5.03 * Math.sqrt(variance / N)));
  }

  @Test
  void weightsAreUnbiasedWithFewDistributions() {
    assertUnbiased(annealing(new Metropolis(0.7), STEPS, 3));
  }

  /** A kernel that remembers the energy of its position must not take it to the next density. */
  @Test
  void beginsTheSamplerAnewAtEveryDistribution() {
    assertUnbiased(annealing(new RememberingMetropolis(), STEPS, 3));
  }

  /** {@link Metropolis} with the energy of the position in its state. */
  private static final class RememberingMetropolis implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return Tree.of(POSITION, position).with(ENERGY, energy.of(position));
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor x = state.get(POSITION);
      Tensor proposal = x.add(key.fold("move").normal(x.shape()).mul(0.7));
      Tensor proposed = energy.of(proposal);
      Tensor probability = state.get(ENERGY).sub(proposed).minimum(0).exp();
      Tensor accepted = key.fold("accept").bernoulli(probability);
      return new Transition(
          Tree.of(POSITION, Tensors.where(accepted.expandDims(1), proposal, x))
              .with(ENERGY, Tensors.where(accepted, proposed, state.get(ENERGY))),
          Tree.of(ACCEPTANCE, probability));
    }
  }

  /** The key of a step at the k-th distribution. */
  @FunctionalInterface
  private interface Keys {
    Key of(Key key, int k, int step);
  }

  /**
   * A path written plainly.
   *
   * @param shift of the beta of the steps against the right one
   * @param first whether the first weight counts
   * @param last whether the last weight counts
   * @param moveFirst whether the steps come before the weight
   * @param fresh whether the sampler begins anew
   * @param keys of its steps
   */
  private record Mutant(
      int shift, boolean first, boolean last, boolean moveFirst, boolean fresh, Keys keys)
      implements Path {

    Mutant(int shift, boolean first, boolean last, boolean moveFirst, boolean fresh) {
      this(shift, first, last, moveFirst, fresh, (key, k, step) -> key.fold(k).fold(step));
    }

    static Mutant withKeys(Keys keys) {
      return new Mutant(0, true, true, false, true, keys);
    }

    @Override
    public Annealing.Run along(
        float[] betas, EnergyFunction base, EnergyFunction target, Key key, Tensor start) {
      Sampler sampler = new RememberingMetropolis();
      Tree<Tensor> state = sampler.init(between(base, target, betas[0]), start);
      Tensor logWeights = base.of(start).mul(0);
      for (int k = 1; k < betas.length; k++) {
        Tree<Tensor> before = state;
        if (k < betas.length - 1) {
          EnergyFunction energy = between(base, target, betas[k + shift]);
          state = fresh ? sampler.init(energy, state.get(Sampler.POSITION)) : state;
          for (int step = 0; step < STEPS; step++) {
            state = sampler.step(energy, keys.of(key, k, step), state).state();
          }
        }
        Tensor x = (moveFirst ? state : before).get(Sampler.POSITION);
        if ((first || k > 1) && (last || k < betas.length - 1)) {
          Tensor gain = base.of(x).sub(target.of(x)).mul(betas[k] - betas[k - 1]);
          logWeights = logWeights.add(gain);
        }
      }
      return new Annealing.Run(logWeights, logWeights, List.of());
    }

    private static EnergyFunction between(EnergyFunction base, EnergyFunction target, float beta) {
      return EnergyFunction.of(
          x -> base.of(x).mul(1 - beta).add(target.of(x).mul(beta)), base.features());
    }
  }

  private static Map<String, Path> mutants() {
    Map<String, Path> mutants = new LinkedHashMap<>();
    mutants.put("steps for the beta before", new Mutant(-1, true, true, false, true));
    mutants.put("steps for the beta after", new Mutant(1, true, true, false, true));
    mutants.put("steps before the weight", new Mutant(0, true, true, true, true));
    mutants.put("first weight missing", new Mutant(0, false, true, false, true));
    mutants.put("last weight missing", new Mutant(0, true, false, false, true));
    mutants.put("energy of the density before", new Mutant(0, true, true, false, false));
    mutants.put("one key for all distributions", Mutant.withKeys((key, k, step) -> key.fold(step)));
    mutants.put("one key for all steps", Mutant.withKeys((key, k, step) -> key.fold(k)));
    return mutants;
  }

  private static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertUnbiased(new Mutant(0, true, true, false, true));
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertUnbiased(mutants().get(name)))
        .isInstanceOf(AssertionError.class);
  }

  /** The unadjusted algorithm's own bias is noticed as well. */
  @Test
  void inexactStepsAreNoticed() {
    Sampler langevin =
        (energy, key, state) -> {
          Tensor x = state.get(Sampler.POSITION);
          Tensor noise = key.normal(x.shape()).mul(Math.sqrt(0.4));
          return new Sampler.Transition(
              Tree.of(Sampler.POSITION, x.sub(energy.gradient(x).mul(0.2)).add(noise)),
              Tree.empty());
        };
    assertThatThrownBy(() -> assertUnbiased(annealing(langevin, STEPS, 3)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void betweenEqualEndsEveryWeightIsExactlyOne() {
    double[] logs =
        logWeights(annealing(new Metropolis(0.7), 2, 3), Annealing.rising(5), TARGET, TARGET, 100);
    assertThat(logs).containsOnly(0);
  }

  @Test
  void withOneDistributionIsImportanceSampling() {
    double[] logs =
        logWeights(annealing(new Metropolis(0.7), 2, 3), Annealing.rising(1), BASE, TARGET, 100);
    double[] expected =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                1,
                List.of(BASE.draw(7, 100)),
                (key, in) ->
                    List.of(function(BASE).of(in.get(0)).sub(function(TARGET).of(in.get(0)))))
            .get(0)
            .toDoubles();
    assertThat(logs).containsExactly(expected, within(1e-6));
  }

  @Test
  void pathsGoFromEndToEnd() {
    assertThat(Annealing.rising(4)).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
    assertThat(Annealing.falling(4)).containsExactly(1, 0.75f, 0.5f, 0.25f, 0);
  }

  @Test
  void reportsAcceptanceAndLostChains() {
    Sampler losing =
        (energy, key, state) -> {
          Tensor x = state.get(Sampler.POSITION);
          return new Sampler.Transition(
              Tree.of(Sampler.POSITION, x.mul(1e15)),
              Tree.of(Sampler.ACCEPTANCE, Tensors.fill(0.25, x.dim(0))));
        };
    List<TensorData> results =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                1,
                List.of(TensorData.of(new float[] {1, 1, 1, 0, 0, 0}, 2, 3)),
                (key, in) -> {
                  Annealing.Run run =
                      annealing(losing, 1, 3)
                          .along(
                              Annealing.rising(6),
                              function(BASE),
                              function(TARGET),
                              key,
                              in.get(0));
                  return List.of(run.acceptance().get(0), run.finite());
                });
    assertThat(results.get(0).toDoubles()).containsExactly(0.25, 0.25, 0.25, 0.25, 0.25);
    assertThat(results.get(1).toDoubles()).containsExactly(2, 5);
  }

  /**
   * In ten dimensions, 100 groups of 200 chains are 100 independent estimates. Intervals of 1.96
   * standard errors have to cover the truth at least as often as the binomial law of 0.95 allows,
   * and the squared deviations in units of the error have to follow the chi-squared law: three
   * bounds, which together fail falsely for one seed in a million. An error that is too small by a
   * quarter is caught, and one too large by a half.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("slow")
  void intervalsCoverTheIntegralInTenDimensions(boolean rises) {
    double[] a = new double[10];
    double[] b = new double[10];
    double[] c = new double[10];
    for (int i = 0; i < 10; i++) {
      a[i] = 0.5;
      b[i] = -0.5;
      c[i] = i % 2 == 0 ? 0.5 : -0.5;
    }
    assertIntervalsCover(GaussianMixture.correlated(10), rises);
    assertIntervalsCover(GaussianMixture.round(0.7, a, b, c), rises);
  }

  private static void assertIntervalsCover(GaussianMixture target, boolean rises) {
    GaussianMixture base = round(10, 1);
    int groups = 100;
    int size = 200;
    double[] logs =
        logWeights(
            annealing(new Metropolis(0.4), 2, 10),
            rises ? Annealing.rising(80) : Annealing.falling(80),
            base,
            target,
            groups * size);
    double truth = rises ? target.logZ() - base.logZ() : base.logZ() - target.logZ();
    int covered = 0;
    double squares = 0;
    for (int group = 0; group < groups; group++) {
      Estimate estimate =
          new LogWeights(Arrays.copyOfRange(logs, group * size, (group + 1) * size)).estimate();
      double z = (estimate.value() - truth) / estimate.standardError().orElseThrow();
      covered += Math.abs(z) < 1.96 ? 1 : 0;
      squares += z * z;
    }
    double rate = 1e-6 / 3; // three bounds
    assertThat(covered)
        .isGreaterThanOrEqualTo(
            new BinomialDistribution(groups, 0.95).inverseCumulativeProbability(rate));
    ChiSquaredDistribution law = new ChiSquaredDistribution(groups);
    assertThat(squares)
        .isBetween(
            law.inverseCumulativeProbability(rate), law.inverseCumulativeProbability(1 - rate));
  }
}
