package dev.ebm.api.tensor;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * What is known of a value before anything runs.
 *
 * @param dtype the type of its elements
 * @param shape the sizes of its axes
 */
@API(status = API.Status.STABLE, since = "1.0")
public record TensorType(DType dtype, Shape shape) {

  /** Checks that keys are scalars. */
  public TensorType {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
    if (dtype == DType.KEY && shape.rank() != 0) {
      throw new IllegalArgumentException("a key is a scalar, not " + shape);
    }
  }

  /** A float32 type. */
  public static TensorType float32(int... dims) {
    return new TensorType(DType.FLOAT32, Shape.of(dims));
  }

  /** The short form, such as {@code f32[128, 2]}. */
  @Override
  public String toString() {
    return dtype.symbol() + shape;
  }
}
