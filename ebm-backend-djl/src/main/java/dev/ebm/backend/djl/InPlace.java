package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which operations may write their result over an operand: one that was computed in this program or
 * loop body, has the result's type, and is read by nobody afterwards, nor is any view of it.
 */
final class InPlace {

  /** The value whose memory a value shows. */
  private final Map<Node, Node> owners = new IdentityHashMap<>();

  /** The last operation that reads an owner's memory; none if it outlives the run. */
  private final Map<Node, Node> lastReaders = new IdentityHashMap<>();

  private InPlace() {}

  static InPlace of(Program program, Schedule schedule) {
    InPlace result = new InPlace();
    for (Node node : schedule.everyRun()) {
      result.owners.put(node, Views.isView(node) ? result.owner(node.input(0)) : node);
      node.inputs().forEach(operand -> result.lastReaders.put(result.owner(operand), node));
    }
    program.outputs().forEach(result::outlives);
    for (Node node : schedule.everyRun()) {
      // What a loop passes through is the result's memory too.
      if (node.op() == Op.LOOP) {
        node.inputs().forEach(result::outlives);
      }
    }
    return result;
  }

  private Node owner(Node node) {
    return owners.getOrDefault(node, node);
  }

  private void outlives(Node node) {
    lastReaders.remove(owner(node));
  }

  /** The operand that an operation may write over. */
  OptionalInt target(Node node) {
    int candidates =
        switch (node.op()) {
          case ADD, MUL -> 2;
          case SUB, DIV, NEG, FLOOR, EXP, LOG, LOG1P, EXPM1, SQRT, TANH -> 1;
          case LOGISTIC, ERF, ERFINV, SIN, COS -> 1;
          default -> 0;
        };
    for (int k = 0; k < candidates; k++) {
      if (mayWriteOver(node.input(k), node)) {
        return OptionalInt.of(k);
      }
    }
    return OptionalInt.empty();
  }

  private boolean mayWriteOver(Node operand, Node node) {
    List<Node> inputs = node.inputs();
    return owners.get(operand) == operand
        && operand.op() != Op.PROJECT
        && operand.type().equals(node.type())
        && lastReaders.get(operand) == node
        && inputs.stream().allMatch(other -> other == operand || owner(other) != operand);
  }
}
