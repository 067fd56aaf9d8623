package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.plugin.Origins;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
  private final TrainingRows trainingRows;

  /** Compiles nothing yet. */
  public ChainRunner(Backend backend, Energy energy, Dataset data, DType precision, long seed) {
    this.backend = backend;
    this.energy = energy;
    this.data = data;
    this.precision = precision;
    this.seed = seed;
    this.trainingRows = new TrainingRows(data, backend, seed);
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
   * Draws by chains, after the sampler's warm-up at least.
   *
   * @param purpose names the draw: equal names draw equal numbers
   * @throws EbmException EBM-N002 if a chain is no longer finite
   */
  public Draws run(
      Sampler sampler,
      Tree<TensorData> parameters,
      String purpose,
      ChainOptions options,
      Progress progress) {
    TensorData root = Philox.fold(Philox.fold(Philox.seed(seed), "sample"), purpose);
    int burnIn = options.burnIn(sampler);
    int total = burnIn + (options.kept() - 1) * options.thinning();
    ChainStorage storage = new ChainStorage(options);
    try (ChainProgram program =
        new ChainProgram(
            new HostRun(backend, precision),
            sampler,
            energy,
            parameters,
            data.features().shape())) {
      Tree<TensorData> state = program.start(starts(options.start(), options.running(), root));
      int done = 0;
      for (int kept = 0; kept < options.kept(); kept++) {
        int target = burnIn + kept * options.thinning();
        while (done < target) {
          int count = Math.min(BLOCK, target - done);
          ChainProgram.Block block = program.advance(state, count, Philox.fold(root, done));
          checkFinite(sampler, block, done, count);
          state = block.state();
          done += count;
          Map<String, TensorData> info = new LinkedHashMap<>(block.info());
          info.remove(Chains.FINITE);
          storage.add(info, count);
          progress.steps(done, total, means(info));
        }
        storage.keep(state.get(Sampler.POSITION));
      }
    }
    return storage.draws(data.features().shape());
  }

  private static Map<String, Double> means(Map<String, TensorData> info) {
    Map<String, Double> means = new LinkedHashMap<>();
    info.forEach((name, perChain) -> means.put(name, mean(perChain.toDoubles())));
    return means;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** Names the first chain that is not finite, and the step that left it so. */
  private void checkFinite(Sampler sampler, ChainProgram.Block block, int before, int count) {
    double[] finite = block.info().get(Chains.FINITE).toDoubles();
    for (int chain = 0; chain < finite.length; chain++) {
      long steps = Math.round(finite[chain] * count);
      if (steps < count) {
        TensorData stepSize = block.info().get(Sampler.STEP_SIZE);
        String size =
            stepSize == null ? "" : " at a step size of %.3g".formatted(stepSize.at(chain));
        EbmException failure =
            new EbmException(
                Problem.error(
                    "EBM-N002",
                    "chain %d, step %d".formatted(chain, before + steps + 1),
                    "its position is no longer finite" + size,
                    "lower the sampler's step size"));
        Origins.among(sampler, energy).ifPresent(failure::attribute);
        throw failure;
      }
    }
  }

  private TensorData starts(ChainOptions.Start start, int chains, TensorData root) {
    return start == ChainOptions.Start.DATA ? startsAtRows(chains) : startsInNoise(chains, root);
  }

  /** Rows of the data, again from the first where there are more chains than rows. */
  private TensorData startsAtRows(int chains) {
    TensorData rows = trainingRows.apply(chains);
    float[] positions = new float[chains * data.features().shape().size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (float) rows.at(i % rows.shape().size());
    }
    return TensorData.of(positions, data.features().shape().prepend(chains).dims());
  }

  private TensorData startsInNoise(int chains, TensorData root) {
    int d = data.features().shape().size();
    double[] mean = new double[d];
    double[] deviation = new double[d];
    spread(mean, deviation);
    float[] noise = new float[chains * d];
    Philox.normal(Philox.fold(root, "start"), 0, noise, 0, noise.length);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (mean[i % d] + deviation[i % d] * noise[i]);
    }
    return TensorData.of(noise, data.features().shape().prepend(chains).dims());
  }

  private void spread(double[] mean, double[] deviation) {
    TensorData drawn = trainingRows.apply(ROWS_FOR_SPREAD);
    int rows = drawn.shape().dim(0);
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
