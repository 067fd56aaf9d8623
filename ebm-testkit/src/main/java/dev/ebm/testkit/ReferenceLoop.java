package dev.ebm.testkit;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The loops of {@link Reference}. */
final class ReferenceLoop {

  private ReferenceLoop() {}

  /** The projections of a loop that are asked for: what it carries, collects and started with. */
  static Map<Attribute, TensorData> run(
      Node loop, List<TensorData> operands, List<Attribute> projections) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    Program body = spec.body();
    int own = spec.carried() + spec.scanned();
    List<Node> wanted = new ArrayList<>(body.outputs().subList(0, spec.carried()));
    Map<Attribute, Elements> stacks = new HashMap<>();
    for (Attribute projection : projections) {
      if (projection instanceof Attribute.History history) {
        stacks.put(projection, stack(spec, operands.get(history.carried()).type()));
      } else if (index(projection) >= spec.carried()) {
        wanted.add(body.outputs().get(index(projection)));
        stacks.put(projection, stack(spec, body.outputs().get(index(projection)).type()));
      }
    }
    List<TensorData> carried = operands.subList(0, spec.carried());
    for (int step = 0; step < spec.count(); step++) {
      int i = spec.iteration(step);
      List<TensorData> inputs = new ArrayList<>(List.of(TensorData.scalar(i)));
      inputs.addAll(carried);
      operands.subList(spec.carried(), own).forEach(stack -> inputs.add(row(stack, i)));
      inputs.addAll(operands.subList(own, operands.size()));
      Map<Node, TensorData> values = Reference.run(body, inputs, wanted);
      for (Map.Entry<Attribute, Elements> entry : stacks.entrySet()) {
        TensorData row =
            entry.getKey() instanceof Attribute.History history
                ? carried.get(history.carried())
                : values.get(body.outputs().get(index(entry.getKey())));
        int size = row.shape().size();
        for (int k = 0; k < size; k++) {
          entry.getValue().copy(i * size + k, row, k);
        }
      }
      carried = body.outputs().subList(0, spec.carried()).stream().map(values::get).toList();
    }
    Map<Attribute, TensorData> results = new HashMap<>();
    stacks.forEach((projection, elements) -> results.put(projection, elements.toData()));
    for (int k = 0; k < spec.carried(); k++) {
      results.put(new Attribute.Index(k), carried.get(k));
    }
    return results;
  }

  private static int index(Attribute projection) {
    return ((Attribute.Index) projection).index();
  }

  private static Elements stack(Attribute.Loop spec, TensorType row) {
    return new Elements(new TensorType(row.dtype(), row.shape().prepend(spec.count())));
  }

  private static TensorData row(TensorData stack, int i) {
    TensorType type =
        new TensorType(stack.type().dtype(), stack.shape().range(1, stack.shape().rank()));
    Elements row = new Elements(type);
    int size = type.shape().size();
    for (int k = 0; k < size; k++) {
      row.copy(k, stack, i * size + k);
    }
    return row.toData();
  }
}
