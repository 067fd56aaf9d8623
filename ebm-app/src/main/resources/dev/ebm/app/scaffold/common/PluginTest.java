package @PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class @PLUGIN@Test {

  @Test
  void theServiceFileLeadsToThePlugin() {
    EbmPlugin found = ServiceLoader.load(EbmPlugin.class).findFirst().orElseThrow();

    assertThat(found.id().value()).isEqualTo("@ID@");
    assertThat(found.components())
        .singleElement()
        .satisfies(factory -> assertThat(factory.name()).isEqualTo("@ID@"));
  }
}
