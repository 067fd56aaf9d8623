package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import java.util.List;
import java.util.function.DoublePredicate;

/** Finds the operation that makes the first NaN or infinity of a run. */
public final class NanWatch implements Interpreter.Watch {

  /**
   * Compares a result with its operands.
   *
   * @throws BackendException EBM-B009 if the result has a NaN and no operand has one, or if it has
   *     an infinity and no operand has one
   */
  @Override
  public void computed(Node node, List<Cells> operands, Cells result) {
    if (!node.dtype().isFloating() || node.inputs().isEmpty()) {
      return;
    }
    if (makes(Double::isNaN, node, operands, result)) {
      throw new BackendException(RunProblems.notFinite(node, "NaN"));
    }
    if (makes(Double::isInfinite, node, operands, result)) {
      throw new BackendException(RunProblems.notFinite(node, "an infinity"));
    }
  }

  private static boolean makes(
      DoublePredicate kind, Node node, List<Cells> operands, Cells result) {
    if (!has(kind, result)) {
      return false;
    }
    for (int k = 0; k < operands.size(); k++) {
      if (node.input(k).dtype().isFloating() && has(kind, operands.get(k))) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(DoublePredicate kind, Cells cells) {
    for (double number : cells.numbers()) {
      if (kind.test(number)) {
        return true;
      }
    }
    return false;
  }
}
