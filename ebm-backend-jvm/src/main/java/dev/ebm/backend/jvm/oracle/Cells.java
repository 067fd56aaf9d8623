package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.memory.Heap;
import java.util.Arrays;

/**
 * A value of the oracle: int64 elements as longs, other numbers as doubles, bools as 0 and 1; or a
 * key. Written to only by who makes it.
 */
public final class Cells {

  private final Object content;

  /** Numbers in row-major order. */
  public Cells(double[] numbers) {
    this.content = numbers;
  }

  /** int64 elements in row-major order. */
  public Cells(long[] elements) {
    this.content = elements;
  }

  /** A key. */
  public Cells(TensorData key) {
    this.content = key;
  }

  /** The cells of a tensor. */
  static Cells of(TensorData data) {
    return switch (data.type().dtype()) {
      case KEY -> new Cells(data);
      case INT64 -> new Cells(data.longs());
      default -> new Cells(data.toDoubles());
    };
  }

  /** Zeros of any dtype but a key. */
  static Cells zeros(DType dtype, int size) {
    return dtype == DType.INT64 ? new Cells(Heap.longs(size)) : new Cells(Heap.doubles(size));
  }

  /** The numbers; not a copy. */
  public double[] numbers() {
    return (double[]) content;
  }

  /** The elements of an int64 value; not a copy. */
  public long[] longs() {
    return (long[]) content;
  }

  /** The key. */
  public TensorData key() {
    return (TensorData) content;
  }

  /** Whether these are int64 elements. */
  boolean isLong() {
    return content instanceof long[];
  }

  /** A copy of neighbouring elements. */
  Cells part(int from, int count) {
    return isLong()
        ? new Cells(Arrays.copyOfRange(longs(), from, from + count))
        : new Cells(Arrays.copyOfRange(numbers(), from, from + count));
  }

  /** Copies elements of the same kind to here. */
  void put(int at, Cells source, int from, int count) {
    System.arraycopy(source.content, from, content, at, count);
  }

  /** Copies elements that are some distance apart to here. */
  void put(int at, int stride, Cells source, int from, int fromStride, int count) {
    if (isLong()) {
      for (int i = 0; i < count; i++) {
        longs()[at + i * stride] = source.longs()[from + i * fromStride];
      }
    } else {
      for (int i = 0; i < count; i++) {
        numbers()[at + i * stride] = source.numbers()[from + i * fromStride];
      }
    }
  }
}
