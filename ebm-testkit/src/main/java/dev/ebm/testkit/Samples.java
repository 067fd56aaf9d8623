package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/** Inputs of the conformance cases. */
final class Samples {

  static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);
  static final List<DType> WHOLE = List.of(DType.INT32, DType.INT64);
  static final List<DType> NUMERIC =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64);
  static final List<DType> ALL =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL);

  /** Scalars, sizes around the widths of vector registers, nothing at all, and several blocks. */
  static final List<Shape> SHAPES =
      List.of(
          Shape.SCALAR,
          Shape.of(1),
          Shape.of(3),
          Shape.of(17),
          Shape.of(130),
          Shape.of(0),
          Shape.of(3, 0),
          Shape.of(2, 3),
          Shape.of(5, 1, 7),
          Shape.of(130, 33));

  private static final double[] EDGES = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2,
    -2,
    3.25,
    -3.25,
    1e-3,
    -1e-3,
    1e-7,
    -1e-7,
    1e-20,
    -1e-20,
    10,
    -10,
    20,
    -20,
    50,
    -50,
    80,
    -80,
    100,
    -100,
    1e4,
    -1e4,
    1e10,
    -1e10,
    1e30,
    -1e30,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final double[] INT_EDGES = {
    0, 1, -1, 2, -2, 7, -7, 65536, -65536, Integer.MAX_VALUE, Integer.MIN_VALUE
  };

  /** Also numbers that no double holds, and whose products wrap around. */
  private static final long[] LONG_EDGES = {
    0,
    1,
    -1,
    7,
    -7,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    (1L << 53) + 1,
    -(1L << 53) - 1,
    (1L << 62) + 3,
    3037000500L, // squared it is just above the largest
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private Samples() {}

  /** Every edge value of a dtype. */
  static TensorData edges(DType dtype) {
    return switch (dtype) {
      case INT32 -> vector(dtype, INT_EDGES);
      case INT64 -> longs(LONG_EDGES);
      case BOOL -> vector(dtype, 0, 1);
      default -> vector(dtype, EDGES);
    };
  }

  /** Every edge value of a floating dtype that an operation is defined for. */
  static TensorData edges(DType dtype, DoublePredicate defined) {
    return vector(dtype, Arrays.stream(EDGES).filter(defined).toArray());
  }

  /** All pairs of a vector's elements, as two operands. */
  static List<TensorData> pairs(TensorData vector) {
    int n = vector.shape().size();
    TensorType type = new TensorType(vector.type().dtype(), Shape.of(n * n));
    Elements left = new Elements(type);
    Elements right = new Elements(type);
    for (int i = 0; i < n * n; i++) {
      left.copy(i, vector, i / n);
      right.copy(i, vector, i % n);
    }
    return List.of(left.toData(), right.toData());
  }

  static TensorData longs(long... values) {
    return TensorData.of(values, values.length);
  }

  static TensorData vector(DType dtype, double... values) {
    return TensorData.fromDoubles(new TensorType(dtype, Shape.of(values.length)), values);
  }

  /** Normal numbers; rounded whole ones for int32, any for int64; even odds for bool. */
  static TensorData random(DType dtype, Shape shape, long seed) {
    Random random = new Random(seed * 7919 + 31L * dtype.ordinal() + shape.hashCode());
    if (dtype == DType.INT64) {
      return TensorData.of(random.longs(shape.size()).toArray(), shape.dims());
    }
    DoubleStream values = DoubleStream.generate(random::nextGaussian).limit(shape.size());
    double[] scaled =
        switch (dtype) {
          case INT32 -> values.map(value -> Math.rint(value * 5)).toArray();
          case BOOL -> values.map(value -> value > 0 ? 1 : 0).toArray();
          default -> values.toArray();
        };
    return TensorData.fromDoubles(new TensorType(dtype, shape), scaled);
  }

  /** Normal float64 numbers times a scale. */
  static TensorData scaled(Shape shape, double scale, long seed) {
    return TensorData.fromDoubles(
        new TensorType(DType.FLOAT64, shape),
        Arrays.stream(random(DType.FLOAT64, shape, seed).toDoubles())
            .map(value -> scale * value)
            .toArray());
  }

  /** Random numbers, positive and at least 0.1. */
  static TensorData positive(DType dtype, Shape shape, long seed) {
    double[] values = random(dtype, shape, seed).toDoubles();
    return TensorData.fromDoubles(
        new TensorType(dtype, shape),
        Arrays.stream(values).map(value -> Math.abs(value) + 0.1).toArray());
  }
}
