package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of drop-ins: {@code foo.jar}, or {@code foo/*.jar} for a plugin with libraries. */
final class PluginsDirectory {

  private static final String JAR = ".jar";

  /** A jar further down than this was not put there by someone who misplaced a plugin. */
  private static final int SEARCH_DEPTH = 4;

  private PluginsDirectory() {}

  /**
   * The drop-ins, sorted by name. A directory that does not exist holds none.
   *
   * @param problems receives the warning EBM-P110 for everything else that lies there, except the
   *     settings and names that begin with a dot, and EBM-P100 if the directory cannot be read
   */
  static List<DropIn> read(Path directory, List<Problem> problems) {
    if (Files.notExists(directory)) {
      return List.of();
    }
    try {
      return read(visible(directory), problems);
    } catch (IOException e) {
      problems.add(
          Problem.error(
              "EBM-P100",
              directory.toString(),
              "the plugins directory cannot be read: " + e,
              "name a directory that holds jars"));
      return List.of();
    }
  }

  /**
   * Drop-ins that are named one by one.
   *
   * @param problems receives EBM-P100 for each that does not exist or cannot be read, and the
   *     warning EBM-P110
   */
  static List<DropIn> read(List<Path> entries, List<Problem> problems) {
    List<DropIn> dropIns = new ArrayList<>();
    for (Path entry : entries) {
      try {
        if (Files.notExists(entry)) {
          throw new NoSuchFileException(entry.toString());
        }
        dropIn(entry, problems).ifPresent(dropIns::add);
      } catch (IOException e) {
        problems.add(
            Problem.error(
                "EBM-P100",
                entry.toString(),
                "cannot be read: " + e,
                "name a jar, or a folder with the jars of one plugin"));
      }
    }
    return dropIns;
  }

  private static Optional<DropIn> dropIn(Path entry, List<Problem> problems) throws IOException {
    Path last = entry.toAbsolutePath().normalize().getFileName();
    String name = last == null ? entry.toString() : last.toString();
    if (isJar(entry)) {
      String stem = name.substring(0, name.length() - JAR.length());
      return Optional.of(new DropIn(stem, entry, List.of(entry)));
    }
    if (name.equals(PluginPolicy.FILE)) {
      return Optional.empty();
    }
    if (!Files.isDirectory(entry)) {
      problems.add(ignored(entry, "is neither a jar nor a folder", "remove it"));
      return Optional.empty();
    }
    List<Path> jars = visible(entry).stream().filter(PluginsDirectory::isJar).toList();
    Optional<Path> deeper = jarBelow(entry);
    if (deeper.isPresent()) {
      problems.add(
          ignored(
              deeper.get(), "lies too deep to be read", "put it directly into the folder " + name));
    } else if (jars.isEmpty()) {
      problems.add(ignored(entry, "is a folder without jars", "remove it"));
    }
    return jars.isEmpty() ? Optional.empty() : Optional.of(new DropIn(name, entry, jars));
  }

  private static Optional<Path> jarBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, SEARCH_DEPTH)) {
      return files
          .filter(file -> !file.equals(folder) && !folder.equals(file.getParent()) && isJar(file))
          .sorted()
          .findFirst();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Path> visible(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static boolean isJar(Path entry) {
    return entry.toString().endsWith(JAR) && Files.isRegularFile(entry);
  }

  private static Problem ignored(Path entry, String what, String hint) {
    return Problem.warning("EBM-P110", entry.toString(), what, hint);
  }
}
