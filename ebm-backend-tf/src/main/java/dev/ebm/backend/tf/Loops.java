package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Signature;

/**
 * A loop as a StatelessWhile. A function of TensorFlow sees nothing from outside, so the iteration,
 * the carried values and the captured ones all are loop variables; the captured ones stay as they
 * are, which costs nothing.
 */
final class Loops {

  private Loops() {}

  /** Adds a loop; returns its carried values after the last iteration. */
  static List<Output<?>> add(Node loop, List<Output<?>> operands, Emitter emit) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    List<Output<?>> variables = new ArrayList<>(operands);
    variables.add(0, emit.integer(loop, 0));
    Map<String, Node> origins = emit.origins();
    try (ConcreteFunction condition = function(loop, origins, Loops::isBeforeEnd);
        ConcreteFunction body = function(loop, origins, Loops::iterate)) {
      var operation =
          emit.builder(loop, "StatelessWhile")
              .addInputList(variables.toArray(Output<?>[]::new))
              .setAttr("cond", condition)
              .setAttr("body", body)
              .build();
      List<Output<?>> carried = new ArrayList<>();
      for (int k = 0; k < spec.carried(); k++) {
        carried.add(operation.output(k + 1));
      }
      return carried;
    }
  }

  /** What a function computes from the loop's variables. */
  private interface Content {
    List<Output<?>> add(Node loop, List<Output<?>> variables, Emitter emit);
  }

  private static ConcreteFunction function(Node loop, Map<String, Node> origins, Content content) {
    try (Graph graph = new Graph()) {
      Emitter emit = new Emitter(graph, origins);
      String name = "loop_" + origins.size();
      Signature.Builder signature = Signature.builder(name);
      List<Output<?>> variables = new ArrayList<>();
      for (Node input : loop.attribute(Attribute.Loop.class).body().inputs()) {
        Output<?> variable = emit.placeholder(loop, input.type());
        signature.input("in" + variables.size(), variable);
        variables.add(variable);
      }
      List<Output<?>> results = content.add(loop, variables, emit);
      for (int k = 0; k < results.size(); k++) {
        signature.output("out" + k, results.get(k));
      }
      return ConcreteFunction.create(signature.build(), graph);
    }
  }

  private static List<Output<?>> isBeforeEnd(Node loop, List<Output<?>> variables, Emitter emit) {
    Output<?> count = emit.integer(loop, loop.attribute(Attribute.Loop.class).count());
    return List.of(emit.op(loop, "Less", variables.get(0), count));
  }

  private static List<Output<?>> iterate(Node loop, List<Output<?>> variables, Emitter emit) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    List<Output<?>> results = new ArrayList<>();
    results.add(emit.op(loop, "AddV2", variables.get(0), emit.integer(loop, 1)));
    results.addAll(Lowering.add(spec.body(), variables, emit));
    results.addAll(variables.subList(1 + spec.carried(), variables.size()));
    return results;
  }
}
