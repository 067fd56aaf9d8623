package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;

/**
 * Maximum likelihood of one or two columns, with log Z by quadrature: the loss is
 *
 * <pre>E U(x) + log Z,  Z = sum_g exp(-U(x_g)) v</pre>
 *
 * over the midpoints x_g of a grid of cells of volume v. That is the negative log-likelihood in
 * nats, and its derivative E grad U over the data less E grad U over the model. The grid covers the
 * range of the training rows and a margin on every side; the model is that of the grid, so whatever
 * it has outside of it goes unnoticed. For smooth energies that rise towards the edge the error
 * falls faster than any power of the number of cells, once they are finer than what the energy
 * shows.
 *
 * <p>In more columns the same gradient takes long chains, which {@link
 * PersistentContrastiveDivergence} keeps. A step evaluates the energy at every node: choose this
 * loss as the measure of others, not for its speed.
 *
 * <p>Reports {@code energy/data} and {@code log-z}. Warns where rows lie outside of the grid
 * (EBM-W009), since nothing keeps the model from putting all its mass there.
 *
 * @param nodes in each direction, at least 2
 * @param box the lowest and highest corner of the grid, {@code [2, d]}
 */
public record MaximumLikelihood(int nodes, Parameter box) implements Loss {

  private static final String NAME = "maximum-likelihood";
  private static final String BOX = "box";

  /** Training rows whose range the grid covers. */
  private static final int ROWS = 10_000;

  private static final Problem OUTSIDE =
      Problem.warning(
          "EBM-W009",
          "loss '" + NAME + "'",
          "rows lie outside of the grid, where nothing keeps the model from putting its mass",
          "raise the loss's margin");

  /** Chosen by {@code maximum-likelihood}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          NAME,
          Config.class,
          "Maximum likelihood of one or two columns, normalised on a grid",
          MaximumLikelihood::of);

  /**
   * The options.
   *
   * @param nodes in each direction
   * @param margin how far the grid goes beyond the data
   */
  public record Config(
      @Option(doc = "Nodes of the grid in each direction", byDefault = "128") @Range(min = 2)
          int nodes,
      @Option(
              doc = "How far the grid goes beyond the data on each side, in parts of their range",
              byDefault = "0.5")
          @Range(min = 0)
          double margin) {}

  private static MaximumLikelihood of(Config config, ComponentContext context) {
    Features features = context.features();
    features.requireContinuous("loss '" + NAME + "'", ScoreMatching.FOR_BITS);
    if (features.columns().size() > 2) {
      throw new EbmException(
          Problem.error(
              "EBM-M007",
              "loss '" + NAME + "'",
              "needs one or two columns, not " + features.columns().size(),
              "for such data use persistent-contrastive-divergence or energy-discrepancy"));
    }
    return new MaximumLikelihood(
        config.nodes(),
        new Parameter(
            Shape.of(2, features.columns().size()),
            Initializer.given(() -> box(context.trainingRows(ROWS), config.margin()))));
  }

  private static TensorData box(TensorData rows, double margin) {
    int d = rows.shape().size() / rows.shape().dim(0);
    double[] corners = new double[2 * d];
    for (int k = 0; k < d; k++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = k; i < rows.shape().size(); i += d) {
        low = Math.min(low, rows.at(i));
        high = Math.max(high, rows.at(i));
      }
      corners[k] = low - margin * (high - low);
      corners[d + k] = high + margin * (high - low);
    }
    return TensorData.fromDoubles(new TensorType(DType.FLOAT32, Shape.of(2, d)), corners);
  }

  @Override
  public Tree<Parameter> state() {
    return Tree.of(BOX, box);
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Tensor low = context.state(BOX).get(0, 0);
    Tensor high = context.state(BOX).get(0, 1);
    Tensor cell = high.sub(low).div(nodes);
    Tensor grid = grid(low.dim(0)).mul(cell).add(low);
    Tensor u = context.energy(grid.reshape(x.shape().with(0, grid.dim(0))));
    Tensor logZ = Tensors.logSumExp(u.neg()).add(cell.log().sum());
    Tensor data = context.energy(x).mean();
    context.metric("energy/data", data);
    context.metric("log-z", logZ);
    context.warn(isOutside(x, low, high), OUTSIDE);
    return data.add(logZ);
  }

  /** The midpoints in units of cells from the lowest corner: {@code [nodes^d, d]}. */
  private Tensor grid(int d) {
    Tensor along = Tensors.iota(nodes).cast(DType.FLOAT32).add(0.5);
    if (d == 1) {
      return along.reshape(nodes, 1);
    }
    Tensor rows = along.reshape(nodes, 1).broadcastTo(nodes, nodes).reshape(-1, 1);
    Tensor columns = along.reshape(1, nodes).broadcastTo(nodes, nodes).reshape(-1, 1);
    return Tensors.concat(1, rows, columns);
  }

  private static Tensor isOutside(Tensor x, Tensor low, Tensor high) {
    Tensor rows = x.reshape(x.dim(0), -1);
    Tensor outside = rows.lt(low).or(rows.gt(high));
    return outside.cast(DType.FLOAT32).max().gt(0);
  }
}
