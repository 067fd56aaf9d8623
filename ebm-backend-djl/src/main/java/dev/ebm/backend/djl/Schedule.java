package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The operations that the results of a program, or of a loop's body, need; operands first.
 *
 * @param once those that depend on no input, and are computed once for all runs
 * @param everyRun the others
 */
record Schedule(List<Node> once, List<Node> everyRun) {

  static Schedule of(Program program) {
    Set<Node> fixed = nodes();
    for (Node node : program.nodes()) {
      if (isFixed(node, fixed)) {
        fixed.add(node);
      }
    }
    Set<Node> needed = needed(program, fixed);
    List<Node> once = new ArrayList<>();
    List<Node> everyRun = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (fixed.contains(node)) {
        once.add(node);
      } else if (needed.contains(node) && node.op() != Op.INPUT) {
        everyRun.add(node);
      }
    }
    return new Schedule(List.copyOf(once), List.copyOf(everyRun));
  }

  /** What can fail is left to the run, which reports it. */
  private static boolean isFixed(Node node, Set<Node> fixed) {
    return switch (node.op()) {
      case CONSTANT, IOTA -> true;
      case INPUT, LOOP, PROJECT, GATHER, SCATTER_ADD, CHECK, FOLD_KEY, UNIFORM, NORMAL -> false;
      default -> fixed.containsAll(node.inputs());
    };
  }

  private static Set<Node> needed(Program program, Set<Node> fixed) {
    Set<Node> needed = nodes();
    needed.addAll(program.outputs());
    List<Node> order = new ArrayList<>(program.nodes());
    Collections.reverse(order);
    for (Node node : order) {
      if (needed.contains(node) && !fixed.contains(node)) {
        needed.addAll(node.inputs());
      }
    }
    return needed;
  }

  private static Set<Node> nodes() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
