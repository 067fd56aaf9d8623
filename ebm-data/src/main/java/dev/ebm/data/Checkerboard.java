package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** Uniform on the eight squares of side 2 that share a colour on the board [-4, 4)^2. */
final class Checkerboard {

  /** Chosen by {@code checkerboard}. */
  static final ComponentFactory<Dataset, Plane.Config> FACTORY =
      Plane.factory(
          "checkerboard",
          "Uniform on eight squares of a checkerboard",
          Checkerboard::draw,
          Checkerboard::logDensity);

  private static final double SIDE = 2;
  private static final double SQUARES = 8;

  /** Positions in a square; fine enough, and every one of them is exact after it is moved. */
  private static final int POSITIONS = 1 << 21;

  private Checkerboard() {}

  private static Tensor draw(Key key, int count) {
    Tensor column = key.fold("column").integers(4, count).sub(2).cast(DType.FLOAT32);
    Tensor row =
        key.fold("row").integers(2, count).mul(2).sub(2).cast(DType.FLOAT32).add(odd(column));
    return Plane.rows(
        column.add(position(key.fold("x0"), count)).mul(SIDE),
        row.add(position(key.fold("x1"), count)).mul(SIDE));
  }

  private static Tensor position(Key key, int count) {
    return key.integers(POSITIONS, count).cast(DType.FLOAT32).div(POSITIONS);
  }

  /** 1 where a whole number is odd, else 0. */
  private static Tensor odd(Tensor whole) {
    return whole.sub(whole.div(2).floor().mul(2));
  }

  private static Tensor logDensity(Tensor x) {
    Tensor square = x.div(SIDE).floor(); // [B, 2]
    Tensor column = square.get(1, 0);
    Tensor row = square.get(1, 1);
    Tensor furthest = square.max(1);
    Tensor onBoard = furthest.lt(2).and(square.min(1).lt(-2).not());
    Tensor inside = onBoard.and(odd(column).eq(odd(row)));
    Tensor nowhere = fill(Double.NEGATIVE_INFINITY, x.dim(0));
    return where(
        inside,
        fill(-Math.log(SQUARES * SIDE * SIDE), x.dim(0)),
        where(furthest.eq(furthest), nowhere, furthest)); // NaN stays NaN
  }
}
