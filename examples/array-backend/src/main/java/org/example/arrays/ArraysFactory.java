package org.example.arrays;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;

/** Opens the backend, which works wherever Java does. */
final class ArraysFactory implements BackendFactory<ArraysFactory.Config> {

  /** No options. */
  record Config() {}

  @Override
  public String name() {
    return ArraysBackend.NAME;
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public String summary() {
    return "Interpreter over plain arrays, to read and to compare with";
  }

  /** A backend with native libraries names them here, and says if they are missing. */
  @Override
  public BackendProbe probe() {
    return new BackendProbe(true, "pure Java");
  }

  @Override
  public Backend open(Config config) {
    return new ArraysBackend();
  }
}
