package dev.ebm.api.plugin;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Features;
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
   * Another component named in the configuration, such as a loss's perturbation.
   *
   * @throws dev.ebm.api.error.ConfigException if the name is unknown or its options do not bind
   */
  <T> T create(ComponentSpec<T> spec);
}
