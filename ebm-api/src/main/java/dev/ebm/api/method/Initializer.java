package dev.ebm.api.method;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/** How a parameter's first value is made. */
@API(status = API.Status.STABLE, since = "1.0")
@FunctionalInterface
public interface Initializer {

  /**
   * The first value.
   *
   * @param key the parameter's own key
   * @param shape the parameter's shape
   * @return float32 of that shape
   */
  Tensor initial(Key key, Shape shape);

  /** One value everywhere. */
  static Initializer constant(double value) {
    return (key, shape) -> Tensors.fill(value, shape.dims());
  }

  /** Given numbers, float32 of the parameter's shape; they are asked for when training begins. */
  static Initializer given(Supplier<TensorData> values) {
    return (key, shape) -> Tensors.constant(values.get());
  }

  /** Uniform in [low, high). */
  static Initializer uniform(double low, double high) {
    return (key, shape) -> key.uniform(shape.dims()).mul(high - low).add(low);
  }

  /** Normal with mean 0. */
  static Initializer normal(double standardDeviation) {
    return (key, shape) -> key.normal(shape).mul(standardDeviation);
  }
}
