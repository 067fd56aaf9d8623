package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Traces loop bodies and unrolls loops. */
final class Loops {

  /** Above this many operations an unrolled loop is more likely a mistake than a wish. */
  private static final int MAX_UNROLLED_NODES = 200_000;

  private Loops() {}

  static List<Tensor> trace(int count, List<Tensor> initial, Tensors.LoopBody body) {
    if (count < 0) {
      throw SourceLine.fail("EBM-T006", "a loop of " + count + " iterations", "0 or more");
    }
    Node iteration = Nodes.input("i", new TensorType(DType.INT32, Shape.SCALAR));
    List<Node> carried = new ArrayList<>();
    for (int k = 0; k < initial.size(); k++) {
      carried.add(Nodes.input("carry" + k, initial.get(k).type()));
    }
    List<Node> results =
        body.step(new Tensor(iteration), carried.stream().map(Tensor::new).toList()).stream()
            .map(Tensor::node)
            .toList();
    checkTypes(carried, results);

    List<Node> own = new ArrayList<>(carried);
    own.add(0, iteration);
    List<Node> order = Graph.topological(results);
    Set<Node> inside = Graph.dependents(order, own);
    Set<Node> captured = new LinkedHashSet<>();
    for (Node node : order) {
      if (inside.contains(node)) {
        node.inputs().stream().filter(in -> isOutside(in, inside)).forEach(captured::add);
      }
    }
    results.stream().filter(result -> isOutside(result, inside)).forEach(captured::add);

    Map<Node, Node> known = new IdentityHashMap<>();
    List<Node> inputs = new ArrayList<>(own);
    own.forEach(node -> known.put(node, node));
    for (Node outer : captured) {
      Node inner = Nodes.input("capture" + (inputs.size() - own.size()), outer.type());
      known.put(outer, inner);
      inputs.add(inner);
    }
    List<Node> bodyResults = Graph.rewrite(results, known, Graph::onInputs);
    List<String> names = carried.stream().map(node -> node.attribute().toString()).toList();
    Program program = new Program("body", inputs, names, bodyResults);

    List<Node> operands = new ArrayList<>(initial.stream().map(Tensor::node).toList());
    operands.addAll(captured);
    Node loop =
        Node.of(
            Op.LOOP,
            operands,
            new Attribute.Loop(count, carried.size(), program),
            new TensorType(DType.BOOL, Shape.SCALAR));
    List<Tensor> outputs = new ArrayList<>();
    for (int k = 0; k < carried.size(); k++) {
      outputs.add(new Tensor(Nodes.project(loop, k)));
    }
    return outputs;
  }

  /** Repeated scalar constants are copied into the body instead of being passed to it. */
  private static boolean isOutside(Node node, Set<Node> inside) {
    return !inside.contains(node) && Simplifier.splatOf(node).isEmpty();
  }

  private static void checkTypes(List<Node> carried, List<Node> results) {
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

  /**
   * The graph with the given loops replaced by copies of their bodies.
   *
   * @param known is filled with what became of every node
   */
  static List<Node> unroll(List<Node> roots, Set<Node> loops, Map<Node, Node> known) {
    loops.forEach(Loops::checkSize);
    Map<Node, List<Node>> results = new IdentityHashMap<>();
    return Graph.rewrite(
        roots,
        known,
        (node, inputs) -> {
          if (loops.contains(node)) {
            results.put(node, iterate(node, inputs));
            return node;
          }
          if (node.op() == Op.PROJECT && loops.contains(node.input(0))) {
            int index = node.attribute(Attribute.Index.class).index();
            return results.get(node.input(0)).get(index);
          }
          return Graph.onInputs(node, inputs);
        });
  }

  private static void checkSize(Node loop) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    double size = unrolledSize(spec.body());
    if (spec.count() * size > MAX_UNROLLED_NODES) {
      throw SourceLine.fail(
          "EBM-T007",
          "the derivative passes through the loop made at %s, whose %d iterations of %.0f operations"
                  .formatted(loop.origin(), spec.count(), size)
              + " are too many to unroll",
          "end a sampler's result with stopGradient(), or iterate less");
    }
  }

  /** The operations of a program whose loops are unrolled. */
  private static double unrolledSize(Program program) {
    double size = 0;
    for (Node node : program.nodes()) {
      size +=
          node.attribute() instanceof Attribute.Loop loop
              ? loop.count() * unrolledSize(loop.body())
              : 1;
    }
    return size;
  }

  private static List<Node> iterate(Node loop, List<Node> operands) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    Program body = spec.body();
    List<Node> carried = new ArrayList<>(operands.subList(0, spec.carried()));
    for (int i = 0; i < spec.count(); i++) {
      Map<Node, Node> known = new IdentityHashMap<>();
      known.put(body.inputs().get(0), Nodes.scalar(DType.INT32, i));
      for (int k = 0; k < operands.size(); k++) {
        known.put(body.inputs().get(k + 1), k < spec.carried() ? carried.get(k) : operands.get(k));
      }
      carried = new ArrayList<>(Graph.rewrite(body.outputs(), known, Graph::onInputs));
    }
    return carried;
  }
}
