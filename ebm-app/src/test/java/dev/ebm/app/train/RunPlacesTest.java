package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.train.RunPlace.Existing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunPlacesTest {

  private final RunPlaces places =
      new RunPlaces(Clock.fixed(Instant.parse("2030-02-03T04:05:06Z"), ZoneOffset.UTC));

  @Test
  void theDefaultFolderHasNameAndTime() {
    assertThat(places.choose("a/b c", Optional.empty(), Existing.REFUSE).folder())
        .isEqualTo(Path.of("runs", "a-b-c-20300203-040506"));
  }

  @Test
  void theFolderAskedForIsTakenAsItIs() {
    Path out = Path.of("elsewhere");
    assertThat(places.choose("name", Optional.of(out), Existing.OVERWRITE))
        .isEqualTo(new RunPlace(out, Existing.OVERWRITE));
  }
}
