package dev.ebm.testkit;

import static dev.ebm.testkit.ProblemAssert.assertThatOnlyProblem;
import static dev.ebm.testkit.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemAssertTest {

  private static final Problem PROBLEM =
      Problem.error("EBM-P108", "plugins/acme.jar", "acme.Plugin failed", "mend its constructor");

  @Test
  void acceptsWhatIsThere() {
    assertThatProblem(new EbmException(PROBLEM))
        .hasCode("EBM-P108")
        .isError()
        .isAt("plugins/acme.jar")
        .placeContains("acme")
        .messageContains("failed")
        .hintContains("constructor")
        .isOneLine();
    assertThatProblem(
            () -> {
              throw new EbmException(PROBLEM);
            })
        .hasCode("EBM-P108");
  }

  @Test
  void rejectsWhatIsNot() {
    fails(() -> assertThatProblem(PROBLEM).hasCode("EBM-P107"));
    fails(() -> assertThatProblem(PROBLEM).isWarning());
    fails(() -> assertThatProblem(PROBLEM).isAt("acme.jar"));
    fails(() -> assertThatProblem(PROBLEM).placeContains("other"));
    fails(() -> assertThatProblem(PROBLEM).messageContains("constructor"));
    fails(() -> assertThatProblem(PROBLEM).hintContains("failed"));
    fails(() -> assertThatProblem(Problem.error("C", "", "two\nlines", "")).isOneLine());
    fails(() -> assertThatProblem(new IllegalStateException("EBM-P108")));
    fails(() -> assertThatProblem(() -> {}));
    fails(() -> assertThatOnlyProblem(List.of()));
    fails(() -> assertThatOnlyProblem(List.of(PROBLEM, PROBLEM)));
  }

  private static void fails(Runnable assertion) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::run);
  }
}
