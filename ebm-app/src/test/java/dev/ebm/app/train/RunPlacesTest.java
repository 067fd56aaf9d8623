package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebm.api.error.EbmException;
import dev.ebm.app.train.RunPlace.Existing;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aFolderThatMayNotBeReadIsAProblemAndNoBug(@TempDir Path folder) {
    File locked = folder.toFile();
    assumeTrue(locked.setReadable(false) && locked.list() == null, "root may read everything");
    assertThatThrownBy(() -> places.choose("name", Optional.of(folder), Existing.REFUSE))
        .isInstanceOf(EbmException.class)
        .hasMessageContaining("EBM-R006 " + folder + ": the folder cannot be read: permission");
    assertThat(locked.setReadable(true)).isTrue();
  }
}
