package @PACKAGE@;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;

/** Every operation that the backend has, and the refusal of those that it lacks. */
class @CLASS@Test extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new @CLASS@();
  }
}
