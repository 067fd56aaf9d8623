package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Chooses the kernel of an operation. Whatever does not change from run to run is computed here.
 */
final class Kernels {

  private Kernels() {}

  /**
   * The kernel of a node that is neither a source nor control.
   *
   * @throws BackendException EBM-B002 if there is none
   */
  static Kernel of(Node node, Constants constants) {
    return switch (node.op()) {
      case RESHAPE -> Layout.reshape(node);
      case TRANSPOSE -> Layout.transpose(node);
      case BROADCAST -> Layout.broadcast(node);
      case SLICE -> Layout.slice(node);
      case PAD -> Layout.pad(node, constants);
      case CONCAT -> Layout.concat(node);
      case REVERSE -> Layout.reverse(node);
      case GATHER -> Rows.gather(node);
      case SCATTER_ADD -> Rows.scatterAdd(node);
      case REDUCE_SUM -> Reductions.sum(node);
      case REDUCE_MAX -> Reductions.max(node);
      case ARGMAX -> Reductions.argmax(node);
      case ADD -> binary(JniUtils::add);
      case SUB -> binary(JniUtils::sub);
      case MUL -> binary(JniUtils::mul);
      case DIV -> binary(JniUtils::div);
      case MAXIMUM -> binary(JniUtils::max);
      case NEG -> unary(JniUtils::neg);
      case SIGN -> unary(node.dtype().isFloating() ? SpecialFunctions::sign : JniUtils::sign);
      case FLOOR -> unary(JniUtils::floor);
      case EXP -> unary(JniUtils::exp);
      case LOG -> unary(JniUtils::log);
      case LOG1P -> SpecialFunctions.log1p(constants.scalar(node.dtype(), 1));
      case EXPM1 ->
          SpecialFunctions.expm1(
              constants.scalar(node.dtype(), 0.5), constants.scalar(node.dtype(), 1));
      case SQRT -> unary(JniUtils::sqrt);
      case TANH -> unary(JniUtils::tanh);
      case LOGISTIC -> unary(JniUtils::sigmoid);
      case SOFTPLUS -> softplus(node);
      case ERF -> unary(JniUtils::erf);
      case ERFINV -> unary(JniUtils::erfinv);
      case SIN -> unary(JniUtils::sin);
      case COS -> unary(JniUtils::cos);
      case LESS -> binary(JniUtils::lt);
      case EQUAL -> binary(JniUtils::eq);
      case AND -> binary(JniUtils::logicalAnd);
      case NOT -> unary(JniUtils::logicalNot);
      case SELECT -> in -> JniUtils.where(in[0], in[1], in[2]);
      case CAST -> cast(node, constants);
      case DOT -> binary(JniUtils::matmul);
      case CONV -> Convolutions.forward(node);
      case CONV_INPUT -> Convolutions.byInput(node, constants);
      case CONV_FILTER -> Convolutions.byFilter(node, constants);
      case CHECK -> check(node);
      default ->
          throw new BackendException(
              Problem.error(
                  "EBM-B002",
                  node.origin(),
                  "backend 'djl' cannot compute " + node,
                  "choose another backend"));
    };
  }

  private static Kernel unary(UnaryOperator<PtNDArray> function) {
    return in -> function.apply(in[0]);
  }

  private static Kernel binary(BinaryOperator<PtNDArray> function) {
    return in -> function.apply(in[0], in[1]);
  }

  private static Kernel softplus(Node node) {
    return unary(
        node.dtype() == DType.FLOAT32 ? JniUtils::softPlus : SpecialFunctions::preciseSoftplus);
  }

  private static Kernel cast(Node node, Constants constants) {
    if (node.dtype().isInteger() && node.input(0).dtype().isFloating()) {
      return SpecialFunctions.truncate(node.dtype(), constants);
    }
    DataType target = HostMemory.dataType(node.dtype());
    return unary(x -> JniUtils.to(x, target, Device.cpu()));
  }

  private static Kernel check(Node node) {
    return in -> {
      try (PtNDArray all = JniUtils.all(in[1])) {
        if (!HostMemory.isTrue(all)) {
          throw new BackendException(RunProblems.checkFailed(node));
        }
      }
      return Layout.alias(in[0]);
    };
  }
}
