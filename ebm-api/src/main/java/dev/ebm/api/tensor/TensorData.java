package dev.ebm.api.tensor;

import java.util.Arrays;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * A tensor's type and its elements on the host, in row-major order: what is uploaded, downloaded,
 * written to checkpoints and used as a literal. The arrays that make one are not copied; nobody
 * writes to them afterwards.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class TensorData {

  private final TensorType type;
  private final Object array;

  private TensorData(TensorType type, Object array, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          length + " elements given for " + type + ", which has " + expected);
    }
    this.type = type;
    this.array = array;
  }

  /**
   * float32 elements.
   *
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public static TensorData of(float[] elements, int... dims) {
    TensorType type = new TensorType(DType.FLOAT32, Shape.of(dims));
    return new TensorData(type, elements, elements.length, type.shape().size());
  }

  /**
   * float64 elements.
   *
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public static TensorData of(double[] elements, int... dims) {
    TensorType type = new TensorType(DType.FLOAT64, Shape.of(dims));
    return new TensorData(type, elements, elements.length, type.shape().size());
  }

  /**
   * int32 elements.
   *
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public static TensorData of(int[] elements, int... dims) {
    TensorType type = new TensorType(DType.INT32, Shape.of(dims));
    return new TensorData(type, elements, elements.length, type.shape().size());
  }

  /**
   * int64 elements.
   *
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public static TensorData of(long[] elements, int... dims) {
    TensorType type = new TensorType(DType.INT64, Shape.of(dims));
    return new TensorData(type, elements, elements.length, type.shape().size());
  }

  /**
   * bool elements.
   *
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public static TensorData of(boolean[] elements, int... dims) {
    TensorType type = new TensorType(DType.BOOL, Shape.of(dims));
    return new TensorData(type, elements, elements.length, type.shape().size());
  }

  /** A key of the random number generator. */
  public static TensorData key(long high, long low) {
    return new TensorData(new TensorType(DType.KEY, Shape.SCALAR), new long[] {high, low}, 1, 1);
  }

  /** An int32 scalar. */
  public static TensorData scalar(int value) {
    return of(new int[] {value});
  }

  /** A float32 scalar. */
  public static TensorData scalar(float value) {
    return of(new float[] {value});
  }

  /** Zeros (false for bool). */
  public static TensorData zeros(TensorType type) {
    int[] dims = type.shape().dims();
    int size = type.shape().size();
    return switch (type.dtype()) {
      case FLOAT32 -> of(new float[size], dims);
      case FLOAT64 -> of(new double[size], dims);
      case INT32 -> of(new int[size], dims);
      case INT64 -> of(new long[size], dims);
      case BOOL -> of(new boolean[size], dims);
      case KEY -> key(0, 0);
    };
  }

  /** The type. */
  public TensorType type() {
    return type;
  }

  /** The shape. */
  public Shape shape() {
    return type.shape();
  }

  /** The elements of a float32 tensor; not a copy. */
  public float[] floats() {
    return (float[]) expect(DType.FLOAT32);
  }

  /** The elements of a float64 tensor; not a copy. */
  public double[] doubles() {
    return (double[]) expect(DType.FLOAT64);
  }

  /** The elements of an int32 tensor; not a copy. */
  public int[] ints() {
    return (int[]) expect(DType.INT32);
  }

  /** The elements of an int64 tensor; not a copy. */
  public long[] longs() {
    return (long[]) expect(DType.INT64);
  }

  /** The elements of a bool tensor; not a copy. */
  public boolean[] booleans() {
    return (boolean[]) expect(DType.BOOL);
  }

  /** The two halves of a key, high first; not a copy. */
  public long[] keyBits() {
    return (long[]) expect(DType.KEY);
  }

  private Object expect(DType dtype) {
    if (type.dtype() != dtype) {
      throw new IllegalStateException("a " + type + " has no " + dtype.symbol() + " elements");
    }
    return array;
  }

  /**
   * One element as a double; bools are 0 or 1, and int64 elements beyond 2^53 are rounded.
   *
   * @throws IllegalStateException for a key
   */
  public double at(int index) {
    return switch (type.dtype()) {
      case FLOAT32 -> floats()[index];
      case FLOAT64 -> doubles()[index];
      case INT32 -> ints()[index];
      case INT64 -> longs()[index];
      case BOOL -> booleans()[index] ? 1 : 0;
      case KEY -> throw new IllegalStateException("a key has no numeric elements");
    };
  }

  /** All elements as doubles, a copy. */
  public double[] toDoubles() {
    double[] result = new double[type.shape().size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = at(i);
    }
    return result;
  }

  /** Doubles as a tensor of a type, rounded or truncated as {@link Op#CAST} does. */
  public static TensorData fromDoubles(TensorType type, double[] values) {
    int[] dims = type.shape().dims();
    switch (type.dtype()) {
      case FLOAT32 -> {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) values[i];
        }
        return of(floats, dims);
      }
      case FLOAT64 -> {
        return of(values.clone(), dims);
      }
      case INT32 -> {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
          ints[i] = (int) values[i];
        }
        return of(ints, dims);
      }
      case INT64 -> {
        long[] longs = new long[values.length];
        for (int i = 0; i < longs.length; i++) {
          longs[i] = (long) values[i];
        }
        return of(longs, dims);
      }
      case BOOL -> {
        boolean[] booleans = new boolean[values.length];
        for (int i = 0; i < booleans.length; i++) {
          booleans[i] = values[i] != 0;
        }
        return of(booleans, dims);
      }
      default -> throw new IllegalArgumentException("no key from numbers");
    }
  }

  /** The same elements under another shape of the same size. */
  public TensorData reshape(int... dims) {
    Shape shape = Shape.of(dims);
    return new TensorData(
        new TensorType(type.dtype(), shape), array, type.shape().size(), shape.size());
  }

  /** Equal types and bit-wise equal elements. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TensorData data
        && type.equals(data.type)
        && Objects.deepEquals(array, data.array);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.deepHashCode(new Object[] {array});
  }

  /** The elements if they are few, else the type. */
  @Override
  public String toString() {
    int size = type.shape().size();
    if (type.dtype() == DType.KEY) {
      return "key(%016x%016x)".formatted(keyBits()[0], keyBits()[1]);
    }
    if (size > 8) {
      return "<" + type + ">";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append(i == 0 ? "" : ", ").append(element(i));
    }
    return type.shape().rank() == 0 ? text.toString() : "[" + text + "]";
  }

  private String element(int index) {
    return switch (type.dtype()) {
      case FLOAT32 -> Float.toString(floats()[index]);
      case FLOAT64 -> Double.toString(doubles()[index]);
      case INT32 -> Integer.toString(ints()[index]);
      case INT64 -> Long.toString(longs()[index]);
      case BOOL -> Boolean.toString(booleans()[index]);
      case KEY -> toString();
    };
  }
}
