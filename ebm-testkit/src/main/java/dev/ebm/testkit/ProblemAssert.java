package dev.ebm.testkit;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Assertions about a problem:
 *
 * <pre>
 * assertThatProblem(() -&gt; load(jar)).hasCode("EBM-P108").hintContains("constructor");
 * </pre>
 */
public final class ProblemAssert extends AbstractAssert<ProblemAssert, Problem> {

  private ProblemAssert(Problem problem) {
    super(problem, ProblemAssert.class);
    isNotNull();
  }

  /** About one problem. */
  public static ProblemAssert assertThatProblem(Problem problem) {
    return new ProblemAssert(problem);
  }

  /** About the only problem of a failure; fails if it is of another kind or has more problems. */
  public static ProblemAssert assertThatProblem(Throwable failure) {
    if (!(failure instanceof EbmException named)) {
      throw new AssertionError("expected an EbmException, got " + failure, failure);
    }
    return only(named.problems());
  }

  /** About the only problem that running something ends with. */
  public static ProblemAssert assertThatProblem(ThrowingCallable body) {
    try {
      body.call();
    } catch (Throwable failure) {
      return assertThatProblem(failure);
    }
    throw new AssertionError("expected an EbmException, got none");
  }

  /** About the only one of some problems. */
  public static ProblemAssert assertThatOnlyProblem(List<Problem> problems) {
    return only(problems);
  }

  private static ProblemAssert only(List<Problem> problems) {
    if (problems.size() != 1) {
      throw new AssertionError(
          "expected one problem, got %d: %s".formatted(problems.size(), problems));
    }
    return new ProblemAssert(problems.get(0));
  }

  /** Has this code. */
  public ProblemAssert hasCode(String code) {
    return equal("code", actual.code(), code);
  }

  /** Is an error. */
  public ProblemAssert isError() {
    return equal("severity", actual.severity(), Severity.ERROR);
  }

  /** Is a warning. */
  public ProblemAssert isWarning() {
    return equal("severity", actual.severity(), Severity.WARNING);
  }

  /** Names this place. */
  public ProblemAssert isAt(String where) {
    return equal("place", actual.where(), where);
  }

  /** Names a place with this in it, such as a file's name. */
  public ProblemAssert placeContains(String part) {
    return contains("place", actual.where(), part);
  }

  /** Says this about what is wrong. */
  public ProblemAssert messageContains(String part) {
    return contains("message", actual.what(), part);
  }

  /** Says this about how to mend it. */
  public ProblemAssert hintContains(String part) {
    return contains("hint", actual.hint(), part);
  }

  /** Is told in one line, so that a log or a table can hold it. */
  public ProblemAssert isOneLine() {
    if (actual.toString().contains("\n")) {
      failWithMessage("Expected one line, got:%n%s", actual);
    }
    return this;
  }

  private ProblemAssert equal(String part, Object found, Object wanted) {
    if (!found.equals(wanted)) {
      failWithMessage("Expected the %s <%s>, got <%s> in:%n%s", part, wanted, found, actual);
    }
    return this;
  }

  private ProblemAssert contains(String part, String found, String wanted) {
    if (!found.contains(wanted)) {
      failWithMessage("Expected a %s with <%s>, got <%s> in:%n%s", part, wanted, found, actual);
    }
    return this;
  }
}
