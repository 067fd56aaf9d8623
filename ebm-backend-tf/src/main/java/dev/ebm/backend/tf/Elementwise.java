package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;

/** Element-wise operations. */
final class Elementwise {

  /** TensorFlow's element-wise kernels broadcast up to this many axes. */
  static final int MAX_BROADCAST_RANK = 5;

  private final Emitter emit;
  private final Map<Node, Output<?>> known;

  /**
   * For one graph.
   *
   * @param known what stands for the nodes lowered so far
   */
  Elementwise(Emitter emit, Map<Node, Output<?>> known) {
    this.emit = emit;
    this.known = known;
  }

  Output<?> lower(Node node) {
    return switch (node.op()) {
      case ADD -> join(node, "AddV2");
      case SUB -> join(node, "Sub");
      case MUL -> join(node, "Mul");
      case DIV -> join(node, "RealDiv");
      case MAXIMUM -> join(node, "Maximum");
      case LESS -> join(node, "Less");
      case EQUAL -> join(node, "Equal");
      case AND -> join(node, "LogicalAnd");
      case SELECT -> select(node);
      case NOT -> map(node, "LogicalNot");
      case NEG -> map(node, "Neg");
      case SIGN -> map(node, "Sign");
      case FLOOR -> map(node, "Floor");
      case EXP -> map(node, "Exp");
      case LOG -> map(node, "Log");
      case LOG1P -> map(node, "Log1p");
      case EXPM1 -> map(node, "Expm1");
      case SQRT -> map(node, "Sqrt");
      case TANH -> map(node, "Tanh");
      case LOGISTIC -> map(node, "Sigmoid");
      case ERF -> map(node, "Erf");
      case SIN -> map(node, "Sin");
      case COS -> map(node, "Cos");
      case SOFTPLUS -> softplus(node);
      case ERFINV -> InverseErf.of(node, known.get(node.input(0)), emit);
      case CAST -> emit.cast(node, known.get(node.input(0)), node.dtype());
      default -> throw new IllegalStateException("not element-wise: " + node);
    };
  }

  private Output<?> map(Node node, String type) {
    return emit.op(node, type, known.get(node.input(0)));
  }

  private Output<?> join(Node node, String type) {
    return emit.op(node, type, narrowOperands(node));
  }

  /**
   * SelectV2 counts axes even where nothing is broadcast, so tensors of high rank are flattened.
   */
  private Output<?> select(Node node) {
    if (node.shape().rank() <= MAX_BROADCAST_RANK) {
      return join(node, "SelectV2");
    }
    Output<?>[] flat =
        node.inputs().stream()
            .map(input -> emit.reshape(node, known.get(input), node.shape().size()))
            .toArray(Output<?>[]::new);
    return emit.reshape(node, emit.op(node, "SelectV2", flat), node.shape());
  }

  /**
   * max(x, 0) + log1p(e^-|x|): as a value (derivatives are taken before) it is within 2 ulp, where
   * TensorFlow's own Softplus is off by 7 ulp at its thresholds and takes 1.6 times as long.
   */
  private Output<?> softplus(Node node) {
    Output<?> x = known.get(node.input(0));
    TensorType scalar = new TensorType(node.dtype(), Shape.SCALAR);
    Output<?> zero = emit.constant(node, TensorData.zeros(scalar));
    Output<?> decay = emit.op(node, "Exp", emit.op(node, "Neg", emit.op(node, "Abs", x)));
    return emit.op(node, "AddV2", emit.op(node, "Maximum", x, zero), emit.op(node, "Log1p", decay));
  }

  /**
   * The operands before their broadcasts wherever the operation's own broadcasting does the same.
   */
  private Output<?>[] narrowOperands(Node node) {
    List<Node> narrow =
        node.inputs().stream().map(in -> in.op() == Op.BROADCAST ? in.input(0) : in).toList();
    boolean same =
        node.shape().rank() <= MAX_BROADCAST_RANK && broadcast(narrow).equals(node.shape());
    return (same ? narrow : node.inputs()).stream().map(known::get).toArray(Output<?>[]::new);
  }

  private static Shape broadcast(List<Node> operands) {
    int[] dims = operands.get(0).shape().dims();
    for (Node operand : operands) {
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = dims[axis] == 1 ? operand.shape().dim(axis) : dims[axis];
      }
    }
    return Shape.of(dims);
  }
}
