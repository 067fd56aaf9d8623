package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Signature;

/**
 * A loop as a StatelessWhile. A function of TensorFlow sees nothing from outside, so that
 * everything is a loop variable: the iteration, the loop's operands, and the stacks of collected
 * values, into which InplaceUpdate writes one entry after the other. That is safe, since nothing
 * else reads a stack before the loop's end, and takes no copies: TensorScatterUpdate copies the
 * whole stack in every iteration.
 */
final class Loops {

  private final Node loop;
  private final Attribute.Loop spec;
  private final Structure structure;
  private final Emitter emit;

  private Loops(Node loop, Emitter emit) {
    this.loop = loop;
    this.spec = loop.attribute(Attribute.Loop.class);
    this.structure = new Structure(emit);
    this.emit = emit;
  }

  /** Adds a loop; returns its results in the order in which projections count them. */
  static List<Output<?>> add(Node loop, List<Output<?>> operands, Emitter emit) {
    return new Loops(loop, emit).add(operands);
  }

  private List<Output<?>> add(List<Output<?>> operands) {
    List<Output<?>> variables = new ArrayList<>();
    variables.add(emit.integer(loop, spec.iteration(0)));
    variables.addAll(operands);
    for (Node collected : collected()) {
      variables.add(emit.uninitialised(loop, stackOf(collected)));
    }
    Map<String, Node> origins = emit.origins();
    try (ConcreteFunction condition = function(origins, Loops::isBeforeEnd);
        ConcreteFunction body = function(origins, Loops::iterate)) {
      var operation =
          emit.builder(loop, "StatelessWhile")
              .addInputList(variables.toArray(Output<?>[]::new))
              .setAttr("cond", condition)
              .setAttr("body", body)
              .build();
      List<Output<?>> results = new ArrayList<>();
      for (int k = 0; k < spec.carried(); k++) {
        results.add(operation.output(1 + k));
      }
      for (int k = 1 + operands.size(); k < variables.size(); k++) {
        results.add(operation.output(k));
      }
      return results;
    }
  }

  private List<Node> collected() {
    return spec.body().outputs().subList(spec.carried(), spec.body().outputs().size());
  }

  private TensorType stackOf(Node entry) {
    return new TensorType(entry.dtype(), entry.shape().prepend(spec.count()));
  }

  /** What a function computes from the loop's variables. */
  private interface Content {
    List<Output<?>> add(Loops inside, List<Output<?>> variables);
  }

  private ConcreteFunction function(Map<String, Node> origins, Content content) {
    try (Graph graph = new Graph()) {
      Emitter inside = new Emitter(graph, origins);
      Signature.Builder signature = Signature.builder("loop_" + origins.size());
      List<Output<?>> variables = new ArrayList<>();
      variables.add(inside.placeholder(loop, spec.body().inputs().get(0).type()));
      loop.inputs().forEach(in -> variables.add(inside.placeholder(loop, in.type())));
      for (Node collected : collected()) {
        variables.add(inside.placeholder(loop, stackOf(collected)));
      }
      for (int k = 0; k < variables.size(); k++) {
        signature.input("in" + k, variables.get(k));
      }
      List<Output<?>> results = content.add(new Loops(loop, inside), variables);
      for (int k = 0; k < results.size(); k++) {
        signature.output("out" + k, results.get(k));
      }
      return ConcreteFunction.create(signature.build(), graph);
    }
  }

  private List<Output<?>> isBeforeEnd(List<Output<?>> variables) {
    Output<?> end = emit.integer(loop, spec.iteration(spec.count()));
    return List.of(emit.op(loop, spec.reverse() ? "Greater" : "Less", variables.get(0), end));
  }

  private List<Output<?>> iterate(List<Output<?>> variables) {
    Output<?> iteration = variables.get(0);
    Output<?> entry = emit.reshape(loop, iteration, 1);
    List<Output<?>> arguments = new ArrayList<>(variables.subList(0, 1 + loop.inputs().size()));
    for (int k = 0; k < spec.scanned(); k++) {
      int at = 1 + spec.carried() + k;
      Shape shape = spec.body().inputs().get(at).shape();
      arguments.set(at, structure.entry(loop, variables.get(at), entry, spec.count(), shape));
    }
    List<Output<?>> values = Lowering.add(spec.body(), arguments, emit);

    List<Output<?>> results = new ArrayList<>();
    results.add(emit.op(loop, "AddV2", iteration, emit.integer(loop, spec.reverse() ? -1 : 1)));
    results.addAll(values.subList(0, spec.carried()));
    results.addAll(variables.subList(1 + spec.carried(), 1 + loop.inputs().size()));
    for (int k = 0; k < spec.collected(); k++) {
      Output<?> stack = variables.get(1 + loop.inputs().size() + k);
      Shape shape = collected().get(k).shape().prepend(1);
      Output<?> value = emit.reshape(loop, values.get(spec.carried() + k), shape);
      results.add(emit.op(loop, "InplaceUpdate", stack, entry, value));
    }
    return results;
  }
}
