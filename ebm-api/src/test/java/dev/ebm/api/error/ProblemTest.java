package dev.ebm.api.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

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
}
