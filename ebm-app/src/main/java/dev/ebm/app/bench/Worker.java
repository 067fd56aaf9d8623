package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Times one backend as another process asks, a line at a time: {@code open WORKLOAD}, {@code run
 * NANOS}, {@code close}. Each is answered by one line.
 */
final class Worker {

  /** Begins every answer; whatever else a library prints does not. */
  static final String ANSWER = "ebm-bench-worker:";

  static final String OPEN = "open";
  static final String RUN = "run";
  static final String CLOSE = "close";

  private final Backend backend;
  private final Function<String, Workload> workloads;
  private final Iterator<String> requests;
  private final PrintWriter answers;

  /** A worker for one backend, with workloads by name. */
  Worker(
      Backend backend,
      Function<String, Workload> workloads,
      Iterator<String> requests,
      PrintWriter answers) {
    this.backend = backend;
    this.workloads = workloads;
    this.requests = requests;
    this.answers = answers;
  }

  /** Works until there are no more requests. */
  void serve() {
    while (requests.hasNext()) {
      Workload workload = workloads.apply(argument(OPEN, requests.next()));
      try (Execution execution = new Execution(backend, workload)) {
        answer("");
        time(execution);
      }
      answer("");
    }
  }

  private void time(Execution execution) {
    while (requests.hasNext()) {
      String request = requests.next();
      if (request.equals(CLOSE)) {
        return;
      }
      answer(
          execution.runFor(Double.parseDouble(argument(RUN, request))).stream()
              .map(String::valueOf)
              .collect(Collectors.joining(" ")));
    }
  }

  private static String argument(String verb, String request) {
    String[] words = request.split(" ");
    if (words.length != 2 || !words[0].equals(verb)) {
      throw new IllegalArgumentException("'" + request + "' in place of " + verb);
    }
    return words[1];
  }

  private void answer(String text) {
    answers.println(ANSWER + text);
    answers.flush();
  }
}
