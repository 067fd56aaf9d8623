package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.iota;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;

/** The operations that move elements, on every dtype; they are exact. */
final class StructureCases {

  private StructureCases() {}

  static List<ConformanceCase> all() {
    return List.of(
        reshapes(),
        transposes(),
        broadcasts(),
        slices(),
        pads(),
        concats(),
        reversals(),
        gathers(),
        scatters(),
        checks(),
        constants(),
        iotas(),
        stops());
  }

  private static ConformanceCase.Builder start(Op op) {
    return new ConformanceCase.Builder(op.symbol());
  }

  private static ConformanceCase reshapes() {
    ConformanceCase.Builder to = start(Op.RESHAPE);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(4, 6), 1));
      Tensor one = to.input(Samples.random(dtype, Shape.SCALAR, 2));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 3), 3));
      to.output(dtype + " flat", x.reshape(24), 0);
      to.output(dtype + " deep", x.reshape(2, 1, 3, -1), 0);
      to.output(dtype + " after transpose", x.transpose().reshape(8, 3), 0);
      to.output(dtype + " scalar to matrix", one.reshape(1, 1), 0);
      to.output(dtype + " scalar and back", one.reshape(1, 1).reshape(Shape.SCALAR), 0);
      to.output(dtype + " empty", none.reshape(5, 0, 2), 0);
    }
    return to.build();
  }

  private static ConformanceCase transposes() {
    ConformanceCase.Builder to = start(Op.TRANSPOSE);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(130, 17), 1));
      Tensor y = to.input(Samples.random(dtype, Shape.of(2, 3, 4, 5), 2));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 3), 3));
      to.output(dtype + " matrix", x.transpose(), 0);
      to.output(dtype + " last two", y.transpose(), 0);
      to.output(dtype + " cycle", y.transpose(1, 2, 3, 0), 0);
      to.output(dtype + " swap outer", y.transpose(2, 1, 0, 3), 0);
      to.output(dtype + " twice", y.transpose(3, 1, 0, 2).transpose(1, 3, 2, 0), 0);
      to.output(dtype + " empty", none.transpose(), 0);
    }
    return to.build();
  }

  private static ConformanceCase broadcasts() {
    ConformanceCase.Builder to = start(Op.BROADCAST);
    for (DType dtype : Samples.ALL) {
      Tensor one = to.input(Samples.random(dtype, Shape.SCALAR, 1));
      Tensor row = to.input(Samples.random(dtype, Shape.of(17), 2));
      Tensor column = to.input(Samples.random(dtype, Shape.of(5, 1), 3));
      Tensor inner = to.input(Samples.random(dtype, Shape.of(2, 1, 3, 1), 4));
      to.output(dtype + " scalar", one.broadcastTo(3, 130), 0);
      to.output(dtype + " row", row.broadcastTo(5, 17), 0);
      to.output(dtype + " column", column.broadcastTo(5, 17), 0);
      to.output(dtype + " inner", inner.broadcastTo(2, 4, 3, 5), 0);
      to.output(dtype + " more axes", column.broadcastTo(2, 3, 5, 4), 0);
      to.output(dtype + " to nothing", column.broadcastTo(5, 0), 0);
    }
    return to.build();
  }

  private static ConformanceCase slices() {
    ConformanceCase.Builder to = start(Op.SLICE);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(130), 1));
      Tensor y = to.input(Samples.random(dtype, Shape.of(5, 6, 7), 2));
      to.output(dtype + " part", x.slice(0, 3, 20), 0);
      to.output(dtype + " stride", x.slice(0, 1, 130, 3), 0);
      to.output(dtype + " long stride", x.slice(0, 2, 130, 1000), 0);
      to.output(dtype + " nothing", x.slice(0, 4, 4), 0);
      to.output(dtype + " first axis", y.slice(0, 1, 4, 2), 0);
      to.output(dtype + " last axis", y.slice(-1, 0, 7, 2), 0);
      to.output(dtype + " all axes", y.slice(0, 2, 5).slice(1, 0, 6, 5).slice(2, 6, 7), 0);
      to.output(dtype + " one", y.get(1, 5), 0);
    }
    return to.build();
  }

  private static ConformanceCase pads() {
    ConformanceCase.Builder to = start(Op.PAD);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(3, 4), 1));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0), 2));
      to.output(dtype + " low", x.pad(0, 2, 0), 0);
      to.output(dtype + " high", x.pad(1, 0, 3), 0);
      to.output(dtype + " around", x.pad(0, 1, 2).pad(-1, 3, 1), 0);
      to.output(dtype + " empty", none.pad(0, 2, 1), 0);
    }
    for (DType dtype : Samples.FLOATING) {
      to.output(dtype + " between", spread(to, dtype, Shape.of(14), 0, 1, 14, 3), 0);
      to.output(dtype + " between rows", spread(to, dtype, Shape.of(7, 3), 0, 0, 7, 2), 0);
      to.output(dtype + " between columns", spread(to, dtype, Shape.of(3, 11), 1, 2, 10, 4), 0);
      to.output(dtype + " single", spread(to, dtype, Shape.of(9), 0, 4, 9, 7), 0);
    }
    return to.build();
  }

  /** Zeros between the elements arise as the derivative of a slice with a stride. */
  private static Tensor spread(
      ConformanceCase.Builder to,
      DType dtype,
      Shape shape,
      int axis,
      int start,
      int limit,
      int stride) {
    Tensor x = to.input(Samples.random(dtype, shape, 3));
    Tensor part = x.slice(axis, start, limit, stride);
    Tensor c = to.input(Samples.random(dtype, part.shape(), 4));
    return Gradients.vectorJacobian(List.of(part), List.of(c), List.of(x)).get(0);
  }

  private static ConformanceCase concats() {
    ConformanceCase.Builder to = start(Op.CONCAT);
    for (DType dtype : Samples.ALL) {
      Tensor a = to.input(Samples.random(dtype, Shape.of(2, 3), 1));
      Tensor b = to.input(Samples.random(dtype, Shape.of(4, 3), 2));
      Tensor c = to.input(Samples.random(dtype, Shape.of(2, 17), 3));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 3), 4));
      to.output(dtype + " rows", concat(0, a, b), 0);
      to.output(dtype + " columns", concat(-1, a, c, a), 0);
      to.output(dtype + " with nothing", concat(0, none, b, none), 0);
      to.output(dtype + " itself", concat(0, a, a), 0);
    }
    return to.build();
  }

  private static ConformanceCase reversals() {
    ConformanceCase.Builder to = start(Op.REVERSE);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(130), 1));
      Tensor y = to.input(Samples.random(dtype, Shape.of(2, 3, 17), 2));
      to.output(dtype + " vector", x.reverse(0), 0);
      to.output(dtype + " middle", y.reverse(1), 0);
      to.output(dtype + " outer and inner", y.reverse(0, -1), 0);
      to.output(dtype + " all", y.reverse(0, 1, 2), 0);
    }
    return to.build();
  }

  private static ConformanceCase gathers() {
    ConformanceCase.Builder to = start(Op.GATHER);
    Tensor rows = to.input(Samples.vector(DType.INT32, 4, 0, 0, 2, 4, 1, 0));
    Tensor one = to.input(Samples.vector(DType.INT32, 3));
    Tensor none = to.input(Samples.vector(DType.INT32));
    for (DType dtype : Samples.ALL) {
      Tensor vector = to.input(Samples.random(dtype, Shape.of(5), 1));
      Tensor matrix = to.input(Samples.random(dtype, Shape.of(5, 17), 2));
      Tensor cube = to.input(Samples.random(dtype, Shape.of(5, 2, 3), 3));
      to.output(dtype + " vector", vector.gather(rows), 0);
      to.output(dtype + " matrix", matrix.gather(rows), 0);
      to.output(dtype + " cube", cube.gather(rows), 0);
      to.output(dtype + " one row", matrix.gather(one), 0);
      to.output(dtype + " no row", matrix.gather(none), 0);
    }
    return to.build();
  }

  private static ConformanceCase scatters() {
    ConformanceCase.Builder to = start(Op.SCATTER_ADD);
    Tensor twice = to.input(Samples.vector(DType.INT32, 4, 0, 0, 2, 4, 1, 0));
    Tensor none = to.input(Samples.vector(DType.INT32));
    double allowed = Tolerance.ofSum(3);
    for (DType dtype : Samples.NUMERIC) {
      Tensor vector = to.input(Samples.random(dtype, Shape.of(7), 1));
      Tensor matrix = to.input(Samples.random(dtype, Shape.of(7, 17), 2));
      Tensor empty = to.input(Samples.random(dtype, Shape.of(0, 3), 3));
      to.output(dtype + " vector", vector.scatterAdd(twice, 6), allowed, size(vector, twice, 6));
      to.output(dtype + " matrix", matrix.scatterAdd(twice, 5), allowed, size(matrix, twice, 5));
      to.output(dtype + " nothing", empty.scatterAdd(none, 4), 0);
    }
    return to.build();
  }

  private static Tensor size(Tensor rows, Tensor indices, int n) {
    return rows.abs().scatterAdd(indices, n);
  }

  /** Checks that hold, of conditions of any shape; what fails is in the contract itself. */
  private static ConformanceCase checks() {
    ConformanceCase.Builder to = start(Op.CHECK);
    for (DType dtype : Samples.ALL) {
      Tensor x = to.input(Samples.random(dtype, Shape.of(5, 3), 1));
      Tensor one = to.input(Samples.random(dtype, Shape.SCALAR, 2));
      Tensor none = to.input(Samples.random(dtype, Shape.of(0, 2), 3));
      to.output(dtype + " every element", x.check(x.eq(x), "equals itself"), 0);
      to.output(dtype + " a scalar by a matrix", one.check(x.eq(x), "equals itself"), 0);
      to.output(dtype + " a matrix by a scalar", x.check(one.eq(one), "equals itself"), 0);
      to.output(dtype + " by nothing", x.check(none.eq(none), "holds of no element"), 0);
    }
    return to.build();
  }

  private static ConformanceCase constants() {
    ConformanceCase.Builder to = start(Op.CONSTANT);
    for (DType dtype : Samples.ALL) {
      TensorData data = Samples.random(dtype, Shape.of(5, 7), 1);
      to.output(dtype + " literal", constant(data), 0);
      to.output(dtype + " empty literal", constant(TensorData.zeros(noneOf(dtype))), 0);
      to.output(dtype + " scalar", constant(Samples.random(dtype, Shape.SCALAR, 2)), 0);
      to.output(dtype + " edges", constant(Samples.edges(dtype)), 0);
    }
    return to.build();
  }

  private static ConformanceCase iotas() {
    ConformanceCase.Builder to = start(Op.IOTA);
    to.output("iota", iota(130), 0);
    to.output("empty iota", iota(0), 0);
    to.output("one", iota(1).cast(DType.FLOAT32).add(0.5), 0);
    return to.build();
  }

  private static ConformanceCase stops() {
    ConformanceCase.Builder to = start(Op.STOP_GRADIENT);
    Tensor x = to.input(Samples.vector(DType.FLOAT32, 1, -2, Double.NaN));
    to.output("stop gradient", x.stopGradient(), 0);
    return to.build();
  }

  private static TensorType noneOf(DType dtype) {
    return new TensorType(dtype, Shape.of(2, 0));
  }
}
