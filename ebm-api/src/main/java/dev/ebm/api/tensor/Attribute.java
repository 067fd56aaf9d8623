package dev.ebm.api.tensor;

import java.util.List;
import org.apiguardian.api.API;

/** What an operation needs to know beside its operands; values with structural equality. */
@API(status = API.Status.STABLE, since = "1.0")
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

  /** Which result of a loop: the final carried values first, then the collected stacks. */
  record Index(int index) implements Attribute {
    @Override
    public String toString() {
      return Integer.toString(index);
    }
  }

  /** The carried value that every iteration of a loop started with, stacked: {@code [n, ...]}. */
  record History(int carried) implements Attribute {
    @Override
    public String toString() {
      return "history of " + carried;
    }
  }

  /**
   * A loop's body. The loop's operands are the initial carried values, the scanned stacks {@code
   * [n, ...]}, then the captured values. The body's inputs are the iteration i (int32 scalar), the
   * carried values, entry i of every stack, then the captured values; its outputs are the carried
   * values after the iteration, then the collected values, whose stacks {@code [n, ...]} have them
   * as entry i.
   *
   * @param count the number n of iterations, at least 0
   * @param carried how many values are carried
   * @param scanned how many stacks are scanned
   * @param reverse whether i goes from n-1 to 0 instead of from 0 to n-1
   * @param body the body
   */
  record Loop(int count, int carried, int scanned, boolean reverse, Program body)
      implements Attribute {
    /** The same loop over another body. */
    Loop with(Program newBody) {
      return new Loop(count, carried, scanned, reverse, newBody);
    }

    /** How many values are collected. */
    public int collected() {
      return body.outputs().size() - carried;
    }

    /** The iteration that is done as number {@code step}, from 0. */
    public int iteration(int step) {
      return reverse ? count - 1 - step : step;
    }

    @Override
    public String toString() {
      return "count=%d, carried=%d%s%s"
          .formatted(
              count,
              carried,
              scanned == 0 ? "" : ", scanned=" + scanned,
              reverse ? ", reverse" : "");
    }
  }

  /**
   * How the filters of a convolution move over the images; two entries each, for height and width.
   *
   * @param stride steps between neighbouring results, at least 1
   * @param low zeros before the first row and column, at least 0
   * @param high zeros after the last row and column, at least 0
   */
  record Convolution(List<Integer> stride, List<Integer> low, List<Integer> high)
      implements Attribute {
    /** Copies. */
    public Convolution {
      stride = List.copyOf(stride);
      low = List.copyOf(low);
      high = List.copyOf(high);
    }

    @Override
    public String toString() {
      return "stride=" + stride + ", low=" + low + ", high=" + high;
    }
  }

  /** What a failed check says. */
  record Message(String text) implements Attribute {
    @Override
    public String toString() {
      return '"' + text + '"';
    }
  }

  /** The derivative that an author gives. */
  record Rule(Tensors.DerivativeRule rule) implements Attribute {
    @Override
    public String toString() {
      return "";
    }
  }
}
