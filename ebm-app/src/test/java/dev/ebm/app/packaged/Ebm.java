package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packaged application in a process of its own, as the launcher starts it.
 *
 * @param folder where it runs
 * @param wrapper what starts it, such as a shell that limits it; empty for nothing
 * @param leftOut the class path is without jars whose names begin so
 */
record Ebm(Path folder, List<String> wrapper, List<String> leftOut) {

  static final Path DISTRIBUTION = Path.of("target", "ebm", "lib").toAbsolutePath();

  private static final long LIMIT_MINUTES = 5;

  private static final List<String> CACHES =
      List.of("DJL_CACHE_DIR", "org.bytedeco.javacpp.cachedir");

  static Ebm in(Path folder) {
    return new Ebm(folder, List.of(), List.of());
  }

  Ebm without(String... jars) {
    return new Ebm(folder, wrapper, List.of(jars));
  }

  Ebm startedBy(String... command) {
    return new Ebm(folder, List.of(command), leftOut);
  }

  /** What a process left: its exit code and what it printed. */
  record Result(int exitCode, String out, String err) {

    /** What it printed on the error stream, without what Java itself says. */
    List<String> errors() {
      return err.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    }

    Result succeeded() {
      assertThat(exitCode).as(err).isZero();
      return this;
    }
  }

  /** A running process. */
  record Running(Process process, Path out, Path err) {

    String outSoFar() {
      return read(out);
    }

    Result await() {
      try {
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("it did not end: " + outSoFar() + read(err));
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return new Result(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Result run(String... args) {
    return start(args).await();
  }

  Running start(String... args) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command(args))
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "1");
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(String... args) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseParallelGC", "-Djava.awt.headless=true"));
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Dai.djl.offline=true"));
    for (String cache : CACHES) {
      command.add("-D" + cache + "=" + System.getProperty(cache));
    }
    command.add("-Debm.home=" + folder);
    command.addAll(List.of("-cp", classPath(), "dev.ebm.app.Main"));
    command.addAll(List.of(args));
    return command;
  }

  private String classPath() throws IOException {
    if (leftOut.isEmpty()) {
      return DISTRIBUTION + "/*";
    }
    try (Stream<Path> jars = Files.list(DISTRIBUTION)) {
      return jars.filter(
              jar -> leftOut.stream().noneMatch(jar.getFileName().toString()::startsWith))
          .map(Path::toString)
          .collect(Collectors.joining(System.getProperty("path.separator")));
    }
  }
}
