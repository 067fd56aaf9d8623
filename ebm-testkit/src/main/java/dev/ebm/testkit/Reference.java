package dev.ebm.testkit;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a program means: one operation after the other, as given and not simplified, each computed
 * in doubles by the plainest loop and rounded once to the dtype of its result; integers are exact.
 * The oracle of {@link BackendContract}.
 */
public final class Reference {

  private final Set<Node> needed;
  private final Map<Node, TensorData> values = new IdentityHashMap<>();
  private final Map<Node, Map<Attribute, TensorData>> loops = new IdentityHashMap<>();

  private Reference(Set<Node> needed) {
    this.needed = needed;
  }

  /**
   * The outputs of a program.
   *
   * @param inputs one for each input, of its type
   * @throws BackendException EBM-B005 if an index is out of range, EBM-B007 if a check fails
   */
  public static List<TensorData> run(Program program, List<TensorData> inputs) {
    Map<Node, TensorData> values = run(program, inputs, program.outputs());
    return program.outputs().stream().map(values::get).toList();
  }

  /** The values of some nodes and of whatever they need, and no other. */
  static Map<Node, TensorData> run(
      Program program, List<TensorData> inputs, Collection<Node> wanted) {
    Reference run = new Reference(needed(program, wanted));
    for (int i = 0; i < inputs.size(); i++) {
      run.values.put(program.inputs().get(i), inputs.get(i));
    }
    for (Node node : program.nodes()) {
      if (run.needed.contains(node)) {
        run.evaluate(node);
      }
    }
    return run.values;
  }

  private static Set<Node> needed(Program program, Collection<Node> wanted) {
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(wanted);
    for (int n = program.nodes().size() - 1; n >= 0; n--) {
      Node node = program.nodes().get(n);
      if (needed.contains(node)) {
        boolean named = node.op() == Op.CUSTOM_DERIVATIVE; // further operands have no say in values
        needed.addAll(named ? List.of(node.input(0)) : node.inputs());
      }
    }
    return needed;
  }

  private void evaluate(Node node) {
    switch (node.op()) {
      case INPUT -> {}
      case LOOP -> loops.put(node, ReferenceLoop.run(node, operands(node), projections(node)));
      case PROJECT -> values.put(node, loops.get(node.input(0)).get(node.attribute()));
      case CONSTANT -> values.put(node, node.attribute(Attribute.Literal.class).data());
      case FOLD_KEY -> values.put(node, foldKey(node));
      case UNIFORM, NORMAL ->
          values.put(node, Philox.draw(node.op(), values.get(node.input(0)), node.type()));
      case STOP_GRADIENT, CUSTOM_DERIVATIVE -> values.put(node, values.get(node.input(0)));
      case CHECK -> values.put(node, check(node));
      default -> values.put(node, compute(node));
    }
  }

  private TensorData compute(Node node) {
    List<TensorData> in = operands(node);
    return switch (node.op().kind()) {
      case ELEMENTWISE -> ReferenceElements.compute(node, in);
      case REDUCTION -> ReferenceSums.reduce(node, in.get(0));
      case CONTRACTION -> ReferenceProducts.compute(node, in.get(0), in.get(1));
      default -> ReferenceMoves.compute(node, in);
    };
  }

  private List<TensorData> operands(Node node) {
    return node.inputs().stream().map(values::get).toList();
  }

  /** What the program reads of a loop. */
  private List<Attribute> projections(Node loop) {
    return needed.stream()
        .filter(node -> node.op() == Op.PROJECT && node.input(0) == loop)
        .map(Node::attribute)
        .distinct()
        .toList();
  }

  private TensorData foldKey(Node node) {
    List<TensorData> in = operands(node);
    return in.size() == 1
        ? Philox.fold(in.get(0), node.attribute(Attribute.Fold.class))
        : Philox.fold(in.get(0), in.get(1).ints()[0]);
  }

  private TensorData check(Node node) {
    for (boolean holds : values.get(node.input(1)).booleans()) {
      if (!holds) {
        throw new BackendException(RunProblems.checkFailed(node));
      }
    }
    return values.get(node.input(0));
  }
}
