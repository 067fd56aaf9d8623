package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.iota;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/**
 * Derivatives of functions that treat the rows of a batch on their own: {@code [B, ...]} to {@code
 * [B]}, as energies do. The results are ordinary tensors, which can be derived again.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class Derivatives {

  private Derivatives() {}

  /** The gradient of every row's value by that row: {@code [B, ...]}. */
  public static Tensor gradient(UnaryOperator<Tensor> function, Tensor x) {
    return Gradients.of(values(function, x).sum(), x);
  }

  /**
   * The product of every row's Hessian with a vector of that row.
   *
   * @param v {@code [B, ...]}, of the type of x; taken as constant
   * @return {@code [B, ...]}
   */
  public static Tensor hessianVector(UnaryOperator<Tensor> function, Tensor x, Tensor v) {
    return vectorJacobian(gradient(function, x), v.stopGradient(), x);
  }

  /**
   * The trace of every row's Hessian, exactly: the function is evaluated on each row {@code chunk}
   * times at once, each copy with another coordinate's direction.
   *
   * @param chunk directions at a time, at least 1; memory grows with it, time shrinks
   * @return {@code [B]}
   */
  public static Tensor laplacian(UnaryOperator<Tensor> function, Tensor x, int chunk) {
    if (chunk < 1) {
      throw SourceLine.fail("EBM-T003", "chunks of " + chunk + " directions", "1 or more");
    }
    int dimension = x.shape().size() / Math.max(1, x.dim(0));
    int at = Math.min(chunk, Math.max(1, dimension));
    int chunks = (dimension + at - 1) / at;
    if (chunks <= 1) {
      return partOfTrace(function, x, iota(at));
    }
    Tensor none = fill(x.dtype(), 0, Shape.of(x.dim(0)));
    return loop(
            chunks,
            List.of(none),
            (i, sum) -> List.of(sum.get(0).add(partOfTrace(function, x, i.mul(at).add(iota(at))))))
        .get(0);
  }

  /** {@link #laplacian(UnaryOperator, Tensor, int)} with all directions at once. */
  public static Tensor laplacian(UnaryOperator<Tensor> function, Tensor x) {
    return laplacian(function, x, Integer.MAX_VALUE);
  }

  /**
   * Some diagonal entries' sum.
   *
   * @param coordinates int32 {@code [k]}; those beyond the last count as zero
   */
  private static Tensor partOfTrace(UnaryOperator<Tensor> function, Tensor x, Tensor coordinates) {
    int rows = x.dim(0);
    int copies = coordinates.dim(0);
    int dimension = x.shape().size() / Math.max(1, rows);
    Shape entries = x.shape().range(1, x.rank());
    Tensor tiled =
        x.expandDims(0)
            .broadcastTo(x.shape().prepend(copies))
            .reshape(entries.prepend(copies * rows));
    Tensor directions =
        coordinates
            .expandDims(1)
            .eq(iota(dimension))
            .cast(x.dtype())
            .expandDims(1)
            .broadcastTo(copies, rows, dimension)
            .reshape(tiled.shape());
    Tensor product = hessianVector(function, tiled, directions);
    return product.mul(directions).reshape(copies, rows, dimension).sum(0, 2);
  }

  /** The laws of the directions of {@link #hutchinson}. */
  public enum Directions {
    /** -1 or 1: the least variance among directions with independent coordinates. */
    RADEMACHER,
    /** Standard normal. */
    NORMAL
  }

  /**
   * Hutchinson's estimate of the trace of every row's Hessian H: the mean of v' H v over random
   * directions v (Hutchinson, 1990). Unbiased; with Rademacher directions its variance for one
   * direction is twice the sum of squares of the entries beside the diagonal.
   *
   * @param directions how many, at least 1
   * @return {@code [B]}
   */
  public static Tensor hutchinson(
      UnaryOperator<Tensor> function, Tensor x, Key key, int directions, Directions law) {
    if (directions < 1) {
      throw SourceLine.fail("EBM-T003", directions + " directions", "1 or more");
    }
    int rows = x.dim(0);
    Shape entries = x.shape().range(1, x.rank());
    Shape tiledShape = entries.prepend(directions * rows);
    Tensor tiled = x.expandDims(0).broadcastTo(x.shape().prepend(directions)).reshape(tiledShape);
    Tensor v =
        (law == Directions.NORMAL ? key.normal(tiledShape) : key.rademacher(tiledShape.dims()))
            .cast(x.dtype());
    Tensor product = hessianVector(function, tiled, v);
    return product.mul(v).reshape(directions, rows, entries.size()).sum(2).mean(0);
  }

  /**
   * The Jacobian of every row's k values by that row.
   *
   * @param y {@code [B, k]}, row by row a function of x; one backward pass for each of the k
   * @param x {@code [B, ...]}
   * @return {@code [B, k, ...]}
   */
  public static Tensor jacobian(Tensor y, Tensor x) {
    if (y.rank() != 2 || y.dim(1) < 1 || x.rank() < 1 || y.dim(0) != x.dim(0)) {
      throw SourceLine.fail(
          "EBM-T001",
          "the Jacobian of %s by %s".formatted(y.type(), x.type()),
          "[B, k] by [B, ...], k at least 1");
    }
    List<Tensor> gradients = new ArrayList<>();
    for (int k = 0; k < y.dim(1); k++) {
      gradients.add(Gradients.of(y.get(1, k).sum(), x));
    }
    return stack(1, gradients);
  }

  private static Tensor values(UnaryOperator<Tensor> function, Tensor x) {
    Tensor values = function.apply(x);
    if (x.rank() < 1 || !values.shape().equals(Shape.of(x.dim(0)))) {
      throw SourceLine.fail(
          "EBM-T001",
          "a function of %s with values %s".formatted(x.type(), values.type()),
          "one value for each row");
    }
    return values;
  }

  private static Tensor vectorJacobian(Tensor output, Tensor cotangent, Tensor target) {
    return Gradients.vectorJacobian(List.of(output), List.of(cotangent), List.of(target)).get(0);
  }
}
