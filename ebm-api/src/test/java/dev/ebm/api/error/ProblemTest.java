package dev.ebm.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

  @Test
  void printsCodePlaceFaultAndRemedyInOneLine() {
    assertThat(Problem.error("EBM-C001", "loss.sigma", "is negative", "use 0.1 or more"))
        .hasToString("EBM-C001 loss.sigma: is negative (use 0.1 or more)");
    assertThat(Problem.warning("EBM-C002", "", "is slow", "")).hasToString("EBM-C002: is slow");
  }

  @Test
  void tellsErrorsFromWarnings() {
    assertThat(Problem.error("c", "", "w", "").severity()).isEqualTo(Severity.ERROR);
    assertThat(Problem.warning("c", "", "w", "").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void hasNoMissingPart() {
    assertThatNullPointerException().isThrownBy(() -> Problem.error("c", "w", null, "h"));
  }

  @Test
  void travelsInExceptionsOneLineEach() {
    Problem first = Problem.error("EBM-C001", "a", "x", "y");
    Problem second = Problem.error("EBM-C002", "b", "z", "");
    EbmException failure = new ConfigException(List.of(first, second));
    assertThat(failure).hasMessage(first + "\n" + second);
    assertThat(failure.problems()).containsExactly(first, second);
    assertThat(failure.code()).isEqualTo("EBM-C001");
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfigException(List.of()));
  }

  @Test
  void keepsTheCause() {
    Throwable cause = new IllegalStateException("native");
    BackendException failure =
        new BackendException(Problem.error("EBM-B001", "tf", "does not load", ""), cause);
    assertThat(failure).hasCause(cause).hasMessage("EBM-B001 tf: does not load");
  }

  @Test
  void aFailureTellsWhereItComesFromAndTheInnermostCallerKnows() {
    EbmException failure =
        new ConfigException(
            List.of(
                Problem.error("EBM-C001", "a", "is wrong", "mend it"),
                Problem.warning("EBM-C002", "b", "is odd", "")));
    failure.attribute("in loss 'huber' of plugin acme 1.2 (acme.jar)");
    failure.attribute("in another one");

    assertThat(failure)
        .hasMessage(
            """
            EBM-C001 a: is wrong, in loss 'huber' of plugin acme 1.2 (acme.jar) (mend it)
            EBM-C002 b: is odd, in loss 'huber' of plugin acme 1.2 (acme.jar)""");
    assertThat(failure.problems().get(1).severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void aFailureThatWasSerialisedStillHasAMessage() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new ConfigException(Problem.error("EBM-C001", "a", "x", "y")));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat((Throwable) in.readObject()).hasMessage("EBM-C001 a: x (y)");
    }
  }
}
