package org.example.arrays;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.LastUse;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs a program operation by operation. */
final class Interpreter {

  private Interpreter() {}

  /**
   * The outputs of a program that has neither keys nor draws.
   *
   * @param inputs in the program's order, as the outputs are
   * @throws BackendException EBM-B005 if an index is out of range, EBM-B007 if a check fails
   */
  static List<Numbers> run(Program program, List<Numbers> inputs) {
    Map<Node, Numbers> values = new IdentityHashMap<>();
    Map<Node, List<Numbers>> loops = new IdentityHashMap<>();
    LastUse lastUse = LastUse.of(program);
    for (int i = 0; i < inputs.size(); i++) {
      values.put(program.inputs().get(i), inputs.get(i));
    }
    for (Node node : program.nodes()) {
      switch (node.op()) {
        case INPUT -> {}
        case LOOP -> loops.put(node, loop(node, operands(node, values)));
        case PROJECT -> {
          int result = node.attribute(Attribute.Index.class).index();
          values.put(node, loops.get(node.input(0)).get(result));
        }
        default -> values.put(node, compute(node, operands(node, values)));
      }
      lastUse.freedAfter(node).forEach(values::remove);
      lastUse.freedAfter(node).forEach(loops::remove);
    }
    return program.outputs().stream().map(values::get).toList();
  }

  private static List<Numbers> operands(Node node, Map<Node, Numbers> values) {
    return node.inputs().stream().map(values::get).toList();
  }

