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
 * What a program reads of its loops. Simplified loops compute just that: histories become collected
 * values, and carried and collected values that nobody reads, as well as stacks and captured values
 * that the body does not use, are gone. Captured constants become the body's own.
 */
final class LoopResults {

  /**
   * The final carried values that are read, the collected values as outputs of the body, the
   * histories, and the carried values that any of these needs.
   */
  private record Read(
      Set<Integer> finals, Set<Integer> collected, Set<Integer> histories, Set<Integer> carried) {

    Read() {
      this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }
  }

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
    Read of = read.computeIfAbsent(loop, first -> new Read());
    if (projection.attribute() instanceof Attribute.History history) {
      of.histories.add(history.carried());
    } else {
      int index = projection.attribute(Attribute.Index.class).index();
      (index < carried(loop) ? of.finals : of.collected).add(index);
    }
  }

  /** Finds the carried values that what is read needs, iteration by iteration. */
  private void needCarried(Node loop) {
    Program body = loop.attribute(Attribute.Loop.class).body();
    Read of = read.get(loop);
    of.carried.addAll(of.finals);
    of.carried.addAll(of.histories);
    int before;
    do {
      before = of.carried.size();
      Set<Integer> outputs = new TreeSet<>(of.carried);
      outputs.addAll(of.collected);
      Set<Node> reached =
          new HashSet<>(Graph.topological(outputs.stream().map(body.outputs()::get).toList()));
      for (int k = 0; k < carried(loop); k++) {
        if (reached.contains(body.inputs().get(k + 1))) {
          of.carried.add(k);
        }
      }
    } while (of.carried.size() > before);
  }

  /** Simplifies a loop's body for what is read of it. */
  private List<Node> usedOperands(Node loop) {
    needCarried(loop);
    Read of = read.get(loop);
    Program body = loop.attribute(Attribute.Loop.class).body();
    List<Node> outputs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int k = 0; k < body.outputs().size(); k++) {
      if (of.carried.contains(k) || of.collected.contains(k)) {
        outputs.add(body.outputs().get(k));
        names.add(body.outputNames().get(k));
      }
    }
    for (int k : of.histories) {
      outputs.add(body.inputs().get(k + 1));
      names.add("history" + k);
    }
    Program simple = new Program(body.name(), body.inputs(), names, outputs).simplified();
    bodies.put(loop, simple);
    Set<Node> used = new HashSet<>(simple.nodes());
    List<Node> operands = new ArrayList<>();
    for (int k = 0; k < loop.inputs().size(); k++) {
      if (of.carried.contains(k) || k >= carried(loop) && used.contains(body.inputs().get(k + 1))) {
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
    Set<Integer> carried = read.get(loop).carried;
    Set<Node> used = new HashSet<>(simple.nodes());
    List<Node> inputs = new ArrayList<>(List.of(body.inputs().get(0)));
    List<Node> newOperands = new ArrayList<>();
    Map<Node, Node> first = new HashMap<>();
    Map<Node, Node> same = new IdentityHashMap<>();
    int scanned = 0;
    for (int k = 0; k < operands.size(); k++) {
      Node input = body.inputs().get(k + 1);
      boolean isScanned = k >= spec.carried() && k < spec.carried() + spec.scanned();
      if (k < spec.carried() ? !carried.contains(k) : !used.contains(input)) {
        continue;
      }
      if (k >= spec.carried() + spec.scanned()) {
        if (Simplifier.splatOf(operands.get(k)).isPresent()) {
          same.put(input, operands.get(k));
          continue;
        }
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
        new Attribute.Loop(spec.count(), carried.size(), scanned, spec.reverse(), finished),
        loop.type());
  }

  /** The projection of a simplified loop. */
  Node projected(Node projection, Node simplified) {
    Node loop = projection.input(0);
    Read of = read.get(loop);
    int index;
    if (projection.attribute() instanceof Attribute.History history) {
      index = of.carried.size() + of.collected.size() + position(of.histories, history.carried());
    } else {
      index = projection.attribute(Attribute.Index.class).index();
      index =
          index < carried(loop)
              ? position(of.carried, index)
              : of.carried.size() + position(of.collected, index);
    }
    return projection.with(List.of(simplified), new Attribute.Index(index), projection.type());
  }

  private static int position(Set<Integer> ascending, int value) {
    return new ArrayList<>(ascending).indexOf(value);
  }
}
