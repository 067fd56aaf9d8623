package dev.ebm.backend.tf;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;

class TfBackendContractTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new TfBackendFactory().open(new TfConfig(0, "cpu", TfConfig.Random.PORTABLE));
  }
}
