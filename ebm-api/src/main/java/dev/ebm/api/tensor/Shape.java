package dev.ebm.api.tensor;

import dev.ebm.api.error.TensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/** The sizes of a tensor's axes; immutable. A scalar has no axes. */
@API(status = API.Status.STABLE, since = "1.0")
public final class Shape {

  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;

  private Shape(int[] dims) {
    this.dims = dims;
  }

  /**
   * A shape of these sizes.
   *
   * @throws dev.ebm.api.error.TensorException EBM-T011 if a size is negative, or the number of
   *     elements exceeds 2^31-1
   */
  public static Shape of(int... dims) {
    long size = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw impossible("negative size in shape " + Arrays.toString(dims));
      }
      size *= dim;
      if (size > Integer.MAX_VALUE) {
        throw impossible("shape " + Arrays.toString(dims) + " has more than 2^31-1 elements");
      }
    }
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /** Also where a product of sizes has overflowed before it came here. */
  private static TensorException impossible(String what) {
    return SourceLine.fail(
        "EBM-T011", what, "no array is as large: take fewer rows, negatives, nodes or units");
  }

  /** The number of axes. */
  public int rank() {
    return dims.length;
  }

  /**
   * The size of one axis.
   *
   * @param axis from 0, or from -1 for the last
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int dim(int axis) {
    return dims[axis < 0 ? axis + dims.length : axis];
  }

  /** A copy of the sizes. */
  public int[] dims() {
    return dims.clone();
  }

  /** The number of elements. */
  public int size() {
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    return size;
  }

  /** This shape with one axis of another size. */
  public Shape with(int axis, int size) {
    int[] copy = dims.clone();
    copy[axis] = size;
    return of(copy);
  }

  /** This shape without the given axes, which are from 0. */
  public Shape without(List<Integer> axes) {
    List<Integer> kept = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      if (!axes.contains(axis)) {
        kept.add(dims[axis]);
      }
    }
    return of(kept.stream().mapToInt(Integer::intValue).toArray());
  }

  /** This shape with further axes at its end. */
  public Shape append(int... more) {
    int[] joined = Arrays.copyOf(dims, dims.length + more.length);
    System.arraycopy(more, 0, joined, dims.length, more.length);
    return of(joined);
  }

  /** This shape with further axes at its front. */
  public Shape prepend(int... more) {
    return of(more).append(dims);
  }

  /** The axes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape range(int from, int to) {
    return of(Arrays.copyOfRange(dims, from, to));
  }

  /** The number of elements between neighbours along each axis in row-major order. */
  public int[] strides() {
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    return strides;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** The sizes in brackets, such as {@code [128, 2]}. */
  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
