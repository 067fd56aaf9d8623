package dev.ebm.losses;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;

/**
 * Positions of chains that live as long as a training. Each step draws as many as the batch has
 * rows, without replacement, and writes them back to where they came from.
 *
 * @param state {@value #CHAINS}, {@value #AGE}, and {@value #NOISE} where chains start in noise
 * @param start where chains start
 * @param reinitRate the probability that a drawn chain starts anew
 */
record ChainBuffer(Tree<Parameter> state, ChainOptions.Start start, Schedule reinitRate) {

  /** The positions {@code [N, ...]}. */
  static final String CHAINS = "chains";

  /** For each of them the training steps since it started, {@code [N]}. */
  static final String AGE = "age";

  /** Mean and deviation of each feature, {@code [2, ...]}. */
  static final String NOISE = "noise";

  /** Training rows that the noise is fitted to. */
  private static final int ROWS = 4_096;

  /**
   * Chains that have just started. Noise is normal, with the training rows' mean and deviation of
   * each feature.
   *
   * @param chains N
   */
  static ChainBuffer of(
      int chains, ChainOptions.Start start, Schedule reinitRate, ComponentContext context) {
    Shape rows = context.features().shape().prepend(chains);
    boolean noisy = start == ChainOptions.Start.NOISE;
    Initializer noise = (key, shape) -> inNoise(key, shape, Tensors.constant(noise(context)));
    Initializer data = Initializer.given(() -> repeated(context.trainingRows(chains), rows));
    Tree<Parameter> state =
        Tree.of(CHAINS, new Parameter(rows, noisy ? noise : data))
            .with(AGE, Parameter.zeros(chains));
    if (noisy) {
      Shape moments = context.features().shape().prepend(2);
      state = state.with(NOISE, new Parameter(moments, Initializer.given(() -> noise(context))));
    }
    return new ChainBuffer(state, start, reinitRate);
  }

  private static TensorData noise(ComponentContext context) {
    Moments moments = Moments.of(context.trainingRows(ROWS));
    double[] mean = moments.mean().toDoubles();
    double[] both = Arrays.copyOf(mean, 2 * mean.length);
    System.arraycopy(moments.deviation().toDoubles(), 0, both, mean.length, mean.length);
    return TensorData.fromDoubles(
        new TensorType(DType.FLOAT32, moments.mean().shape().prepend(2)), both);
  }

  private static Tensor inNoise(Key key, Shape shape, Tensor noise) {
    return key.normal(shape).mul(noise.get(0, 1)).add(noise.get(0, 0));
  }

  /** Rows from the first again where there are too few. */
  private static TensorData repeated(TensorData rows, Shape shape) {
    double[] values = new double[shape.size()];
    Arrays.setAll(values, i -> rows.at(i % rows.shape().size()));
    return TensorData.fromDoubles(new TensorType(DType.FLOAT32, shape), values);
  }

  /** How many chains there are. */
  int size() {
    return state.get(AGE).shape().size();
  }

  /**
   * Chains taken out of the buffer.
   *
   * @param slots where they come from, int32 {@code [B]}
   * @param positions {@code [B, ...]}, of those that start anew the new ones
   * @param anew whether they do, bool {@code [B]}
   */
  record Drawn(Tensor slots, Tensor positions, Tensor anew) {}

  /**
   * Different chains, one for each row of a batch.
   *
   * @param x the batch {@code [B, ...]}, at whose rows chains start that start at the data
   * @throws EbmException EBM-M011 if there are fewer chains than rows
   */
  Drawn draw(LossContext context, Tensor x) {
    int rows = x.dim(0);
    if (rows > size()) {
      throw new EbmException(
          Problem.error(
              "EBM-M011",
              "loss 'persistent-contrastive-divergence'",
              "a batch of %d rows takes as many chains, and there are %d".formatted(rows, size()),
              "raise the loss's chains, or lower train.batch-size"));
    }
    Tensor slots = DistinctSlots.draw(context.key("slots"), size(), rows);
    Tensor before = context.state(CHAINS).gather(slots);
    Tensor rate = reinitRate.at(context.step()).broadcastTo(rows);
    Tensor anew = context.key("reinit").bernoulli(rate);
    Tensor fresh =
        start == ChainOptions.Start.DATA
            ? x
            : inNoise(context.key("noise"), x.shape(), context.state(NOISE));
    return new Drawn(slots, Tensors.where(aligned(anew, x.rank()), fresh, before), anew);
  }

  /**
   * Puts chains back where they came from, and counts ages. Reports {@code buffer/age}, the mean
   * over all chains, and {@code buffer/oldest}.
   *
   * @param positions {@code [B, ...]}
   */
  void putBack(LossContext context, Drawn drawn, Tensor positions) {
    Tensor ones = Tensors.fill(1, drawn.slots().dim(0));
    Tensor hit = ones.scatterAdd(drawn.slots(), size()).gt(0);
    Tensor started = drawn.anew().cast(DType.FLOAT32).scatterAdd(drawn.slots(), size()).gt(0);
    Tensor before = context.state(CHAINS);
    Tensor after =
        Tensors.where(
            aligned(hit, before.rank()), positions.scatterAdd(drawn.slots(), size()), before);
    Tensor age = Tensors.where(started, Tensors.zeros(Shape.SCALAR), context.state(AGE)).add(1);
    context.updateState(CHAINS, after);
    context.updateState(AGE, age);
    context.metric("buffer/age", age.mean());
    context.metric("buffer/oldest", age.max());
  }

  /** A flag for each row with as many axes as the rows have. */
  private static Tensor aligned(Tensor perRow, int rank) {
    int[] ones = new int[rank - 1];
    Arrays.fill(ones, 1);
    return perRow.reshape(perRow.shape().append(ones));
  }
}
