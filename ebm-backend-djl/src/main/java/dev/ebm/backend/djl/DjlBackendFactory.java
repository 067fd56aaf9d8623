package dev.ebm.backend.djl;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;

/** Opens PyTorch. */
public final class DjlBackendFactory implements BackendFactory<DjlConfig> {

  /** The name by which an experiment chooses the backend. */
  static final String NAME = "djl";

  /** Makes no choice yet. */
  public DjlBackendFactory() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<DjlConfig> configType() {
    return DjlConfig.class;
  }

  @Override
  public String summary() {
    return "PyTorch through DJL, a program as TorchScript";
  }

  @Override
  public BackendProbe probe() {
    return PyTorchJars.probe(getClass().getClassLoader());
  }

  @Override
  public Backend open(DjlConfig config) {
    return new DjlBackend(PyTorch.open(config), config);
  }
}
