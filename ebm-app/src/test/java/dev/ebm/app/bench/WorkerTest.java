package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both ends of what a worker and its process's parent say to each other. */
final class WorkerTest {

  private final List<String> runs = new ArrayList<>();
  private final Recorded backend = new Recorded("recorded", 1, runs);
  private final List<String> opened = new ArrayList<>();

  private String answers(String... requests) {
    StringWriter out = new StringWriter();
    new Worker(backend, this::workload, List.of(requests).iterator(), new PrintWriter(out)).serve();
    return out.toString();
  }

  private Workload workload(String name) {
    opened.add(name);
    return Recorded.negation();
  }

  private static Conversation conversation(StringWriter requests, String... printed) {
    return new Conversation(new PrintWriter(requests), List.of(printed).iterator());
  }

  @Test
  void everyRequestIsAnsweredByOneLine() {
    assertThat(answers("open w1", "run 0", "close", "open w2", "run 0", "run 0", "close").lines())
        .hasSize(7)
        .allMatch(line -> line.startsWith("ebm-bench-worker:"));
    assertThat(opened).containsExactly("w1", "w2");
    assertThat(runs).hasSize(3);
  }

  @Test
  void aTurnAnswersWithTheNanosecondsOfEachOfItsRuns() {
    List<String> lines = answers("open w1", "run 1e6", "close").lines().toList();
    String[] nanos = lines.get(1).replace(Worker.ANSWER, "").split(" ");
    assertThat(nanos).hasSameSizeAs(runs).allMatch(n -> Long.parseLong(n) > 0);
    long sum = 0;
    for (String n : nanos) {
      sum += Long.parseLong(n);
    }
    assertThat(sum).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void theEndOfTheRequestsFreesWhatIsOpen() {
    answers("open w1", "run 0");
    assertThat(backend.liveValues()).isZero();
  }

  @Test
  void aRequestOutOfOrderIsRefused() {
    assertThatThrownBy(() -> answers("run 0")).hasMessage("'run 0' in place of open");
    assertThatThrownBy(() -> answers("open w1", "open w2")).hasMessage("'open w2' in place of run");
  }

  @Test
  void whateverElseIsPrintedIsIgnored() {
    StringWriter requests = new StringWriter();
    Conversation conversation =
        conversation(
            requests,
            "Loaded a library",
            Worker.ANSWER,
            "7 8 9",
            "progress: " + Worker.ANSWER + "10 20 30",
            Worker.ANSWER);
    assertThat(conversation.open("w1")).isTrue();
    assertThat(conversation.run(5)).hasValue(List.of(10L, 20L, 30L));
    assertThat(conversation.close()).isTrue();
    assertThat(requests.toString().lines()).containsExactly("open w1", "run 5.0", "close");
  }

  @Test
  void theEndOfTheWorkerIsNoAnswer() {
    assertThat(conversation(new StringWriter(), "# a fatal error").open("w1")).isFalse();
    assertThat(conversation(new StringWriter(), "# a fatal error").run(1)).isEmpty();
    assertThat(conversation(new StringWriter()).close()).isFalse();
  }

  @Test
  void bothEndsUnderstandEachOther() {
    StringWriter requests = new StringWriter();
    Iterator<String> nothing =
        List.of(Worker.ANSWER, Worker.ANSWER + "1", Worker.ANSWER).iterator();
    Conversation asking = new Conversation(new PrintWriter(requests), nothing);
    asking.open("w3");
    asking.run(2e3);
    asking.close();
    String[] lines = answers(requests.toString().lines().toArray(String[]::new)).split("\\R");
    assertThat(opened).containsExactly("w3");
    Conversation hearing = conversation(new StringWriter(), lines);
    assertThat(hearing.open("w3")).isTrue();
    assertThat(hearing.run(2e3).orElseThrow()).hasSameSizeAs(runs);
    assertThat(hearing.close()).isTrue();
  }
}
