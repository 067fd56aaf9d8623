package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Traces the bodies of loops. */
final class Loops {

  private Loops() {}

  static Tensors.Scanned trace(
      int count,
      boolean reverse,
      List<Tensor> initial,
      List<Tensor> stacks,
      Tensors.ScanBody body) {
    if (count < 0) {
      throw SourceLine.fail("EBM-T006", "a loop of " + count + " iterations", "0 or more");
    }
    List<Node> own = new ArrayList<>();
    own.add(Nodes.input("i", new TensorType(DType.INT32, Shape.SCALAR)));
    List<Tensor> carried = new ArrayList<>();
    for (Tensor value : initial) {
      carried.add(new Tensor(declare(own, "carry" + carried.size(), value.type())));
    }
    List<Tensor> entries = new ArrayList<>();
    for (Tensor stack : stacks) {
      entries.add(new Tensor(declare(own, "entry" + entries.size(), entryType(stack, count))));
    }
    Tensors.ScanStep step = body.step(new Tensor(own.get(0)), carried, entries);
    checkTypes(carried, step.carried());
    List<Node> results = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Tensor value : step.carried()) {
      names.add("carry" + results.size());
      results.add(value.node());
    }
    for (Tensor value : step.collected()) {
      names.add("collect" + (results.size() - carried.size()));
      results.add(value.node());
    }

    List<Node> captured = captured(own, results);
    Map<Node, Node> known = new IdentityHashMap<>();
    own.forEach(node -> known.put(node, node));
    List<Node> inputs = new ArrayList<>(own);
    for (Node outer : captured) {
      known.put(outer, declare(inputs, "capture" + (inputs.size() - own.size()), outer.type()));
    }
    Program program =
        new Program("body", inputs, names, Graph.rewrite(results, known, Graph::onInputs));

    List<Node> operands = new ArrayList<>();
    initial.forEach(value -> operands.add(value.node()));
    stacks.forEach(stack -> operands.add(stack.node()));
    operands.addAll(captured);
    Attribute.Loop attribute =
        new Attribute.Loop(count, initial.size(), stacks.size(), reverse, program);
    Node loop = Node.of(Op.LOOP, operands, attribute, new TensorType(DType.BOOL, Shape.SCALAR));
    List<Tensor> projections = new ArrayList<>();
    for (int index = 0; index < results.size(); index++) {
      projections.add(new Tensor(Nodes.project(loop, index)));
    }
    return new Tensors.Scanned(
        projections.subList(0, initial.size()),
        projections.subList(initial.size(), projections.size()));
  }

  private static Node declare(List<Node> inputs, String name, TensorType type) {
    Node input = Nodes.input(name, type);
    inputs.add(input);
    return input;
  }

  private static TensorType entryType(Tensor stack, int count) {
    if (stack.rank() == 0 || stack.dim(0) != count) {
      throw SourceLine.fail(
          "EBM-T006",
          "a loop of %d iterations over a stack %s".formatted(count, stack.type()),
          "a stack has one entry for each iteration: [%d, ...]".formatted(count));
    }
    return new TensorType(stack.dtype(), stack.shape().range(1, stack.rank()));
  }

  /** What the body uses and does not make. */
  private static List<Node> captured(List<Node> own, List<Node> results) {
    List<Node> order = Graph.topological(results);
    Set<Node> inside = Graph.dependents(order, own);
    Set<Node> captured = new LinkedHashSet<>();
    for (Node node : order) {
      if (inside.contains(node)) {
        node.inputs().stream().filter(in -> !inside.contains(in)).forEach(captured::add);
      }
    }
    results.stream().filter(result -> !inside.contains(result)).forEach(captured::add);
    return List.copyOf(captured);
  }

  private static void checkTypes(List<Tensor> carried, List<Tensor> results) {
    if (carried.size() != results.size()) {
      throw SourceLine.fail(
          "EBM-T006",
          "the loop's body takes %d values and returns %d"
              .formatted(carried.size(), results.size()),
          "it returns the carried values, in order");
    }
    for (int k = 0; k < carried.size(); k++) {
      if (!carried.get(k).type().equals(results.get(k).type())) {
        throw SourceLine.fail(
            "EBM-T006",
            "the loop's body takes %s as value %d and returns %s"
                .formatted(carried.get(k).type(), k, results.get(k).type()),
            "types stay the same over iterations");
      }
    }
  }
}
