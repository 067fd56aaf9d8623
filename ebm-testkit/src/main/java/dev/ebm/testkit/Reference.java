package dev.ebm.testkit;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program means: one operation after the other, as given and not simplified, each computed
 * in doubles by the plainest loop and rounded once to the dtype of its result. The oracle of {@link
 * BackendContract}.
 */
public final class Reference {

  private final Map<Node, TensorData> values = new IdentityHashMap<>();
  private final Map<Node, List<TensorData>> loops = new IdentityHashMap<>();

  private Reference() {}

  /**
   * The outputs of a program.
   *
   * @param inputs one for each input, of its type
   * @throws dev.ebm.api.error.BackendException EBM-B005 if an index is out of range
   */
  public static List<TensorData> run(Program program, List<TensorData> inputs) {
    Reference run = new Reference();
    for (int i = 0; i < inputs.size(); i++) {
      run.values.put(program.inputs().get(i), inputs.get(i));
    }
    for (Node node : program.nodes()) {
      run.evaluate(node);
    }
    return program.outputs().stream().map(run.values::get).toList();
  }

  private void evaluate(Node node) {
    switch (node.op()) {
      case INPUT -> {}
      case LOOP -> loops.put(node, iterate(node));
      case PROJECT ->
          values.put(
              node, loops.get(node.input(0)).get(node.attribute(Attribute.Index.class).index()));
      case CONSTANT -> values.put(node, node.attribute(Attribute.Literal.class).data());
      case FOLD_KEY -> values.put(node, foldKey(node));
      case UNIFORM, NORMAL ->
          values.put(node, Philox.draw(node.op(), values.get(node.input(0)), node.type()));
      default -> values.put(node, TensorData.fromDoubles(node.type(), compute(node)));
    }
  }

  private double[] compute(Node node) {
    List<TensorData> in = operands(node);
    return switch (node.op().kind()) {
      case ELEMENTWISE -> ReferenceElements.compute(node, in);
      case REDUCTION, CONTRACTION -> ReferenceSums.compute(node, in);
      default -> ReferenceMoves.compute(node, in);
    };
  }

  private List<TensorData> operands(Node node) {
    return node.inputs().stream().map(values::get).toList();
  }

  private TensorData foldKey(Node node) {
    List<TensorData> in = operands(node);
    return in.size() == 1
        ? Philox.fold(in.get(0), node.attribute(Attribute.Fold.class))
        : Philox.fold(in.get(0), in.get(1).ints()[0]);
  }

  private List<TensorData> iterate(Node loop) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    List<TensorData> operands = operands(loop);
    List<TensorData> captured = operands.subList(spec.carried(), operands.size());
    List<TensorData> carried = operands.subList(0, spec.carried());
    for (int i = 0; i < spec.count(); i++) {
      List<TensorData> inputs = new ArrayList<>();
      inputs.add(TensorData.scalar(i));
      inputs.addAll(carried);
      inputs.addAll(captured);
      carried = run(spec.body(), inputs);
    }
    return carried;
  }
}
