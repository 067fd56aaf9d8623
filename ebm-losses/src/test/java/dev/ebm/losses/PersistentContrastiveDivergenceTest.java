package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.ChainOptions.Start;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import dev.ebm.testkit.contract.ZTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains that climb by 1 in every step show in their positions how often they were moved. N chains
 * start at 1000, 2000, ...; the rows of the data lie below 400.
 */
class PersistentContrastiveDivergenceTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final int N = 11;
  private static final int B = ChainHistory.B;
  private static final int STEPS = 3;
  private static final int UPDATES = 40;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** x + 1. */
  private record Climb() implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      return new Transition(state.with(POSITION, state.get(POSITION).add(1)), Tree.empty());
    }
  }

  private static final KnownRows CHAINS =
      KnownRows.of(IntStream.range(0, N).mapToDouble(i -> 1000 * (i + 1)).toArray(), N, 1);

  private static Loss persistent(Start start, double reinitRate, KnownRows rows, int chains) {
    return new PersistentContrastiveDivergence(
        ChainBuffer.of(chains, start, Schedule.constant(reinitRate), rows),
        STEPS,
        new Climb(),
        Schedule.constant(0));
  }

  private static Loss persistent(double reinitRate) {
    return persistent(Start.DATA, reinitRate, CHAINS, N);
  }

  /** Rows of update u: 0, 100, 200, 300, and u more. */
  private static double row(int update, int i) {
    return update + 100 * i;
  }

  /** Follows the buffer update by update, without chains that start anew. */
  private static void assertChainsGoOn(Loss loss) {
    ChainHistory history = ChainHistory.of(loss, UPDATES);
    double[] before = CHAINS.rows().toDoubles();
    for (int u = 0; u < UPDATES; u++) {
      double[] after = history.chains()[u];
      int moved = 0;
      double climbed = 0;
      for (int slot = 0; slot < N; slot++) {
        if (after[slot] != before[slot]) {
          assertThat(after[slot]).isEqualTo(before[slot] + STEPS);
          moved++;
          climbed += after[slot];
        }
      }
      assertThat(moved).as("chains moved in update %d", u).isEqualTo(B);
      double data = IntStream.range(0, B).mapToDouble(i -> row(0, i)).sum() + B * u;
      assertThat(history.values()[u]).isCloseTo(2 * (data - climbed) / B, within(1e-9));
      assertThat(history.ages()[u]).containsOnly(u + 1);
      assertThat(history.meanAges()[u]).isCloseTo(u + 1, within(1e-9));
      before = after;
    }
    for (int slot = 0; slot < N; slot++) {
      assertThat(before[slot]).as("last of chain %d", slot).isGreaterThan(1000 * (slot + 1));
    }
  }

  @Test
  void chainsGoOnInTheirOwnSlots() {
    assertChainsGoOn(persistent(0));
  }

  /** Every drawn chain starts at the row of its place, and its age begins again. */
  private static void assertChainsStartAnewAtTheData(Loss loss) {
    ChainHistory history = ChainHistory.of(loss, UPDATES);
    double[] before = CHAINS.rows().toDoubles();
    double[] agesBefore = new double[N];
    for (int u = 0; u < UPDATES; u++) {
      List<Double> fresh = new ArrayList<>();
      for (int slot = 0; slot < N; slot++) {
        if (history.chains()[u][slot] == before[slot]) {
          assertThat(history.ages()[u][slot]).isEqualTo(agesBefore[slot] + 1);
        } else {
          fresh.add(history.chains()[u][slot]);
          assertThat(history.ages()[u][slot]).isEqualTo(1);
        }
      }
      int update = u;
      assertThat(fresh)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, B).mapToObj(i -> row(update, i) + STEPS).toList());
      before = history.chains()[u];
      agesBefore = history.ages()[u];
    }
  }

  @Test
  void drawnChainsMayStartAnewAtTheData() {
    assertChainsStartAnewAtTheData(persistent(1));
  }

  /** The buffer with one mistake, or none. */
  private enum Mistake {
    NONE,
    NOT_WRITTEN_BACK,
    WRITTEN_TO_OTHER_SLOTS,
    ADDED_TO_WHAT_WAS_THERE,
    DRAWN_WITH_REPLACEMENT,
    ALWAYS_FROM_THE_DATA,
    FROM_NOISE,
    AGE_NOT_RESET,
    ONLY_DRAWN_CHAINS_AGE,
    ALL_CHAINS_START_ANEW,
    STARTED_BUT_NOT_MOVED,
    ONE_STEP_TOO_FEW
  }

  private record Mutant(Mistake mistake, double reinitRate) implements Loss {

    @Override
    public Tree<Parameter> state() {
      return persistent(reinitRate).state();
    }

    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Tensor chains = context.state("chains");
      Tensor slots =
          mistake == Mistake.DRAWN_WITH_REPLACEMENT
              ? context.key("slots").integers(N, B)
              : DistinctSlots.draw(context.key("slots"), N, B);
      Tensor anew = context.key("reinit").bernoulli(fill(reinitRate, B));
      Tensor start = Tensors.where(anew.expandDims(1), x, chains.gather(slots));
      start = mistake == Mistake.ALWAYS_FROM_THE_DATA ? x : start;
      start = mistake == Mistake.FROM_NOISE ? context.key("n").normal(B, 1) : start;
      int steps = mistake == Mistake.ONE_STEP_TOO_FEW ? STEPS - 1 : STEPS;
      Tensor end = start.add(mistake == Mistake.STARTED_BUT_NOT_MOVED ? 0 : steps);
      Tensor to =
          mistake == Mistake.WRITTEN_TO_OTHER_SLOTS
              ? DistinctSlots.draw(context.key("other"), N, B)
              : slots;
      Tensor hit = fill(1, B).scatterAdd(to, N).gt(0);
      Tensor written = end.scatterAdd(to, N);
      written = mistake == Mistake.ADDED_TO_WHAT_WAS_THERE ? written.add(chains) : written;
      Tensor after = Tensors.where(hit.expandDims(1), written, chains);
      Tensor started = anew.cast(DType.FLOAT32).scatterAdd(slots, N).gt(0);
      if (mistake == Mistake.ALL_CHAINS_START_ANEW) {
        after = Tensors.where(anew.get(0, 0).and(hit.expandDims(1).not()), x.get(0, 0), after);
      }
      Tensor kept = mistake == Mistake.AGE_NOT_RESET ? started.not().and(started) : started;
      Tensor age = Tensors.where(kept, Tensors.constant(0), context.state("age"));
      age =
          age.add(
              mistake == Mistake.ONLY_DRAWN_CHAINS_AGE
                  ? hit.cast(DType.FLOAT32)
                  : Tensors.constant(1));
      context.updateState("chains", mistake == Mistake.NOT_WRITTEN_BACK ? chains : after);
      context.updateState("age", age);
      context.metric("buffer/age", age.mean());
      return context.energy(x).mean().sub(context.energy(end.stopGradient()).mean());
    }
  }

  private static void assertRightBuffer(Function<Double, Loss> loss) {
    assertChainsGoOn(loss.apply(0.0));
    assertChainsStartAnewAtTheData(loss.apply(1.0));
  }

  static List<Mistake> mistakes() {
    return Arrays.stream(Mistake.values()).filter(m -> m != Mistake.NONE).toList();
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertRightBuffer(rate -> new Mutant(Mistake.NONE, rate));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNoticed(Mistake mistake) {
    assertThatThrownBy(() -> assertRightBuffer(rate -> new Mutant(mistake, rate)))
        .isInstanceOf(AssertionError.class);
  }

  /**
   * Of 2000 updates with 4 drawn chains each, a quarter starts anew in noise around -500, from each
   * slot equally often. What the z-tests compare fails falsely for one seed in a million. A rate
   * off by a sixth, a slot's by 60 %, a mean by a fifth of the deviation and a variance by 30 % are
   * missed for one in a thousand.
   */
  private static void assertSomeStartAnewInNoise(Loss loss) {
    ChainHistory history = ChainHistory.of(loss, 2000);
    double[] drawn = new double[2000];
    double[][] ofSlot = new double[N][2000];
    List<Double> fresh = new ArrayList<>();
    for (int u = 1; u < 2000; u++) {
      for (int slot = 0; slot < N; slot++) {
        boolean started = history.ages()[u][slot] == 1;
        drawn[u] += started ? 1.0 / B : 0;
        if (started) {
          fresh.add(history.chains()[u][slot] - STEPS);
          ofSlot[slot][u] = 1;
        }
      }
    }
    ZTest test = new ZTest(3 + N);
    test.assertMean("part that starts anew", Arrays.copyOfRange(drawn, 1, 2000), 0.25);
    for (double[] started : ofSlot) {
      test.assertMean("part of a slot", Arrays.copyOfRange(started, 1, 2000), 0.25 * B / N);
    }
    double[] starts = fresh.stream().mapToDouble(v -> v).toArray();
    test.assertMean("mean of the noise", starts, -500);
    test.assertMean(
        "variance of the noise",
        Arrays.stream(starts).map(v -> (v + 500) * (v + 500)).toArray(),
        100);
    // Lives are geometric with mean N / (B rate) = 11 and span 1500 updates of 11 chains, which is
    // worth about 750 independent lives: five standard errors.
    double mean = Arrays.stream(history.meanAges()).skip(500).average().orElseThrow();
    assertThat(mean).isCloseTo(N / (B * 0.25), within(5 * N / Math.sqrt(750)));
  }

  /** Two rows, whose mean is -500. */
  private static Loss inNoise(double reinitRate, double deviation) {
    KnownRows rows = KnownRows.of(new double[] {-500 - deviation, -500 + deviation}, 2, 1);
    return persistent(Start.NOISE, reinitRate, rows, N);
  }

  @Test
  void someDrawnChainsStartAnewInNoiseOfTheDataMoments() {
    assertSomeStartAnewInNoise(inNoise(0.25, 10));
  }

  /** Losses with one mistake each; that of the key for the slots shows in the slots alone. */
  private static final Map<String, Loss> MUTANTS_IN_NOISE =
      Map.of(
          "a third starts anew",
          inNoise(1 / 3.0, 10),
          "variance for the deviation",
          inNoise(0.25, 100),
          "one key for the slots and who starts anew",
          new Rekeyed(inNoise(0.25, 10), "reinit", context -> context.key("slots").fold("shift")),
          "one key for the noise and who starts anew",
          new Rekeyed(inNoise(0.25, 10), "reinit", context -> context.key("noise")));

  static List<String> mutantsInNoise() {
    return List.copyOf(MUTANTS_IN_NOISE.keySet());
  }

  @ParameterizedTest
  @MethodSource("mutantsInNoise")
  void mistakesOfThoseThatStartAnewAreNoticed(String name) {
    assertThatThrownBy(() -> assertSomeStartAnewInNoise(MUTANTS_IN_NOISE.get(name)))
        .isInstanceOf(AssertionError.class);
  }

  /** The derivative is that of the mean energies, and none passes through the chains. */
  @Test
  void derivesTheEnergiesAlone() {
    List<TensorData> results =
        DOUBLE.run(
            1,
            List.of(
                TensorData.of(new double[] {1, 2, 3, 4}, 4, 1),
                TensorData.of(new double[] {0.7}, 1)),
            (key, in) -> {
              Tensor theta = in.get(1).squeeze(0);
              EnergyFunction energy =
                  EnergyFunction.of(r -> r.square().sum(1).mul(theta), Shape.of(1));
              Sampler descent =
                  (u, k, state) ->
                      new Sampler.Transition(
                          Tree.of(
                              Sampler.POSITION,
                              state
                                  .get(Sampler.POSITION)
                                  .sub(u.gradient(state.get(Sampler.POSITION)).mul(0.1))),
                          Tree.empty());
              Loss loss =
                  new PersistentContrastiveDivergence(
                      ChainBuffer.of(4, Start.DATA, Schedule.constant(0), CHAINS),
                      1,
                      descent,
                      Schedule.constant(0.3));
              Tree<Tensor> state = Tree.of("chains", in.get(0).mul(2)).with("age", fill(0, 4));
              OneStep step = new OneStep(energy, key, fill(DType.INT32, 0, Shape.SCALAR), state);
              Tensor value = loss.loss(step, in.get(0));
              return List.of(value, Gradients.of(value, in.get(1)));
            });
    double theta = 0.7;
    double[] data = {1, 2, 3, 4};
    double[] ends = Arrays.stream(data).map(x -> 2 * x * (1 - 0.2 * theta)).toArray();
    double squares = Arrays.stream(data).map(x -> x * x).sum() / 4;
    double negatives = Arrays.stream(ends).map(x -> x * x).sum() / 4;
    double fourth =
        (Arrays.stream(data).map(x -> Math.pow(x, 4)).sum()
                + Arrays.stream(ends).map(x -> Math.pow(x, 4)).sum())
            / 4;
    assertThat(results.get(0).at(0))
        .isCloseTo(theta * (squares - negatives) + 0.3 * theta * theta * fourth, within(1e-5));
    assertThat(results.get(1).at(0))
        .isCloseTo(squares - negatives + 0.6 * theta * fourth, within(1e-5));
  }

  @Test
  void refusesBatchesThatAreLargerThanTheBuffer() {
    assertThatThrownBy(() -> ChainHistory.of(persistent(Start.DATA, 0, CHAINS, 3), 1))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M011 loss 'persistent-contrastive-divergence': a batch of 4 rows takes as many"
                + " chains, and there are 3 (raise the loss's chains, or lower train.batch-size)");
  }

  @Test
  void refusesNoiseForBinaryData() {
    Features bits = new Features(Shape.of(1), List.of(new Feature("b", Feature.Kind.BINARY)));
    PersistentContrastiveDivergence.Config config =
        new PersistentContrastiveDivergence.Config(
            8,
            1,
            new ComponentSpec<>(Sampler.class, "langevin", Map.of()),
            Start.NOISE,
            Schedule.constant(0),
            Schedule.constant(0));
    assertThatThrownBy(
            () ->
                PersistentContrastiveDivergence.FACTORY.create(
                    config, new KnownRows(bits, CHAINS.rows())))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M007 loss 'persistent-contrastive-divergence': needs real numbers, but column 'b'"
                + " is binary (for such data use start: data)");
  }
}
