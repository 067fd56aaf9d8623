package dev.ebm.api.backend;

import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import org.apiguardian.api.API;

/** What goes wrong in a program that runs, in the same words on every backend. */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class RunProblems {

  private RunProblems() {}

  /**
   * EBM-B005: a gather or scatter met an index out of range.
   *
   * @param node the {@link Op#GATHER} or {@link Op#SCATTER_ADD}
   */
  public static Problem indexOutOfRange(Node node, long index) {
    int rows = (node.op() == Op.GATHER ? node.input(0) : node).shape().dim(0);
    return Problem.error(
        "EBM-B005",
        node.origin(),
        "%s at index %d of %d rows".formatted(node.op().symbol(), index, rows),
        rows == 0 ? "there are no rows" : "indices are 0 to " + (rows - 1));
  }

  /** EBM-B007: the condition of a {@link Op#CHECK} is false somewhere. */
  public static Problem checkFailed(Node check) {
    return Problem.error(
        "EBM-B007",
        check.origin(),
        check.attribute(Attribute.Message.class).text(),
        "a check of the program failed");
  }

  /**
   * EBM-B009: an operation made a number that is not finite out of finite ones.
   *
   * @param what NaN or an infinity
   */
  public static Problem notFinite(Node node, String what) {
    return Problem.error(
        "EBM-B009",
        node.origin(),
        "%s makes %s that none of its operands has".formatted(node, what),
        "keep its operands in range, for example by a safe division, logarithm or norm");
  }
}
