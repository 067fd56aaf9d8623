package dev.ebm.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.train.Quadratic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChainRunnerTest {

  private static final Tree<TensorData> MEAN =
      Tree.of("mean", TensorData.of(new float[] {0, 0}, 2));

  /** Adds 1 to the first coordinate at each step; so a kept row tells how many steps it took. */
  private static final Sampler COUNTER =
      (energy, key, state) -> {
        Tensor x = state.get(Sampler.POSITION);
        Tensor one = x.mul(0).add(1);
        return new Sampler.Transition(
            Tree.of(Sampler.POSITION, x.add(one)), Tree.of("ones", one.get(1, 0)));
      };

  private final JvmBackend backend = new JvmBackend(1);
  private final List<Map<String, Double>> infos = new ArrayList<>();
  private final List<Integer> progress = new ArrayList<>();

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private TensorData run(Sampler sampler, ChainOptions options) {
    return draws(sampler, options).rows(options.samples());
  }

  private Draws draws(Sampler sampler, ChainOptions options) {
    return new ChainRunner(backend, Quadratic.energy(), Quadratic.table(4_000), DType.FLOAT32, 3)
        .run(
            sampler,
            MEAN,
            "test",
            options,
            (done, total, info) -> {
              progress.add(done);
              infos.add(info);
            });
  }

  @Test
  void keepsRowsAfterTheBurnInAtTheThinningsDistance() {
    TensorData starts = run(COUNTER, new ChainOptions(2, 2, 0, 1, ChainOptions.Start.DATA));
    TensorData kept = run(COUNTER, new ChainOptions(5, 2, 250, 30, ChainOptions.Start.DATA));
    double[] steps = new double[5];
    for (int row = 0; row < 5; row++) {
      steps[row] = kept.at(2 * row) - starts.at(2 * (row % 2));
    }
    assertThat(steps).usingComparatorWithPrecision(1e-3).containsExactly(250, 250, 280, 280, 310);
    assertThat(progress).containsExactly(100, 200, 250, 280, 310);
    assertThat(infos).allSatisfy(info -> assertThat(info.get("ones")).isCloseTo(1, within(1e-5)));
  }

  /**
   * {@link #COUNTER} with a warm-up.
   *
   * @param warmUp its steps
   */
  private record Warming(int warmUp) implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      return COUNTER.step(energy, key, state);
    }
  }

  @Test
  void takesTheWarmUpAtLeast() {
    ChainOptions short20 = new ChainOptions(2, 1, 20, 30, ChainOptions.Start.DATA);
    TensorData start = run(COUNTER, new ChainOptions(1, 1, 0, 1, ChainOptions.Start.DATA));
    for (int warmUp : new int[] {0, 20, 21, 130}) {
      progress.clear();
      TensorData kept = run(new Warming(warmUp), short20);
      int first = Math.max(20, warmUp);
      assertThat(kept.at(0) - start.at(0)).isCloseTo(first, within(1e-3));
      assertThat(kept.at(2) - start.at(0)).isCloseTo(first + 30, within(1e-3));
      assertThat(progress).endsWith(first, first + 30);
    }
  }

  private static final int CHAINS = 4_000;

  /** A block and a part of one. */
  private static final int BURN_IN = 120;

  /** An exact kernel for the standard normal that remembers a block later: 0.98^100 is 0.13. */
  private static final Sampler EXACT =
      (energy, key, state) -> {
        Tensor x = state.get(Sampler.POSITION);
        Tensor noise = key.normal(x.shape()).mul(Math.sqrt(1 - 0.98 * 0.98));
        return new Sampler.Transition(
            Tree.of(Sampler.POSITION, x.mul(0.98).add(noise)), Tree.empty());
      };

  private TensorData exact(int burnIn) {
    return run(EXACT, new ChainOptions(CHAINS, CHAINS, burnIn, 1, ChainOptions.Start.NOISE));
  }

  /**
   * From the table's normal rows the law stays. With 4,000 independent chains the mean square of
   * 8,000 numbers has deviation sqrt(2/8000) = 0.0158; 4.9 of them fail once in a million. Twenty
   * steps with the keys of the block before add 0.15, nine of them.
   */
  private static void assertIsStandardNormal(TensorData rows) {
    double squares = 0;
    for (int i = 0; i < 2 * CHAINS; i++) {
      squares += rows.at(i) * rows.at(i) / (2 * CHAINS);
    }
    assertThat(squares).isCloseTo(1, within(4.9 * 0.0158));
  }

  @Test
  void drawsAnewAtEveryStep() {
    assertIsStandardNormal(exact(BURN_IN));
  }

  /** The runner's loop a second time, by the key of a block that begins after so many steps. */
  private TensorData byBlocks(int block, IntFunction<TensorData> keys) {
    TensorData starts = exact(0);
    HostRun host = new HostRun(backend, DType.FLOAT32);
    try (ChainProgram program =
        new ChainProgram(host, EXACT, Quadratic.energy(), MEAN, Shape.of(2))) {
      Tree<TensorData> state = program.start(starts);
      for (int done = 0; done < BURN_IN; done += block) {
        int count = Math.min(block, BURN_IN - done);
        state = program.advance(state, count, keys.apply(done)).state();
      }
      return state.get(Sampler.POSITION);
    }
  }

  @Test
  void oneKeyForAllBlocksOrStepsIsNoticed() {
    TensorData root = Philox.seed(3);
    assertIsStandardNormal(byBlocks(100, done -> Philox.fold(root, done)));
    assertIsStandardNormal(byBlocks(1, done -> Philox.fold(root, done)));
    for (int block : new int[] {100, 1}) {
      assertThatThrownBy(() -> assertIsStandardNormal(byBlocks(block, done -> root)))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void givesTheSameRowsTwice() {
    ChainOptions options = new ChainOptions(10, 5, 20, 3, ChainOptions.Start.NOISE);
    assertThat(run(COUNTER, options)).isEqualTo(run(COUNTER, options));
  }

  @Test
  void tellsNoNumbersOfStepsThatWereNotMade() {
    ChainOptions options = new ChainOptions(4, 2, 0, 3, ChainOptions.Start.DATA);
    double[] ones = draws(COUNTER, options).info().get("ones").toDoubles();
    assertThat(ones).containsExactly(new double[] {Double.NaN, Double.NaN, 1, 1}, within(1e-6));
  }

  @Test
  void namesAChainThatIsNoLongerFinite() {
    Sampler exploding =
        (energy, key, state) ->
            new Sampler.Transition(
                Tree.of(Sampler.POSITION, state.get(Sampler.POSITION).mul(1e10)), Tree.empty());
    assertThatExceptionOfType(EbmException.class)
        .isThrownBy(() -> run(exploding, new ChainOptions(3, 3, 50, 1, ChainOptions.Start.DATA)))
        .withMessageContaining("EBM-N002 chain 0, step 4: its position is no longer finite");
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThatExceptionOfType(EbmException.class)
        .isThrownBy(() -> new ChainOptions(1, 1, 0, 0, ChainOptions.Start.DATA))
        .withMessageContaining("EBM-N003 sampling: samples=1 chains=1 burn-in=0 thinning=0");
  }
}
