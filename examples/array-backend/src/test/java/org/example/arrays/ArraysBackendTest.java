package org.example.arrays;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;

/** Every operation, dtype and edge value, every derivative, and every misuse. */
class ArraysBackendTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new ArraysBackend();
  }
}
