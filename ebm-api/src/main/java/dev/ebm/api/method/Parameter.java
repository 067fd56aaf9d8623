package dev.ebm.api.method;

import dev.ebm.api.tensor.Shape;
import org.apiguardian.api.API;

/**
 * A float32 value that a component owns.
 *
 * @param shape its shape
 * @param initializer how its first value is made
 * @param trainable whether training changes it
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Parameter(Shape shape, Initializer initializer, boolean trainable) {

  /** A parameter that training changes. */
  public Parameter(Shape shape, Initializer initializer) {
    this(shape, initializer, true);
  }

  /** The same, kept as it starts. */
  public Parameter frozen() {
    return new Parameter(shape, initializer, false);
  }

  /** A parameter that starts at 0. */
  public static Parameter zeros(int... dims) {
    return new Parameter(Shape.of(dims), Initializer.constant(0));
  }
}
