package dev.ebm.backend.tf;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;

/**
 * Adds operations to one TensorFlow graph. Every operation's name leads back to the node that it is
 * made for, so that a failure in TensorFlow can be told in the author's terms.
 */
final class Emitter {

  private final Graph graph;
  private final Map<String, Node> origins;
  private final Map<List<Integer>, Output<?>> vectors = new HashMap<>();

  /**
   * Starts at a graph's end.
   *
   * @param origins the node behind each operation's name, shared by a program's graph and the
   *     graphs of its loops' bodies
   */
  Emitter(Graph graph, Map<String, Node> origins) {
    this.graph = graph;
    this.origins = origins;
  }

  /** The node behind each operation's name. */
  Map<String, Node> origins() {
    return origins;
  }

  /** An operation without attributes. */
  Output<?> op(Node node, String type, Output<?>... operands) {
    return op(node, type, builder -> builder, operands);
  }

  /** An operation of one result. */
  Output<?> op(
      Node node, String type, UnaryOperator<OperationBuilder> attributes, Output<?>... operands) {
    OperationBuilder builder = builder(node, type);
    for (Output<?> operand : operands) {
      builder.addInput(operand);
    }
    return attributes.apply(builder).build().output(0);
  }

  /** An operation to be completed. */
  OperationBuilder builder(Node node, String type) {
    String name = type + "_" + origins.size();
    origins.put(name, node);
    return graph.opBuilder(type, name, graph.baseScope());
  }

  /** What a run or a call fills in. */
  Output<?> placeholder(Node node, TensorType type) {
    return op(
        node,
        "Placeholder",
        b ->
            b.setAttr("dtype", Transfer.dataType(type.dtype()))
                .setAttr("shape", Transfer.shape(type)));
  }

  /** Memory of this graph's own, new in every run, which holds anything. */
  Output<?> uninitialised(Node node, TensorType type) {
    return op(
        node,
        "Empty",
        b -> b.setAttr("dtype", Transfer.dataType(type.dtype())),
        vector(node, type.shape().dims()));
  }

  /** A literal. */
  Output<?> constant(Node node, TensorData data) {
    DType dtype = data.type().dtype();
    try (Tensor tensor = Transfer.toTensor(data)) {
      return op(
          node,
          "Const",
          b -> b.setAttr("dtype", Transfer.dataType(dtype)).setAttr("value", tensor));
    }
  }

  /** An int32 scalar. */
  Output<?> integer(Node node, int value) {
    return constant(node, TensorData.scalar(value));
  }

  /** An int32 vector such as a shape, an axis list or a permutation; made once a graph. */
  Output<?> vector(Node node, int... values) {
    return vectors.computeIfAbsent(
        Arrays.stream(values).boxed().toList(),
        key -> constant(node, TensorData.of(values, values.length)));
  }

  /** The same values as another dtype. */
  Output<?> cast(Node node, Output<?> x, DType dtype) {
    return op(node, "Cast", b -> b.setAttr("DstT", Transfer.dataType(dtype)), x);
  }

  /** Tensors joined along an axis. TensorFlow joins two or more. */
  Output<?> concat(Node node, int axis, Output<?>... parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    return builder(node, "ConcatV2")
        .addInputList(parts)
        .addInput(integer(node, axis))
        .build()
        .output(0);
  }

  /** Permuted axes. */
  Output<?> transpose(Node node, Output<?> x, int... axes) {
    return op(node, "Transpose", x, vector(node, axes));
  }

  /** The same elements under another shape. */
  Output<?> reshape(Node node, Output<?> x, int... dims) {
    return op(node, "Reshape", x, vector(node, dims));
  }

  /** The same elements under another shape. */
  Output<?> reshape(Node node, Output<?> x, Shape shape) {
    return reshape(node, x, shape.dims());
  }
}
