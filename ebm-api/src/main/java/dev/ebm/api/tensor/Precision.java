package dev.ebm.api.tensor;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Changes the precision of every floating value of a program. */
final class Precision {

  private Precision() {}

  static Program convert(Program program, DType floating) {
    if (!floating.isFloating()) {
      throw new IllegalArgumentException(floating + " is not a floating dtype");
    }
    Map<Node, Node> known = new IdentityHashMap<>();
    List<Node> inputs =
        program.inputs().stream().map(input -> convert(input, List.of(), floating)).toList();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(program.inputs().get(i), inputs.get(i));
    }
    List<Node> outputs =
        Graph.rewrite(
            program.outputs(), known, (node, operands) -> convert(node, operands, floating));
    return program.with(inputs, outputs);
  }

  private static Node convert(Node node, List<Node> operands, DType floating) {
    TensorType type =
        node.dtype().isFloating() ? new TensorType(floating, node.shape()) : node.type();
    if (node.op() == Op.CAST && operands.get(0).dtype() == type.dtype()) {
      return operands.get(0);
    }
    Attribute attribute = node.attribute();
    if (attribute instanceof Attribute.Literal literal && node.dtype().isFloating()) {
      TensorData held = TensorData.fromDoubles(type, literal.written().toDoubles());
      attribute = new Attribute.Literal(held, literal.written());
    } else if (attribute instanceof Attribute.Loop loop) {
      attribute = loop.with(convert(loop.body(), floating));
    }
    return node.with(operands, attribute, type);
  }
}
