package dev.ebm.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigContractTest {

  record Walk(
      @Option(doc = "Steps") @Range(min = 1) int steps,
      @Option(doc = "Step size", byDefault = "0.1") double stepSize) {}

  private final ConfigContract<Walk> walk =
      ConfigContract.of(Walk.class).given(Map.of("steps", 10));

  @Test
  void acceptsWhatTheRecordPromises() {
    walk.isDocumented()
        .hasDefaults(new Walk(10, 0.1))
        .requires("steps")
        .accepts("step-size", 2)
        .rejects("steps", 0)
        .rejects("step-size", "far")
        .rejectsUnknownKeys();
  }

  @Test
  void rejectsWhatItDoesNot() {
    fails(() -> walk.hasDefaults(new Walk(10, 0.2)));
    fails(() -> walk.requires());
    fails(() -> walk.accepts("steps", 0));
    fails(() -> walk.rejects("steps", 1));
    fails(() -> ConfigContract.of(Walk.class).binds());
  }

  private static void fails(Runnable claim) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(claim::run);
  }
}
