package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.console.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ResultTableTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private void print() {
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    ResultTable table = new ResultTable(console, Results.MACHINE);
    table.print(Results.of("matmul", 4_000_000));
    table.print(Results.of("w1", 1_000_000));
  }

  @Test
  void showsMediansQuartilesTheRatioToDjlAndTheShareOfTheBestRate() {
    print();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            Java 17 on abacus, 2 cores
              djl: djl, for tests
              jvm: jvm, for tests
              tf: tf, for tests

            matmul: some work; 0.00400 Gflop in matrix products
            BACKEND  MEDIAN MS  QUARTILES MS    RUNS  OF DJL  OF MATMUL RATE
            djl      2.000      1.500 to 2.500  3     1.00    50 %
            jvm      1.000      1.000 to 1.000  3     0.50    100 %
            tf       -          -               -     -       -

            w1: some work; 0.00100 Gflop in matrix products
            BACKEND  MEDIAN MS  QUARTILES MS    RUNS  OF DJL  OF MATMUL RATE
            djl      2.000      1.500 to 2.500  3     1.00    13 %
            jvm      1.000      1.000 to 1.000  3     0.50    25 %
            tf       -          -               -     -       -
            """);
  }

  @Test
  void saysWhatWasNotMeasuredAndWhatHadNotSettled() {
    print();
    assertThat(err.toString().lines())
        .contains(
            "tf was not measured: EBM-B002 it lacks neg",
            "jvm: times still changed when the warm-up ended; try more --seconds");
  }
}
