package dev.ebm.models;

import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * One or several normal laws in d dimensions as parameters. The precision of each is P = L L' with
 * L lower triangular and positive on its diagonal, so that any values are laws: {@code mean}, the
 * logarithm of L's diagonal as {@code log-diagonal}, and for full covariances the matrix {@code
 * lower}, of which only the part below the diagonal is used.
 *
 * @param lead the parameters' leading axes: none for one law, [K] for several
 * @param d features of a row
 * @param type which covariances they may have
 */
record NormalLaws(Shape lead, int d, CovarianceType type) {

  private static final String MEAN = "mean";
  private static final String LOG_DIAGONAL = "log-diagonal";
  private static final String LOWER = "lower";

  /** One feature has nothing to be correlated with. */
  NormalLaws {
    type = d == 1 ? CovarianceType.DIAGONAL : type;
  }

  /**
   * The parameters, of the shapes {@code [..., d]}, {@code [..., d]} and {@code [..., d, d]} with
   * the leading axes.
   */
  Tree<Parameter> parameters(Initializer mean, Initializer logDiagonal, Initializer lower) {
    Tree<Parameter> diagonal =
        Tree.of(MEAN, new Parameter(lead.append(d), mean))
            .with(LOG_DIAGONAL, new Parameter(lead.append(d), logDiagonal));
    return type == CovarianceType.DIAGONAL
        ? diagonal
        : diagonal.with(LOWER, new Parameter(lead.append(d, d), lower));
  }

  /**
   * The parameters of one law.
   *
   * @param factor the first L; asked for when training begins
   */
  Tree<Parameter> parameters(Initializer mean, Supplier<double[][]> factor) {
    return parameters(
        mean,
        Initializer.given(() -> logDiagonal(factor.get())),
        Initializer.given(() -> Numbers.float32(factor.get())));
  }

  private TensorData logDiagonal(double[][] factor) {
    return Numbers.float32(
        IntStream.range(0, d).mapToDouble(i -> Math.log(factor[i][i])).toArray());
  }

  /**
   * (x - mu)' P (x - mu) under each law.
   *
   * @param x {@code [B, ...]}
   * @return {@code [B, K]}
   */
  Tensor squares(Tree<Tensor> parameters, Tensor x) {
    int laws = lead.size();
    Tensor mean = parameters.get(MEAN).reshape(laws, d);
    Tensor gap = x.reshape(x.dim(0), 1, d).sub(mean); // [B, K, d]
    Tensor whitened = gap.mul(parameters.get(LOG_DIAGONAL).reshape(laws, d).exp());
    if (type == CovarianceType.FULL) {
      Tensor mixed = gap.transpose(1, 0, 2).matmul(below(parameters.get(LOWER))); // [K, B, d]
      whitened = whitened.add(mixed.transpose(1, 0, 2));
    }
    return whitened.square().sum(2);
  }

  /** The part below the diagonal, zeros elsewhere: {@code [K, d, d]}. */
  private Tensor below(Tensor lower) {
    Tensor isBelow = Tensors.iota(d).expandDims(1).gt(Tensors.iota(d));
    Tensor matrices = lower.reshape(lead.size(), d, d);
    return Tensors.where(isBelow, matrices, Tensors.zeros(Shape.of(d, d)));
  }

  /** The logarithm of the integral of exp(-(x - mu)' P (x - mu) / 2) of each law: {@code [K]}. */
  Tensor logZ(Tree<Tensor> parameters) {
    Tensor logRootOfDeterminant = parameters.get(LOG_DIAGONAL).reshape(lead.size(), d).sum(1);
    return logRootOfDeterminant.neg().add(d * Math.log(2 * Math.PI) / 2);
  }

  /** The log-density of every row under each law: {@code [B, K]}. */
  Tensor logDensity(Tree<Tensor> parameters, Tensor x) {
    return squares(parameters, x).mul(-0.5).sub(logZ(parameters));
  }
}
