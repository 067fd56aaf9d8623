package dev.ebm.api.error;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** A failure that a person can mend; carries one or more {@link Problem}s. */
@API(status = API.Status.STABLE, since = "1.0")
public class EbmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private transient List<Problem> problems;
  private boolean attributed;

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
    super(lines(problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an EbmException carries at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, at least one entry. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * Tells in every problem where this failure comes from. Only the first call counts: the innermost
   * caller knows best.
   *
   * @param origin such as {@code in loss 'huber' of plugin acme 1.2 (plugins/acme.jar)}
   */
  public void attribute(String origin) {
    if (!attributed) {
      attributed = true;
      problems = problems.stream().map(problem -> problem.comingFrom(origin)).toList();
    }
  }

  /** One line a problem; after serialisation, which loses the problems, as it was first thrown. */
  @Override
  public String getMessage() {
    return problems == null ? super.getMessage() : lines(problems);
  }

  private static String lines(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }

  /** The code of the first problem. */
  public String code() {
    return problems.get(0).code();
  }
}
