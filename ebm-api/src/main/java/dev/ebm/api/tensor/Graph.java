package dev.ebm.api.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Walks over graphs of nodes; never recursive, since unrolled graphs are deep. */
final class Graph {

  private Graph() {}

  /** All nodes that the roots need, operands first, in an order that the roots alone determine. */
  static List<Node> topological(Collection<Node> roots) {
    List<Node> order = new ArrayList<>();
    Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Node> stack = new ArrayDeque<>();
    for (Node root : roots) {
      stack.push(root);
      while (!stack.isEmpty()) {
        Node node = stack.peek();
        if (done.contains(node)) {
          stack.pop();
          continue;
        }
        boolean ready = true;
        List<Node> inputs = node.inputs();
        for (int i = inputs.size() - 1; i >= 0; i--) {
          if (!done.contains(inputs.get(i))) {
            stack.push(inputs.get(i));
            ready = false;
          }
        }
        if (ready) {
          stack.pop();
          done.add(node);
          order.add(node);
        }
      }
    }
    return order;
  }

  /** The nodes of an operands-first order that depend on any of the sources, which count too. */
  static Set<Node> dependents(List<Node> order, Collection<Node> sources) {
    Set<Node> result = Collections.newSetFromMap(new IdentityHashMap<>());
    result.addAll(sources);
    for (Node node : order) {
      for (Node input : node.inputs()) {
        if (result.contains(input)) {
          result.add(node);
          break;
        }
      }
    }
    return result;
  }

  /**
   * Rebuilds graphs. Nodes that {@code known} maps already are taken from there; every other node
   * is given to {@code rebuild} with its rebuilt operands.
   *
   * @return the rebuilt roots; {@code known} is filled with every visited node
   */
  static List<Node> rewrite(
      Collection<Node> roots, Map<Node, Node> known, BiFunction<Node, List<Node>, Node> rebuild) {
    for (Node node : topological(roots)) {
      if (!known.containsKey(node)) {
        List<Node> inputs = new ArrayList<>(node.inputs().size());
        for (Node input : node.inputs()) {
          inputs.add(known.get(input));
        }
        known.put(node, rebuild.apply(node, inputs));
      }
    }
    return roots.stream().map(known::get).toList();
  }

  /** The node itself if its operands did not change, else a copy on the new ones. */
  static Node onInputs(Node node, List<Node> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) != node.input(i)) {
        return node.with(inputs, node.attribute(), node.type());
      }
    }
    return node;
  }
}
