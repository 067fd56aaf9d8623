package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebm.app.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with the packaged application on the default backend. */
final class TrainingIT {

  private static final int STEPS = 60;
  private static final int SIGINT = 2;

  @TempDir private static Path folder;
  private static Ebm ebm;
  private static String experiment;

  @BeforeAll
  static void trainOnOneThread() {
    ebm = Ebm.in(folder);
    experiment = Experiments.plane(folder).toString();
    train("one-thread", "--set", "backend.threads=1");
  }

  private static Ebm.Result train(String out, String... more) {
    List<String> args = List.of("train", experiment, "--out", out, "--quiet");
    return ebm.run(Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new))
        .succeeded();
  }

  private static Path run(String name) {
    return folder.resolve(name);
  }

  @Test
  void twoThreadsAndARepetitionGiveTheSameBits() {
    train("two-threads", "--set", "backend.threads=2");
    train("again", "--set", "backend.threads=2");
    Runs.assertSame(run("one-thread"), run("two-threads"), STEPS);
    Runs.assertSame(run("two-threads"), run("again"), STEPS);
  }

  @Test
  void aResumedRunEqualsOneThatNeverStopped() {
    train("resumed", "--set", "backend.threads=1", "--set", "train.steps=25");
    train("resumed", "--set", "backend.threads=1", "--resume");
    Runs.assertSame(run("one-thread"), run("resumed"), STEPS);
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    train("seed", "--seed", "2");
    assertThat(Runs.losses(run("seed")))
        .doesNotContainAnyElementsOf(Runs.losses(run("one-thread")));
  }

  @Test
  void theDefaultFolderLiesInRunsAndQuietPrintsOnlyIt() {
    Ebm.Result result = ebm.run("train", experiment, "--quiet", "--set", "evaluate=[]").succeeded();
    String printed = result.out().strip();
    assertThat(printed).matches("runs/plane-\\d{8}-\\d{6}");
    assertThat(result.errors()).isEmpty();
    assertThat(
            List.of(
                "experiment.yaml",
                "provenance.json",
                "metrics.jsonl",
                "summary.json",
                "report.html",
                "plots/density.png",
                "plots/curves.png",
                "checkpoints/step-60/params.safetensors"))
        .allSatisfy(file -> assertThat(folder.resolve(printed).resolve(file)).isNotEmptyFile());
  }

  @Test
  void overwriteReplacesARun() {
    train("replaced", "--set", "train.steps=2");
    train("replaced", "--set", "train.steps=3", "--overwrite");
    assertThat(run("replaced").resolve("checkpoints")).isDirectoryNotContaining("glob:**step-2");
    assertThat(Runs.losses(run("replaced"))).hasSize(3);
  }

  @Test
  void aStoppedRunGoesOnAsIfItHadNot() throws Exception {
    String out = "stopped";
    Ebm.Running running =
        ebm.start(
            "train",
            experiment,
            "--out",
            out,
            "--set",
            "train.steps=1000000000",
            "--set",
            "train.checkpoint-every=0");
    while (!running.outSoFar().contains("step ") && running.process().isAlive()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    int signal = interrupt(running.process());
    Ebm.Result result = running.await();

    assertThat(result.exitCode()).as(result.err()).isEqualTo(128 + signal);
    assertThat(result.err()).contains("Stopped at step").contains("--out stopped --resume");
    assertThat(Runs.summary(run(out)).path("status").asText()).isEqualTo("interrupted");
    int reached = Runs.summary(run(out)).path("steps").asInt();
    String steps = "train.steps=" + (reached + 10);
    String resumedFrom = run(out).resolve("experiment.yaml").toString();
    ebm.run("train", resumedFrom, "--out", out, "--resume", "--quiet", "--set", steps).succeeded();
    train("unstopped", "--set", steps);
    Runs.assertSame(run("unstopped"), run(out), reached + 10);
  }

  /**
   * Ctrl-C; where the build itself runs deaf to it, as background jobs do, a request to terminate.
   */
  private static int interrupt(Process process) throws IOException, InterruptedException {
    int signal = ignoresInterrupts() ? 15 : SIGINT;
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    return signal;
  }

  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(mask -> (mask >> (SIGINT - 1) & 1) == 1);
    }
  }

  @Test
  void aDiskThatIsFullStopsTheRunAndKeepsTheLastCheckpoint() throws Exception {
    String shell =
        "mount -t tmpfs -o size=600k tmpfs disk && \"$0\" \"$@\"; s=$?; cp -r disk kept; exit $s";
    Files.createDirectories(folder.resolve("disk"));
    Ebm small = ebm.startedBy("unshare", "-rm", "sh", "-c", shell);
    assumeTrue(mayMount(), "this system lets nobody mount a small disk");

    Ebm.Result result =
        small.run(
            "train",
            experiment,
            "--out",
            "disk/run",
            "--quiet",
            "--set",
            "train.steps=100000",
            "--set",
            "train.checkpoint-every=10");

    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-R001 disk/run/")
        .contains("the disk is full");
    assertThat(result.exitCode()).isEqualTo(1);
    Path kept = folder.resolve("kept/run");
    try (Stream<Path> files = Files.walk(kept)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
    ebm.run("evaluate", kept.toString()).succeeded();
  }

  private static boolean mayMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
