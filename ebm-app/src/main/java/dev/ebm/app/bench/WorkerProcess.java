package dev.ebm.app.bench;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process of a {@link Worker}. It ends when its standard input does, so that it does not
 * outlive this one.
 */
final class WorkerProcess implements Runs, AutoCloseable {

  /** To end by itself. */
  private static final long LIMIT_SECONDS = 20;

  /** Begins what every JVM and engine says at its start. */
  private static final String WARNING = "WARNING: ";

  /** Of what it has written to its standard error stream, at the end. */
  private static final int LINES_TOLD = 3;

  private final Contender contender;
  private final Path errors;
  private final Process process;
  private final PrintWriter requests;
  private final Conversation conversation;

  /**
   * Starts a process.
   *
   * @throws BackendException EBM-B011 if that is not possible
   */
  WorkerProcess(Contender contender, List<String> command) {
    this.contender = contender;
    try {
      this.errors = Files.createTempFile("ebm-bench", ".txt");
      // For Ctrl-C, after which nothing is closed.
      errors.toFile().deleteOnExit();
      this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw problem("cannot be started: " + e);
    }
    this.requests = new PrintWriter(process.outputWriter());
    this.conversation = new Conversation(requests, process.inputReader().lines().iterator());
  }

  Contender contender() {
    return contender;
  }

  /**
   * Prepares a workload.
   *
   * @throws BackendException EBM-B011 if the process has ended
   */
  void open(String workload) {
    if (!conversation.open(workload)) {
      throw ended();
    }
  }

  /**
   * Runs the workload.
   *
   * @throws BackendException EBM-B011 if the process has ended
   */
  @Override
  public List<Long> runFor(double nanos) {
    return conversation.run(nanos).orElseThrow(this::ended);
  }

  /**
   * Frees the workload.
   *
   * @throws BackendException EBM-B011 if the process has ended
   */
  void closeWorkload() {
    if (!conversation.close()) {
      throw ended();
    }
  }

  private BackendException ended() {
    int exitCode = end();
    try {
      List<String> lines =
          Files.readString(errors, Charset.defaultCharset())
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith(WARNING))
              .toList();
      String last =
          String.join(" ", lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
      return problem("ended with exit code " + exitCode + (last.isEmpty() ? "" : ": " + last));
    } catch (IOException e) {
      return problem("ended with exit code " + exitCode);
    }
  }

  private BackendException problem(String what) {
    return new BackendException(
        Problem.error(
            "EBM-B011",
            "ebm bench",
            "the worker for %s %s".formatted(contender.label(), what),
            "name the other backends by --backend to leave it out"));
  }

  /** Lets the process end; kills it if it does not. */
  private int end() {
    requests.close();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return process.onExit().join().exitValue();
    }
  }

  @Override
  public void close() {
    end();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
