package dev.ebm.backend.tf;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Tells failures of TensorFlow in terms of the program's nodes. */
final class RunFailures {

  /** TensorFlow ends its messages with the operation, behind the functions that it is called in. */
  private static final Pattern OPERATION = Pattern.compile("\\{\\{node (?:[^}]*/)?([^}/]+)}}");

  private final String program;
  private final Map<String, Node> origins;

  /**
   * For one executable.
   *
   * @param origins the node behind each operation's name
   */
  RunFailures(String program, Map<String, Node> origins) {
    this.program = program;
    this.origins = origins;
  }

  /**
   * EBM-B005 for an index out of range, EBM-B007 for a check, EBM-B008 for a lack of memory,
   * EBM-B006 for anything else.
   */
  BackendException tell(RuntimeException thrown) {
    Optional<Node> node = nodeOf(thrown);
    String where = node.map(Node::origin).orElse("program '" + program + "'");
    String what = node.map(n -> n.op().symbol() + ": ").orElse("") + firstLine(thrown);
    Problem problem =
        OutOfMemory.of(where, "program '" + program + "'", firstLine(thrown))
            .or(
                () ->
                    node.filter(n -> thrown instanceof TFInvalidArgumentException)
                        .flatMap(n -> ofInput(n, what)))
            .orElse(Problem.error("EBM-B006", where, what, "report it with the program"));
    return new BackendException(problem, thrown);
  }

  /** The failures of right programs on wrong inputs. */
  private static Optional<Problem> ofInput(Node node, String what) {
    return switch (node.op()) {
      case GATHER, SCATTER_ADD ->
          Optional.of(Problem.error("EBM-B005", node.origin(), what, "indices are " + rows(node)));
      case CHECK -> Optional.of(RunProblems.checkFailed(node));
      default -> Optional.empty();
    };
  }

  private Optional<Node> nodeOf(RuntimeException thrown) {
    Matcher operation = OPERATION.matcher(String.valueOf(thrown.getMessage()));
    return operation.find()
        ? Optional.ofNullable(origins.get(operation.group(1)))
        : Optional.empty();
  }

  private static String rows(Node node) {
    int n = (node.op() == Op.GATHER ? node.input(0) : node).shape().dim(0);
    return n == 0 ? "none, since there are no rows" : "0 to " + (n - 1);
  }

  /** A message without TensorFlow's further lines. */
  static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }
}
