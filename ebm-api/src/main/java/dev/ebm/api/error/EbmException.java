package dev.ebm.api.error;

import java.util.List;
import java.util.stream.Collectors;

/** A failure that a person can mend; carries one or more {@link Problem}s. */
public class EbmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** One problem. */
  public EbmException(Problem problem) {
    this(List.of(problem));
  }

  /** One problem and the failure behind it. */
  public EbmException(Problem problem, Throwable cause) {
    super(problem.toString(), cause);
    this.problems = List.of(problem);
  }

  /**
   * Several problems found in one pass.
   *
   * @throws IllegalArgumentException if the list is empty
   */
  public EbmException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an EbmException carries at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, at least one entry. */
  public List<Problem> problems() {
    return problems;
  }

  /** The code of the first problem. */
  public String code() {
    return problems.get(0).code();
  }
}
