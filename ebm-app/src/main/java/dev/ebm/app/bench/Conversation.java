package dev.ebm.app.bench;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks a {@link Worker}. */
final class Conversation {

  private final PrintWriter requests;
  private final Iterator<String> printed;

  /**
   * A conversation.
   *
   * @param printed the lines that the worker's process prints, answers among them
   */
  Conversation(PrintWriter requests, Iterator<String> printed) {
    this.requests = requests;
    this.printed = printed;
  }

  /** Prepares a workload; false if the worker has ended. */
  boolean open(String workload) {
    return answer(Worker.OPEN + " " + workload).isPresent();
  }

  /** The nanoseconds of each run; empty if the worker has ended. */
  Optional<List<Long>> run(double nanos) {
    return answer(Worker.RUN + " " + nanos)
        .map(text -> Stream.of(text.split(" ")).map(Long::valueOf).toList());
  }

  /** Frees the workload; false if the worker has ended. */
  boolean close() {
    return answer(Worker.CLOSE).isPresent();
  }

  private Optional<String> answer(String request) {
    requests.println(request);
    requests.flush();
    while (printed.hasNext()) {
      String line = printed.next();
      // A library may have begun the line.
      int at = line.indexOf(Worker.ANSWER);
      if (at >= 0) {
        return Optional.of(line.substring(at + Worker.ANSWER.length()));
      }
    }
    return Optional.empty();
  }
}
