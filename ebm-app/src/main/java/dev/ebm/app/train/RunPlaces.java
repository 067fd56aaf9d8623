package dev.ebm.app.train;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.train.RunPlace.Existing;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chooses the folder of a run: {@code runs/NAME-yyyyMMdd-HHmmss} unless one is given. */
public final class RunPlaces {

  private static final Path RUNS = Path.of("runs");
  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final String TIMESTAMP_PATTERN = "-\\d{8}-\\d{6}";

  private final Clock clock;

  /** Names folders by a clock. */
  @Inject
  public RunPlaces(Clock clock) {
    this.clock = clock;
  }

  /**
   * The place of a run.
   *
   * @param name of the experiment
   * @param out the folder that was asked for
   * @throws EbmException EBM-R002 if the folder is not empty and is to be refused, EBM-R006 if a
   *     folder cannot be read, EBM-A012 if there is no run of this name to resume, EBM-A019 if the
   *     folder asked for is a file
   */
  public RunPlace choose(String name, Optional<Path> out, Existing existing) {
    if (out.isPresent()) {
      refuseFile(out.get());
      if (existing == Existing.REFUSE) {
        refuseUnlessEmpty(out.get());
      }
      return new RunPlace(out.get(), existing);
    }
    String safe = name.replaceAll("[^\\w.-]", "-");
    Path folder =
        existing == Existing.RESUME
            ? newest(safe)
            : RUNS.resolve(safe + "-" + LocalDateTime.now(clock).format(TIMESTAMP));
    return new RunPlace(folder, existing);
  }

  private static void refuseFile(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new EbmException(
          Problem.error(
              "EBM-A019",
              "--out " + folder,
              "there is a file of this name, and a run is a folder",
              "choose another --out"));
    }
  }

  /** Early, before data is read and a backend opened for nothing. */
  private static void refuseUnlessEmpty(Path folder) {
    if (Files.isDirectory(folder) && !isEmpty(folder)) {
      throw new EbmException(
          Problem.error(
              "EBM-R002",
              folder.toString(),
              "the folder exists and is not empty",
              "use --resume to go on with it, --overwrite to replace it, or another --out"));
    }
  }

  /**
   * Whether a folder has no entry.
   *
   * @throws EbmException EBM-R006 if it cannot be read
   */
  public static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static EbmException unreadable(Path folder, Exception cause) {
    String reason =
        cause instanceof AccessDeniedException ? "permission denied" : cause.getMessage();
    return new EbmException(
        Problem.error(
            "EBM-R006",
            folder.toString(),
            "the folder cannot be read: " + reason,
            "check that you may read it, or choose another --out"),
        cause);
  }

  private static Path newest(String name) {
    Pattern wanted = Pattern.compile(Pattern.quote(name) + TIMESTAMP_PATTERN);
    if (Files.isDirectory(RUNS)) {
      try (Stream<Path> runs = Files.list(RUNS)) {
        Optional<Path> newest =
            runs.filter(run -> wanted.matcher(run.getFileName().toString()).matches())
                .max(Comparator.comparing(run -> run.getFileName().toString()));
        if (newest.isPresent()) {
          return newest.get();
        }
      } catch (IOException | UncheckedIOException e) {
        throw unreadable(RUNS, e);
      }
    }
    throw new EbmException(
        Problem.error(
            "EBM-A012",
            RUNS.toString(),
            "there is no run of '" + name + "' to resume",
            "name the run's folder by --out, or start one without --resume"));
  }
}
