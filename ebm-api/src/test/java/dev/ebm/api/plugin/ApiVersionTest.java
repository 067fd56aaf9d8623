package dev.ebm.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ApiVersionTest {

  @Test
  void runsPluginsOfTheSameMajorThatNeedNoNewerMinor() {
    ApiVersion host = new ApiVersion(2, 3);
    assertThat(host.accepts(new ApiVersion(2, 3))).isTrue();
    assertThat(host.accepts(new ApiVersion(2, 0))).isTrue();
    assertThat(host.accepts(new ApiVersion(2, 4))).isFalse();
    assertThat(host.accepts(new ApiVersion(1, 0))).isFalse();
    assertThat(host.accepts(new ApiVersion(3, 0))).isFalse();
  }

  @Property
  void readsWhatItPrints(
      @ForAll @IntRange(max = 1000) int major, @ForAll @IntRange(max = 1000) int minor) {
    ApiVersion version = new ApiVersion(major, minor);
    assertThat(ApiVersion.parse(version.toString())).isEqualTo(version);
    assertThat(ApiVersion.parse(" " + version + "\n")).isEqualTo(version);
  }

  @Test
  void rejectsOtherForms() {
    for (String text : new String[] {"", "1", "1.2.3", "1.", ".1", "a.b", "1.x"}) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> ApiVersion.parse(text));
    }
  }
}
