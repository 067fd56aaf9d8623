package dev.ebm.api.tensor;

import java.util.List;

/** What an operation needs to know beside its operands; values with structural equality. */
public sealed interface Attribute {

  /** Nothing. */
  record None() implements Attribute {
    static final None INSTANCE = new None();

    @Override
    public String toString() {
      return "";
    }
  }

  /**
   * The value of a constant.
   *
   * @param data as the program's precision holds it
   * @param written as the author wrote it, which another precision may hold better
   */
  record Literal(TensorData data, TensorData written) implements Attribute {
    /** A value that is held as it was written. */
    public Literal(TensorData data) {
      this(data, data);
    }

    @Override
    public String toString() {
      return data.toString();
    }
  }

  /** The name of a program's argument. */
  record InputName(String name) implements Attribute {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Axes, from 0, in a meaning that the operation gives. */
  record Axes(List<Integer> axes) implements Attribute {
    /** Copies. */
    public Axes {
      axes = List.copyOf(axes);
    }

    /** As an array. */
    public int[] toArray() {
      return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
      return axes.toString();
    }
  }

  /** Start (inclusive), limit (exclusive) and stride (at least 1) on every axis. */
  record Slice(List<Integer> start, List<Integer> limit, List<Integer> stride)
      implements Attribute {
    /** Copies. */
    public Slice {
      start = List.copyOf(start);
      limit = List.copyOf(limit);
      stride = List.copyOf(stride);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("[");
      for (int axis = 0; axis < start.size(); axis++) {
        text.append(axis == 0 ? "" : ", ").append(start.get(axis)).append(':');
        text.append(limit.get(axis));
        if (stride.get(axis) != 1) {
          text.append(':').append(stride.get(axis));
        }
      }
      return text.append(']').toString();
    }
  }

  /** Zeros before, after and between the elements of every axis; none is negative. */
  record Pad(List<Integer> low, List<Integer> high, List<Integer> interior) implements Attribute {
    /** Copies. */
    public Pad {
      low = List.copyOf(low);
      high = List.copyOf(high);
      interior = List.copyOf(interior);
    }

    @Override
    public String toString() {
      return "low=" + low + ", high=" + high + ", interior=" + interior;
    }
  }

  /** What a key is folded with when it is known while tracing: a 64-bit hash of a name. */
  record Fold(long data, String name) implements Attribute {
    @Override
    public String toString() {
      return '"' + name + '"';
    }
  }

  /** Which result of a loop. */
  record Index(int index) implements Attribute {
    @Override
    public String toString() {
      return Integer.toString(index);
    }
  }

  /**
   * A loop's body. Its inputs are the iteration (int32 scalar, from 0), the carried values, then
   * the captured values; its outputs are the carried values after the iteration. The loop's
   * operands are the initial carried values, then the captured ones.
   *
   * @param count the number of iterations, at least 0
   * @param carried how many values are carried
   * @param body the body
   */
  record Loop(int count, int carried, Program body) implements Attribute {
    @Override
    public String toString() {
      return "count=" + count + ", carried=" + carried;
    }
  }
}
