package dev.ebm.api.plugin;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.tensor.TensorData;
import java.util.Optional;
import org.apiguardian.api.API;

/** What a factory may ask for while it makes a component. */
@API(status = API.Status.STABLE, since = "1.0")
public interface ComponentContext {

  /**
   * What a row of the data is made of; the energy's size follows from it.
   *
   * @throws IllegalStateException while the dataset itself is made
   */
  Features features();

  /**
   * Rows of the training split in the model's units, for what is fitted to the data: a noise law, a
   * base density, the bounds of a grid. A table gives rows spread evenly over it, a stream draws
   * them. Reading may take long, so it is asked for when a parameter is initialised, not when a
   * component is made.
   *
   * @param count how many, at least 1; a smaller table gives all that it has
   * @return float32 {@code [n, features]}
   * @throws IllegalStateException while the dataset itself is made
   */
  TensorData trainingRows(int count);

  /** The true log-density of the data, in nats, where it is known. */
  default Optional<LogDensity> logDensity() {
    return Optional.empty();
  }

  /**
   * Another component named in the configuration, such as a loss's perturbation.
   *
   * @throws dev.ebm.api.error.ConfigException if the name is unknown or its options do not bind
   */
  <T> T create(ComponentSpec<T> spec);
}
