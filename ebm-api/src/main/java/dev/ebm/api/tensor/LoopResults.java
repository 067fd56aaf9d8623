package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a program reads of its loops. Simplified loops collect just that: histories become collected
 * values, and collected values that nobody reads, as well as stacks and captured values that the
 * body does not use, are gone.
 */
final class LoopResults {

  /** The collected values that are read: outputs of the body, then histories. */
  private record Read(Set<Integer> collected, Set<Integer> histories) {}

  private final Map<Node, Read> read = new IdentityHashMap<>();
  private final Map<Node, Program> bodies = new IdentityHashMap<>();
  private final Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Goes from the results to what they need, so that a loop's readers come before the loop. */
  LoopResults(Program program) {
    needed.addAll(program.outputs());
    for (int n = program.nodes().size() - 1; n >= 0; n--) {
      Node node = program.nodes().get(n);
      if (!needed.contains(node)) {
        continue;
      }
      switch (node.op()) {
        case PROJECT -> {
          read(node);
          needed.add(node.input(0));
        }
        case LOOP -> needed.addAll(usedOperands(node));
        case CUSTOM_DERIVATIVE -> needed.add(node.input(0));
        default -> needed.addAll(node.inputs());
      }
    }
  }

  private void read(Node projection) {
    Node loop = projection.input(0);
    Read of = read.computeIfAbsent(loop, first -> new Read(new TreeSet<>(), new TreeSet<>()));
    if (projection.attribute() instanceof Attribute.History history) {
      of.histories.add(history.carried());
    } else if (projection.attribute(Attribute.Index.class).index() >= carried(loop)) {
      of.collected.add(projection.attribute(Attribute.Index.class).index());
    }
  }

  /** Simplifies a loop's body for what is read of it. */
  private List<Node> usedOperands(Node loop) {
    Program body = loop.attribute(Attribute.Loop.class).body();
    List<Node> outputs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int k = 0; k < body.outputs().size(); k++) {
      if (k < carried(loop) || read.get(loop).collected.contains(k)) {
        outputs.add(body.outputs().get(k));
        names.add(body.outputNames().get(k));
      }
    }
    for (int k : read.get(loop).histories) {
      outputs.add(body.inputs().get(k + 1));
      names.add("history" + k);
    }
    Program simple = new Program(body.name(), body.inputs(), names, outputs).simplified();
    bodies.put(loop, simple);
    Set<Node> used = new HashSet<>(simple.nodes());
    List<Node> operands = new ArrayList<>(loop.inputs().subList(0, carried(loop)));
    for (int k = carried(loop); k < loop.inputs().size(); k++) {
      if (used.contains(body.inputs().get(k + 1))) {
        operands.add(loop.input(k));
      }
    }
    return operands;
  }

  /** Whether a result of the program needs a value. */
  boolean need(Node node) {
    return needed.contains(node);
  }

  private static int carried(Node loop) {
    return loop.attribute(Attribute.Loop.class).carried();
  }

  /** The loop on rebuilt operands, with a simplified body. */
  Node simplified(Node loop, List<Node> operands) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    Program body = spec.body();
    Program simple = bodies.get(loop);
    Set<Node> used = new HashSet<>(simple.nodes());
    List<Node> inputs = new ArrayList<>(List.of(body.inputs().get(0)));
    List<Node> newOperands = new ArrayList<>();
    Map<Node, Node> first = new HashMap<>();
    Map<Node, Node> same = new IdentityHashMap<>();
    int scanned = 0;
    for (int k = 0; k < operands.size(); k++) {
      Node input = body.inputs().get(k + 1);
      boolean isScanned = k >= spec.carried() && k < spec.carried() + spec.scanned();
      if (k >= spec.carried() && !used.contains(input)) {
        continue;
      }
      if (k >= spec.carried() + spec.scanned()) {
        Node earlier = first.putIfAbsent(operands.get(k), input);
        if (earlier != null) {
          same.put(input, earlier);
          continue;
        }
      }
      scanned += isScanned ? 1 : 0;
      inputs.add(input);
      newOperands.add(operands.get(k));
    }
    Program finished =
        same.isEmpty()
            ? simple.with(inputs, simple.outputs())
            : simple
                .with(inputs, Graph.rewrite(simple.outputs(), same, Graph::onInputs))
                .simplified();
    return loop.with(
        newOperands,
        new Attribute.Loop(spec.count(), spec.carried(), scanned, spec.reverse(), finished),
        loop.type());
  }

  /** The projection of a simplified loop. */
  Node projected(Node projection, Node simplified) {
    Node loop = projection.input(0);
    Read of = read.get(loop);
    int index;
    if (projection.attribute() instanceof Attribute.History history) {
      index = carried(loop) + of.collected.size() + position(of.histories, history.carried());
    } else {
      index = projection.attribute(Attribute.Index.class).index();
      if (index >= carried(loop)) {
        index = carried(loop) + position(of.collected, index);
      }
    }
    return projection.with(List.of(simplified), new Attribute.Index(index), projection.type());
  }

  private static int position(Set<Integer> ascending, int value) {
    return new ArrayList<>(ascending).indexOf(value);
  }
}
