package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Which values may share memory. */
final class Views {

  private Views() {}

  /** Whether PyTorch may give the first operand's memory to the result. */
  static boolean isView(Node node) {
    return switch (node.op()) {
      case RESHAPE, TRANSPOSE, BROADCAST, SLICE, PAD, CHECK -> true;
      case CAST -> node.dtype() == node.input(0).dtype();
      default -> false;
    };
  }

  /** The inputs of a program or body whose memory a value of it may show. */
  static Set<Node> inputsOf(Node value) {
    Node shown = value;
    while (isView(shown)) {
      shown = shown.input(0);
    }
    Set<Node> inputs = Collections.newSetFromMap(new IdentityHashMap<>());
    if (shown.op() == Op.INPUT) {
      inputs.add(shown);
    } else if (shown.op() == Op.PROJECT) {
      addInputsOfCarried(shown.input(0), shown.attribute(Attribute.Index.class).index(), inputs);
    }
    return inputs;
  }

  /** A carried value may be what any iteration passed on; collected values are copies. */
  private static void addInputsOfCarried(Node loop, int index, Set<Node> inputs) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    List<Node> bodyInputs = spec.body().inputs();
    Deque<Integer> open = new ArrayDeque<>();
    Set<Integer> seen = new HashSet<>();
    if (index < spec.carried()) {
      open.add(index);
    }
    while (!open.isEmpty()) {
      int operand = open.remove();
      if (seen.add(operand)) {
        inputs.addAll(inputsOf(loop.input(operand)));
        if (operand < spec.carried()) {
          for (Node passed : inputsOf(spec.body().outputs().get(operand))) {
            int position = bodyInputs.indexOf(passed);
            if (position > 0) {
              open.add(position - 1);
            }
          }
        }
      }
    }
  }
}
