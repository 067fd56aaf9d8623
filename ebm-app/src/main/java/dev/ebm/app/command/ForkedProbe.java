package dev.ebm.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.app.process.ForkedProgram;
import dev.ebm.core.plugin.LoadedPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Opens the backends of a plugin in a JVM of their own each, because native code may end it. */
final class ForkedProbe {

  private static final long LIMIT_SECONDS = 120;

  private final LoadedPlugin plugin;

  ForkedProbe(LoadedPlugin plugin) {
    this.plugin = plugin;
  }

  /**
   * EBM-P132 for each backend that cannot be opened, or that takes its JVM with it.
   *
   * @throws EbmException EBM-R001 if no temporary folder can be made
   */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    for (BackendFactory<?> backend : plugin.backends()) {
      String name = plugin.id() + ":" + backend.name();
      try {
        Path scratch = Files.createTempDirectory("ebm-verify");
        try {
          open(name, scratch)
              .map(reason -> problem(backend.name(), reason))
              .ifPresent(problems::add);
        } finally {
          delete(scratch);
        }
      } catch (IOException e) {
        problems.add(problem(backend.name(), "no JVM could be started to open it: " + e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        problems.add(problem(backend.name(), "interrupted"));
      }
    }
    return problems;
  }

  private Problem problem(String backend, String reason) {
    return Problem.error(
        "EBM-P132",
        "backend '%s' of %s".formatted(backend, plugin),
        reason,
        "its natives may be missing, or built for another platform or version");
  }

  /** Why a backend cannot be opened, if it cannot. */
  private Optional<String> open(String name, Path scratch)
      throws IOException, InterruptedException {
    Path plugins = Files.createDirectory(scratch.resolve("plugins"));
    if (!plugin.location().equals(LoadedPlugin.CLASS_PATH)) {
      copy(Path.of(plugin.location()), plugins);
    }
    Path out = scratch.resolve("out.txt");
    Path err = scratch.resolve("err.txt");
    Process process =
        new ProcessBuilder(command(name, plugins))
            .directory(scratch.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return Optional.of("was not open after " + LIMIT_SECONDS + " s");
    }
    return verdict(Files.readString(out), Files.readString(err), process.exitValue());
  }

  private static Optional<String> verdict(String out, String err, int exitCode) {
    JsonNode backend;
    try {
      backend = new ObjectMapper().readTree(out).at("/backends/0");
    } catch (JsonProcessingException e) {
      return ended(err, exitCode);
    }
    if (backend.isMissingNode()) {
      return ended(err, exitCode);
    }
    if (backend.has("failure")) {
      return Optional.of(backend.get("failure").asText());
    }
    return backend.has("opened")
        ? Optional.empty()
        : Optional.of("says that it cannot be opened: " + backend.path("detail").asText());
  }

  private static Optional<String> ended(String err, int exitCode) {
    String first =
        err.lines()
            .filter(line -> line.contains("EBM-") || line.startsWith("#"))
            .limit(4)
            .map(line -> line.replaceFirst("^#\\s*", ""))
            .filter(line -> !line.isBlank())
            .reduce((a, b) -> a + " " + b)
            .map(text -> ": " + text)
            .orElse("");
    return Optional.of("opening it ended the JVM with exit code " + exitCode + first);
  }

  private static List<String> command(String backend, Path plugins) {
    // A crash is expected here: its report is the command's, not a file or a core dump.
    return ForkedProgram.command(
        List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=hs_err.log"),
        List.of(
            "backends", "probe", backend, "--open", "--json", "--plugins-dir", plugins.toString()));
  }

  private static void copy(Path from, Path into) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = into.resolve(from.getFileName()).resolve(from.relativize(file).toString());
        Files.copy(file, to);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
