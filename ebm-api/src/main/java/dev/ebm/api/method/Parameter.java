package dev.ebm.api.method;

import dev.ebm.api.tensor.Shape;
import org.apiguardian.api.API;

/**
 * A float32 value that a component owns and training changes.
 *
 * @param shape its shape
 * @param initializer how its first value is made
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Parameter(Shape shape, Initializer initializer) {

  /** A parameter that starts at 0. */
  public static Parameter zeros(int... dims) {
    return new Parameter(Shape.of(dims), Initializer.constant(0));
  }
}
