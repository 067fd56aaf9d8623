package dev.ebm.app.doctor;

import dev.ebm.app.console.Figures;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders into which native libraries are unpacked, and the disk under the runs. */
public final class CacheChecks implements DoctorCheck {

  /** What the larger of the native libraries takes when it is unpacked, and as much again. */
  private static final long ENOUGH_FOR_NATIVES = 1_400L << 20;

  private static final long ENOUGH_FOR_RUNS = 100L << 20;

  /** The properties that the launcher sets, by backend, and what is used without them. */
  private static final Map<String, String> CACHES =
      Map.of("djl", "DJL_CACHE_DIR", "tf", "org.bytedeco.javacpp.cachedir");

  /** Looks at this machine. */
  @Inject
  public CacheChecks() {}

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    CACHES.keySet().stream()
        .sorted()
        .forEach(
            backend ->
                Optional.ofNullable(System.getProperty(CACHES.get(backend)))
                    .ifPresent(folder -> findings.add(cache(backend, Path.of(folder)))));
    findings.add(disk("disk of " + Path.of("").toAbsolutePath(), Path.of(""), "", ENOUGH_FOR_RUNS));
    return findings;
  }

  private static Finding cache(String backend, Path folder) {
    long size;
    try {
      size = size(folder);
    } catch (IOException | UncheckedIOException e) {
      return Finding.warning(
          "natives of " + backend,
          folder + " cannot be read: " + e.getMessage(),
          "give yourself the right to read it, or delete it: it is filled anew when needed");
    }
    // What is unpacked already needs no more room.
    long needed = Math.max(0, ENOUGH_FOR_NATIVES - size);
    return disk(
        "natives of " + backend, folder, folder + ": " + Figures.bytes(size) + ", ", needed);
  }

  private static Finding disk(String subject, Path folder, String before, long needed) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String detail = before + Figures.bytes(free) + " free";
      if (!Files.isWritable(existing)) {
        return Finding.warning(
            subject, detail + ", but not writable", "give yourself the right to write there");
      }
      return free >= needed
          ? Finding.good(subject, detail)
          : Finding.warning(
              subject, detail, Figures.bytes(needed) + " are needed: free some space");
    } catch (IOException e) {
      return Finding.warning(subject, "the disk cannot be asked: " + e, "check " + existing);
    }
  }

  private static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
