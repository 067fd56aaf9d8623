package dev.ebm.testkit.contract;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Standard normal rows in the plane, a tenth of them labelled 1 and 3 wide, and a model that takes
 * all of them for normal of variance 1.2.
 *
 * @param seed of all rows
 * @param shift what is added to all energies
 */
record GaussianEvaluation(long seed, double shift) implements Evaluation {

  private static final int ROWS = 10_000;
  private static final double MODEL_VARIANCE = 1.2;

  @Override
  public Dataset dataset() {
    return new Dataset() {
      @Override
      public Features features() {
        return Features.continuous(2);
      }

      @Override
      public List<String> splits() {
        return List.of(TRAIN, TEST);
      }

      @Override
      public Split split(String name) {
        if (!splits().contains(name)) {
          throw new EbmException(Problem.error("EBM-D001", name, "there is no such split", ""));
        }
        return new Split.Table(table(name));
      }

      @Override
      public Optional<LogDensity> logDensity() {
        return Optional.of(x -> x.square().sum(1).mul(-0.5).sub(Math.log(2 * Math.PI)));
      }
    };
  }

  private Rows table(String split) {
    float[] values = normal(split, ROWS).floats().clone();
    int[] labels = new int[ROWS];
    for (int row = 0; row < ROWS; row += 10) {
      labels[row] = 1;
      values[2 * row] *= 3;
      values[2 * row + 1] *= 3;
    }
    return new Rows(
        TensorData.of(values, ROWS, 2), Optional.of(TensorData.of(labels, labels.length)));
  }

  @Override
  public double[] energy(TensorData rows) {
    return Arrays.stream(squares(rows)).map(s -> s / 2 / MODEL_VARIANCE + shift).toArray();
  }

  @Override
  public double[] logDensity(TensorData rows) {
    return Arrays.stream(squares(rows)).map(s -> -s / 2 - Math.log(2 * Math.PI)).toArray();
  }

  @Override
  public TensorData draw(String split, String purpose, int count) {
    return normal(split + "/" + purpose, count);
  }

  @Override
  public List<TensorData> compute(String purpose, List<TensorData> inputs, Body body) {
    EnergyFunction energy =
        EnergyFunction.of(
            x -> x.square().sum(1).div(2 * MODEL_VARIANCE).add(shift),
            dataset().features().shape());
    return Trial.run(
        DType.FLOAT64, seed, inputs, (key, in) -> body.trace(energy, key.fold(purpose), in));
  }

  /**
   * Independent rows of the model, whatever the sampler; no chain stays finite without energies.
   */
  @Override
  public Draws sample(Sampler sampler, String purpose, ChainOptions options) {
    if (Double.isNaN(shift)) {
      throw new EbmException(
          Problem.error("EBM-N002", purpose, "the positions are no longer finite", ""));
    }
    int kept = options.kept();
    int chains = options.running();
    float[] values = normal("sample/" + purpose, kept * chains).floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) Math.sqrt(MODEL_VARIANCE);
    }
    return new Draws(TensorData.of(values, kept, chains, 2), Map.of());
  }

  private TensorData normal(String purpose, int count) {
    Random random = new Random(seed * 1_000_003L + purpose.hashCode());
    float[] values = new float[2 * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorData.of(values, count, 2);
  }

  private static double[] squares(TensorData rows) {
    return Arrays.stream(Trial.asRows(rows)).mapToDouble(x -> x[0] * x[0] + x[1] * x[1]).toArray();
  }
}