  /** What a loop carries at its end, then the stacks of what it collects. */
  private static List<Numbers> loop(Node node, List<Numbers> operands) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    int carried = spec.carried();
    int own = carried + spec.scanned();
    List<Numbers> results = new ArrayList<>(operands.subList(0, carried));
    for (Node row : spec.body().outputs().subList(carried, carried + spec.collected())) {
      results.add(Numbers.zeros(row.dtype(), spec.count() * row.shape().size()));
    }
    for (int step = 0; step < spec.count(); step++) {
      int i = spec.iteration(step);
      Numbers iteration = Numbers.zeros(spec.body().inputs().get(0).dtype(), 1);
      iteration.put(0, i);
      List<Numbers> inputs = new ArrayList<>(List.of(iteration));
      inputs.addAll(results.subList(0, carried));
      for (int k = carried; k < own; k++) {
        Node row = spec.body().inputs().get(k + 1);
        Numbers entry = Numbers.zeros(row.dtype(), row.shape().size());
        inputs.add(copied(operands.get(k), i * entry.size(), entry, 0, entry.size()));
      }
      inputs.addAll(operands.subList(own, operands.size()));
      List<Numbers> after = run(spec.body(), inputs);
      for (int k = 0; k < after.size(); k++) {
        Numbers row = after.get(k);
        if (k < carried) {
          results.set(k, row);
        } else {
          copied(row, 0, results.get(k), i * row.size(), row.size());
        }
      }
    }
    return results;
  }

  private static Numbers copied(Numbers from, int start, Numbers to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to.copy(at + i, from, start + i);
    }
    return to;
  }

  private static Numbers compute(Node node, List<Numbers> in) {
    return switch (node.op()) {
      case CONSTANT -> Numbers.of(node.attribute(Attribute.Literal.class).data());
      case RESHAPE -> in.get(0);
      case CHECK -> checked(node, in.get(0), in.get(1));
      case DOT ->
          Numbers.ofReals(node.dtype(), product(node, in.get(0).reals(), in.get(1).reals()));
      case CONV, CONV_INPUT, CONV_FILTER ->
          Numbers.ofReals(
              node.dtype(), Convolution.compute(node, in.get(0).reals(), in.get(1).reals()));
      default -> filled(node, in, Numbers.zeros(node.dtype(), node.shape().size()));
    };
  }

  private static Numbers filled(Node node, List<Numbers> in, Numbers out) {
    return switch (node.op()) {
      case IOTA -> iota(out);
      case TRANSPOSE, BROADCAST, SLICE, REVERSE -> viewed(node, in.get(0), out);
      case PAD -> padded(node, in.get(0), out);
      case CONCAT -> joined(node, in, out);
      case GATHER -> gathered(node, in.get(0), in.get(1), out);
      case SCATTER_ADD -> scattered(node, in.get(0), in.get(1), out);
      case REDUCE_SUM, REDUCE_MAX, ARGMAX -> reduced(node, in.get(0), out);
      default -> Elementwise.compute(node, in, out);
    };
  }

  private static Numbers iota(Numbers out) {
    for (int i = 0; i < out.size(); i++) {
      out.put(i, (long) i);
    }
    return out;
  }

  private static Numbers checked(Node node, Numbers x, Numbers condition) {
    for (int i = 0; i < condition.size(); i++) {
      if (condition.whole(i) == 0) {
        throw new BackendException(RunProblems.checkFailed(node));
      }
    }
    return x;
  }

  /**
   * Positions in an array of all elements of a shape, in row-major order: the first element's is
   * {@code start}, and neighbours along an axis are {@code steps[axis]} apart.
   */
  static int[] positions(Shape shape, int start, int... steps) {
    int[] positions = {start};
    for (int axis = 0; axis < shape.rank(); axis++) {
      int n = shape.dim(axis);
      int[] outer = positions;
      positions = new int[outer.length * n];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = outer[i / n] + i % n * steps[axis];
      }
    }
    return positions;
  }

  private static Numbers viewed(Node node, Numbers x, Numbers out) {
    Shape from = node.input(0).shape();
    int[] steps = from.strides();
    int start = 0;
    switch (node.op()) {
      case TRANSPOSE -> steps = at(steps, axes(node));
      case BROADCAST -> {
        for (int axis = 0; axis < steps.length; axis++) {
          steps[axis] = from.dim(axis) == 1 ? 0 : steps[axis];
        }
      }
      case SLICE -> {
        Attribute.Slice part = node.attribute(Attribute.Slice.class);
        for (int axis = 0; axis < steps.length; axis++) {
          start += part.start().get(axis) * steps[axis];
          steps[axis] *= part.stride().get(axis);
        }
      }
      default -> { // REVERSE
        for (int axis : axes(node)) {
          start += (from.dim(axis) - 1) * steps[axis];
          steps[axis] = -steps[axis];
        }
      }
    }
    int[] positions = positions(node.shape(), start, steps);
    for (int i = 0; i < positions.length; i++) {
      out.copy(i, x, positions[i]);
    }
    return out;
  }

  private static int[] axes(Node node) {
    return node.attribute(Attribute.Axes.class).toArray();
  }

  private static Numbers padded(Node node, Numbers x, Numbers out) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    int[] steps = node.shape().strides();
    int start = 0;
    for (int axis = 0; axis < steps.length; axis++) {
      start += pad.low().get(axis) * steps[axis];
      steps[axis] *= pad.interior().get(axis) + 1;
    }
    return spread(x, out, positions(node.input(0).shape(), start, steps));
  }

  private static Numbers joined(Node node, List<Numbers> parts, Numbers out) {
    int[] steps = node.shape().strides();
    int along = axes(node)[0];
    int start = 0;
    for (int k = 0; k < parts.size(); k++) {
      Shape part = node.input(k).shape();
      spread(parts.get(k), out, positions(part, start, steps));
      start += part.dim(along) * steps[along];
    }
    return out;
  }

  private static Numbers spread(Numbers x, Numbers out, int[] positions) {
    for (int i = 0; i < positions.length; i++) {
      out.copy(positions[i], x, i);
    }
    return out;
  }

  private static Numbers gathered(Node node, Numbers table, Numbers rows, Numbers out) {
    Shape shape = node.input(0).shape();
    int size = shape.range(1, shape.rank()).size();
    for (int k = 0; k < rows.size(); k++) {
      copied(table, row(node, rows, k, shape) * size, out, k * size, size);
    }
    return out;
  }

  private static Numbers scattered(Node node, Numbers x, Numbers rows, Numbers out) {
    Shape shape = node.shape();
    int size = shape.range(1, shape.rank()).size();
    for (int k = 0; k < rows.size(); k++) {
      int start = row(node, rows, k, shape) * size;
      for (int i = 0; i < size; i++) {
        out.add(start + i, x, k * size + i);
      }
    }
    return out;
  }

  private static int row(Node node, Numbers rows, int k, Shape table) {
    long row = rows.whole(k);
    if (row < 0 || row >= table.dim(0)) {
      throw new BackendException(RunProblems.indexOutOfRange(node, row));
    }
    return (int) row;
  }

  private static Numbers reduced(Node node, Numbers x, Numbers out) {
    Shape from = node.input(0).shape();
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    int[] strides = from.strides();
    int[] kept = IntStream.range(0, from.rank()).filter(axis -> !axes.contains(axis)).toArray();
    int[] starts = positions(node.shape(), 0, at(strides, kept));
    int[] terms = positions(Shape.of(at(from.dims(), axes(node))), 0, at(strides, axes(node)));
    for (int i = 0; i < starts.length; i++) {
      switch (node.op()) {
        case REDUCE_SUM -> out.putSum(i, x, starts[i], terms);
        case REDUCE_MAX -> out.copy(i, x, starts[i] + terms[largest(x, starts[i], terms)]);
        default -> out.put(i, (long) largest(x, starts[i], terms)); // ARGMAX
      }
    }
    return out;
  }

  private static int[] at(int[] values, int[] places) {
    return Arrays.stream(places).map(place -> values[place]).toArray();
  }

  /** Which of the terms is the largest; the first among equals. */
  private static int largest(Numbers x, int start, int[] terms) {
    int largest = 0;
    for (int k = 1; k < terms.length; k++) {
      largest = x.isLarger(start + terms[k], start + terms[largest]) ? k : largest;
    }
    return largest;
  }

  /** [..., m, k] x [..., k, n]. */
  private static double[] product(Node node, double[] a, double[] b) {
    int m = node.shape().dim(-2);
    int n = node.shape().dim(-1);
    int k = node.input(0).shape().dim(-1);
    double[] out = new double[node.shape().size()];
    for (int i = 0; i < out.length; i++) {
      int row = i / n; // of all matrices a, one below the other
      int column = row / m * k * n + i % n;
      for (int j = 0; j < k; j++) {
        out[i] += a[row * k + j] * b[column + j * n];
      }
    }
    return out;
  }
}
