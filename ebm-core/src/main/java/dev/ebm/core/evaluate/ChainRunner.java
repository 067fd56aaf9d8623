package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.core.plugin.Origins;
import java.util.Map;

/**
 * Runs a sampler's chains: burn-in, thinning, storage. All chains advance together; a block of
 * steps is one loop in one program.
 */
public final class ChainRunner {

  /** Steps in one run of a program, between two reports of progress. */
  private static final int BLOCK = 100;

  /** Training rows that the spread of the starting positions is fitted to. */
  private static final int ROWS_FOR_SPREAD = 4_096;

  private final Backend backend;
  private final Energy energy;
  private final Dataset data;
  private final DType precision;
  private final long seed;

  /** Compiles nothing yet. */
  public ChainRunner(Backend backend, Energy energy, Dataset data, DType precision, long seed) {
    this.backend = backend;
    this.energy = energy;
    this.data = data;
    this.precision = precision;
    this.seed = seed;
  }

  /** Where chains start. */
  public enum Start {
    /** Normal, with the training rows' mean and deviation of each feature. */
    NOISE,
    /** At rows of the training split. */
    DATA
  }

  /**
   * How to run.
   *
   * @param samples rows wanted
   * @param chains independent chains
   * @param burnIn steps before the first row is kept
   * @param thinning steps between kept rows of a chain
   * @param start where chains start
   */
  public record Options(int samples, int chains, int burnIn, int thinning, Start start) {

    /** Checks the ranges. */
    public Options {
      if (samples < 1 || chains < 1 || burnIn < 0 || thinning < 1) {
        throw new EbmException(
            Problem.error(
                "EBM-N003",
                "sampling",
                "samples=%d chains=%d burn-in=%d thinning=%d"
                    .formatted(samples, chains, burnIn, thinning),
                "samples, chains and thinning are at least 1, burn-in at least 0"));
      }
    }
  }

  /** Hears of progress. */
  @FunctionalInterface
  public interface Progress {
    /**
     * After each block.
     *
     * @param done steps done
     * @param total steps in all
     * @param info the sampler's numbers, averaged over chains and the block's steps
     */
    void steps(int done, int total, Map<String, Double> info);
  }

  /**
   * Draws rows, float32 {@code [samples, features]} in the model's units.
   *
   * @throws EbmException EBM-N002 if a chain is no longer finite
   */
  public TensorData run(
      Sampler sampler, Tree<TensorData> parameters, Options options, Progress progress) {
    TensorData root = Philox.fold(Philox.seed(seed), "sample");
    int chains = Math.min(options.chains, options.samples);
    int keptPerChain = (options.samples + chains - 1) / chains;
    int total = options.burnIn + (keptPerChain - 1) * options.thinning;
    float[] kept = new float[options.samples * data.features().shape().size()];
    try (ChainProgram program =
        new ChainProgram(
            new HostRun(backend, precision),
            sampler,
            energy,
            parameters,
            data.features().shape())) {
      Tree<TensorData> state = program.start(starts(options.start, chains, root));
      int done = 0;
      int stored = 0;
      int target = options.burnIn;
      while (true) {
        while (done < target) {
          int count = Math.min(BLOCK, target - done);
          ChainProgram.Block block = program.advance(state, count, Philox.fold(root, done));
          state = block.state();
          done += count;
          checkFinite(sampler, state.get(Sampler.POSITION), done);
          progress.steps(done, total, block.info());
        }
        stored = store(state.get(Sampler.POSITION), kept, stored);
        if (stored == kept.length) {
          return TensorData.of(kept, data.features().shape().prepend(options.samples).dims());
        }
        target += options.thinning;
      }
    }
  }

  private static int store(TensorData position, float[] kept, int stored) {
    int count = Math.min(position.shape().size(), kept.length - stored);
    for (int i = 0; i < count; i++) {
      kept[stored + i] = (float) position.at(i);
    }
    return stored + count;
  }

  private void checkFinite(Sampler sampler, TensorData position, int step) {
    int size = position.shape().size() / position.shape().dim(0);
    for (int i = 0; i < position.shape().size(); i++) {
      if (!Double.isFinite(position.at(i))) {
        EbmException failure =
            new EbmException(
                Problem.error(
                    "EBM-N002",
                    "chain %d within %d steps".formatted(i / size, step),
                    "its position is " + position.at(i),
                    "lower the sampler's step size"));
        Origins.among(sampler, energy).ifPresent(failure::attribute);
        throw failure;
      }
    }
  }

  private TensorData starts(Start start, int chains, TensorData root) {
    try (ModelRunner runner = new ModelRunner(backend, energy, data, precision, seed)) {
      if (start == Start.DATA) {
        return startsAtRows(runner, chains);
      }
      int d = data.features().shape().size();
      double[] mean = new double[d];
      double[] deviation = new double[d];
      spread(runner, mean, deviation);
      TensorType type = new TensorType(DType.FLOAT32, data.features().shape().prepend(chains));
      float[] noise = new float[chains * d];
      Philox.normal(Philox.fold(root, "start"), 0, noise, 0, noise.length);
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) (mean[i % d] + deviation[i % d] * noise[i]);
      }
      return TensorData.of(noise, type.shape().dims());
    }
  }

  /** Rows in the table's order, again from its first where there are more chains than rows. */
  private TensorData startsAtRows(ModelRunner runner, int chains) {
    int rows =
        data.split(Dataset.TRAIN) instanceof Split.Table table ? table.rows().count() : chains;
    TensorData drawn = runner.draw(Dataset.TRAIN, "starts", Math.min(rows, chains));
    int size = data.features().shape().size();
    float[] positions = new float[chains * size];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (float) drawn.at(i % drawn.shape().size());
    }
    return TensorData.of(positions, data.features().shape().prepend(chains).dims());
  }

  private void spread(ModelRunner runner, double[] mean, double[] deviation) {
    int rows =
        data.split(Dataset.TRAIN) instanceof Split.Table table
            ? Math.min(ROWS_FOR_SPREAD, table.rows().count())
            : ROWS_FOR_SPREAD;
    TensorData drawn = runner.draw(Dataset.TRAIN, "spread", rows);
    int d = mean.length;
    for (int i = 0; i < rows * d; i++) {
      mean[i % d] += drawn.at(i) / rows;
    }
    for (int i = 0; i < rows * d; i++) {
      double gap = drawn.at(i) - mean[i % d];
      deviation[i % d] += gap * gap / rows;
    }
    for (int j = 0; j < d; j++) {
      deviation[j] = Math.sqrt(deviation[j]);
    }
  }
}
