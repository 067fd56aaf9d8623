package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs a program operation by operation on {@link Cells}. */
public final class Interpreter {

  private Interpreter() {}

  /** The outputs for inputs, both in the program's order. */
  public static List<Cells> run(Program program, List<Cells> inputs) {
    Map<Node, Cells> values = new IdentityHashMap<>();
    Map<Node, List<Cells>> loops = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(program.inputs().get(i), inputs.get(i));
    }
    for (Node node : program.nodes()) {
      List<Cells> operands = new ArrayList<>();
      node.inputs().forEach(input -> operands.add(values.get(input)));
      switch (node.op()) {
        case INPUT -> {}
        case LOOP -> loops.put(node, loop(node, operands));
        case PROJECT ->
            values.put(
                node, loops.get(node.input(0)).get(node.attribute(Attribute.Index.class).index()));
        default -> values.put(node, evaluate(node, operands));
      }
    }
    return program.outputs().stream().map(values::get).toList();
  }

  private static List<Cells> loop(Node node, List<Cells> operands) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    List<Cells> carried = operands.subList(0, spec.carried());
    for (int i = 0; i < spec.count(); i++) {
      List<Cells> inputs = new ArrayList<>();
      inputs.add(new Cells(new double[] {i}));
      inputs.addAll(carried);
      inputs.addAll(operands.subList(spec.carried(), operands.size()));
      carried = run(spec.body(), inputs);
    }
    return carried;
  }

  /** The value of one node that is neither an input nor part of a loop. */
  public static Cells evaluate(Node node, List<Cells> in) {
    if (node.op().kind() == Op.Kind.RANDOM) {
      return random(node, in);
    }
    double[] out =
        switch (node.op()) {
          case CONSTANT -> node.attribute(Attribute.Literal.class).data().toDoubles();
          case IOTA -> iota(node.shape().size());
          case RESHAPE, STOP_GRADIENT -> in.get(0).numbers();
          case TRANSPOSE, BROADCAST, SLICE, REVERSE, PAD -> move(node, in.get(0).numbers());
          case CONCAT -> concat(node, in);
          case GATHER -> gather(node, in.get(0).numbers(), in.get(1).numbers());
          case SCATTER_ADD -> scatterAdd(node, in.get(0).numbers(), in.get(1).numbers());
          case REDUCE_SUM, REDUCE_MAX -> reduce(node, in.get(0).numbers());
          case DOT -> dot(node, in.get(0).numbers(), in.get(1).numbers());
          default -> elementwise(node, in);
        };
    return new Cells(out);
  }

  private static Cells random(Node node, List<Cells> in) {
    TensorData key = in.get(0).key();
    if (node.op() != Op.FOLD_KEY) {
      return new Cells(Philox.draw(node.op(), key, node.type()).toDoubles());
    }
    return new Cells(
        node.attribute() instanceof Attribute.Fold fold
            ? Philox.fold(key, fold)
            : Philox.fold(key, (int) in.get(1).numbers()[0]));
  }

  private static double[] iota(int n) {
    double[] out = new double[n];
    Arrays.setAll(out, i -> i);
    return out;
  }

  private static double[] elementwise(Node node, List<Cells> in) {
    double[] a = in.get(0).numbers();
    double[] b = in.size() > 1 ? in.get(1).numbers() : a;
    double[] c = in.size() > 2 ? in.get(2).numbers() : a;
    double[] out = new double[node.shape().size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = Elementwise.hold(Elementwise.apply(node, a[i], b[i], c[i]), node.dtype());
    }
    return out;
  }

  private static double[] move(Node node, double[] x) {
    double[] out = new double[node.shape().size()];
    Strided.of(node)
        .forEachRun(
            (from, fromStride, to, toStride, count) -> {
              for (int i = 0; i < count; i++) {
                out[to + i * toStride] = x[from + i * fromStride];
              }
            });
    return out;
  }

  private static double[] concat(Node node, List<Cells> in) {
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    Shape shape = node.shape();
    double[] out = new double[shape.size()];
    int inner = shape.range(axis + 1, shape.rank()).size();
    int outer = shape.range(0, axis).size();
    int row = shape.dim(axis) * inner;
    int start = 0;
    for (int k = 0; k < in.size(); k++) {
      int length = node.input(k).shape().dim(axis) * inner;
      for (int o = 0; o < outer; o++) {
        System.arraycopy(in.get(k).numbers(), o * length, out, o * row + start, length);
      }
      start += length;
    }
    return out;
  }

  private static double[] gather(Node node, double[] x, double[] indices) {
    int n = node.input(0).shape().dim(0);
    int row = node.shape().range(1, node.shape().rank()).size();
    double[] out = new double[node.shape().size()];
    for (int k = 0; k < indices.length; k++) {
      System.arraycopy(x, index(node, indices[k], n) * row, out, k * row, row);
    }
    return out;
  }

  private static double[] scatterAdd(Node node, double[] rows, double[] indices) {
    int n = node.shape().dim(0);
    int row = node.shape().range(1, node.shape().rank()).size();
    double[] out = new double[node.shape().size()];
    for (int k = 0; k < indices.length; k++) {
      int at = index(node, indices[k], n) * row;
      for (int i = 0; i < row; i++) {
        out[at + i] = Elementwise.hold(out[at + i] + rows[k * row + i], node.dtype());
      }
    }
    return out;
  }

  /**
   * An index as an int.
   *
   * @throws BackendException EBM-B005 if it is not 0 to n-1
   */
  public static int index(Node node, double value, int n) {
    if (value < 0 || value >= n) {
      throw new BackendException(
          Problem.error(
              "EBM-B005",
              node.origin(),
              "%s at index %d of %d rows".formatted(node.op().symbol(), (int) value, n),
              "indices are 0 to " + (n - 1)));
    }
    return (int) value;
  }

  private static double[] reduce(Node node, double[] x) {
    Shape in = node.input(0).shape();
    int[] keep = new int[in.rank()];
    int[] outStrides = node.shape().strides();
    int next = 0;
    for (int axis = 0; axis < in.rank(); axis++) {
      boolean reduced = node.attribute(Attribute.Axes.class).axes().contains(axis);
      keep[axis] = reduced ? 0 : outStrides[next++];
    }
    boolean max = node.op() == Op.REDUCE_MAX;
    double[] out = new double[node.shape().size()];
    Arrays.fill(out, max ? Double.NEGATIVE_INFINITY : 0);
    new Strided(in.dims(), 0, in.strides(), 0, keep)
        .forEachRun(
            (from, fromStride, to, toStride, count) -> {
              for (int i = 0; i < count; i++) {
                double value = x[from + i * fromStride];
                int at = to + i * toStride;
                out[at] = max ? Math.max(out[at], value) : out[at] + value;
              }
            });
    return hold(out, node.dtype());
  }

  private static double[] dot(Node node, double[] a, double[] b) {
    int m = node.shape().dim(-2);
    int n = node.shape().dim(-1);
    int k = node.input(0).shape().dim(-1);
    double[] out = new double[node.shape().size()];
    for (int i = 0; i < out.length; i++) {
      int batch = i / (m * n);
      int row = i / n % m;
      int column = i % n;
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += a[(batch * m + row) * k + j] * b[(batch * k + j) * n + column];
      }
      out[i] = sum;
    }
    return hold(out, node.dtype());
  }

  private static double[] hold(double[] values, DType dtype) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Elementwise.hold(values[i], dtype);
    }
    return values;
  }
}
