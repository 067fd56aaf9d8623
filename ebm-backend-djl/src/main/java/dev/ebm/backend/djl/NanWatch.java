package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import java.util.function.UnaryOperator;

/** Finds the operation that makes the first NaN or infinity of a run. */
final class NanWatch {

  private NanWatch() {}

  /**
   * Compares a result with its operands.
   *
   * @throws BackendException EBM-B009 if the result has a NaN and no operand has one, or if it has
   *     an infinity and no operand has one
   */
  static void check(Node node, PtNDArray[] operands, PtNDArray result) {
    if (!node.dtype().isFloating()) {
      return;
    }
    if (makes(JniUtils::isNaN, operands, result)) {
      throw new BackendException(RunProblems.notFinite(node, "NaN"));
    }
    if (makes(JniUtils::isInf, operands, result)) {
      throw new BackendException(RunProblems.notFinite(node, "an infinity"));
    }
  }

  private static boolean makes(
      UnaryOperator<PtNDArray> kind, PtNDArray[] operands, PtNDArray result) {
    if (!has(kind, result)) {
      return false;
    }
    for (PtNDArray operand : operands) {
      if (has(kind, operand)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(UnaryOperator<PtNDArray> kind, PtNDArray array) {
    try (PtNDArray found = kind.apply(array);
        PtNDArray any = JniUtils.any(found)) {
      return HostMemory.isTrue(any);
    }
  }
}
