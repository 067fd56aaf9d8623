package @PACKAGE@;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs a program operation by operation. A value is a {@code double[]} in row-major order; its
 * elements are numbers of its dtype, truth values 0 or 1.
 */
final class Interpreter {

  private Interpreter() {}

  /**
   * The outputs of a program that has neither keys nor draws.
   *
   * @param inputs in the program's order, as the outputs are
   * @throws BackendException EBM-B005 if an index is out of range, EBM-B007 if a check fails
   */
  static List<double[]> run(Program program, List<double[]> inputs) {
    Map<Node, double[]> values = new IdentityHashMap<>();
    Map<Node, List<double[]>> loops = new IdentityHashMap<>();
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
    }
    return program.outputs().stream().map(values::get).toList();
  }

  private static List<double[]> operands(Node node, Map<Node, double[]> values) {
    return node.inputs().stream().map(values::get).toList();
  }

  /** What a loop carries at its end, then the stacks of what it collects. */
  private static List<double[]> loop(Node node, List<double[]> operands) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    int carried = spec.carried();
    int own = carried + spec.scanned();
    List<double[]> results = new ArrayList<>(operands.subList(0, carried));
    for (int k = 0; k < spec.collected(); k++) {
      int size = spec.body().outputs().get(carried + k).shape().size();
      results.add(new double[spec.count() * size]);
    }
    for (int step = 0; step < spec.count(); step++) {
      int i = spec.iteration(step);
      List<double[]> inputs = new ArrayList<>();
      inputs.add(new double[] {i});
      inputs.addAll(results.subList(0, carried));
      for (double[] stack : operands.subList(carried, own)) {
        int size = stack.length / spec.count();
        inputs.add(Arrays.copyOfRange(stack, i * size, (i + 1) * size));
      }
      inputs.addAll(operands.subList(own, operands.size()));
      List<double[]> after = run(spec.body(), inputs);
      for (int k = 0; k < after.size(); k++) {
        if (k < carried) {
          results.set(k, after.get(k));
        } else {
          int size = after.get(k).length;
          System.arraycopy(after.get(k), 0, results.get(k), i * size, size);
        }
      }
    }
    return results;
  }

  private static double[] compute(Node node, List<double[]> in) {
    return switch (node.op()) {
      case CONSTANT -> node.attribute(Attribute.Literal.class).data().toDoubles();
      case IOTA -> iota(node.shape().size());
      case RESHAPE -> in.get(0);
      case CHECK -> checked(node, in.get(0), in.get(1));
      case TRANSPOSE, BROADCAST, SLICE, REVERSE -> viewed(node, in.get(0));
      case PAD -> padded(node, in.get(0));
      case CONCAT -> joined(node, in);
      case GATHER -> gathered(node, in.get(0), in.get(1));
      case SCATTER_ADD -> rounded(node.dtype(), scattered(node, in.get(0), in.get(1)));
      case REDUCE_SUM, REDUCE_MAX, ARGMAX -> rounded(node.dtype(), reduced(node, in.get(0)));
      case DOT -> rounded(node.dtype(), product(node, in.get(0), in.get(1)));
      default -> rounded(node.dtype(), elementwise(node, in));
    };
  }

  private static double[] iota(int n) {
    double[] out = new double[n];
    Arrays.setAll(out, i -> i);
    return out;
  }

  private static double[] checked(Node node, double[] x, double[] condition) {
    if (Arrays.stream(condition).anyMatch(holds -> holds == 0)) {
      throw new BackendException(RunProblems.checkFailed(node));
    }
    return x;
  }

  /**
   * Positions in an array of all elements of a shape, in row-major order: the first element's is
   * {@code start}, and neighbours along an axis are {@code steps[axis]} apart.
   */
  private static int[] positions(Shape shape, int start, int[] steps) {
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

  private static double[] viewed(Node node, double[] x) {
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
    return Arrays.stream(positions(node.shape(), start, steps)).mapToDouble(at -> x[at]).toArray();
  }

  private static int[] axes(Node node) {
    return node.attribute(Attribute.Axes.class).toArray();
  }

  private static double[] padded(Node node, double[] x) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    int[] steps = node.shape().strides();
    int start = 0;
    for (int axis = 0; axis < steps.length; axis++) {
      start += pad.low().get(axis) * steps[axis];
      steps[axis] *= pad.interior().get(axis) + 1;
    }
    double[] out = new double[node.shape().size()];
    put(x, out, positions(node.input(0).shape(), start, steps));
    return out;
  }

  private static double[] joined(Node node, List<double[]> parts) {
    int[] steps = node.shape().strides();
    int along = axes(node)[0];
    double[] out = new double[node.shape().size()];
    int start = 0;
    for (int k = 0; k < parts.size(); k++) {
      Shape part = node.input(k).shape();
      put(parts.get(k), out, positions(part, start, steps));
      start += part.dim(along) * steps[along];
    }
    return out;
  }

  private static void put(double[] x, double[] out, int[] positions) {
    for (int i = 0; i < x.length; i++) {
      out[positions[i]] = x[i];
    }
  }

  private static double[] gathered(Node node, double[] table, double[] rows) {
    Shape shape = node.input(0).shape();
    int size = shape.range(1, shape.rank()).size();
    double[] out = new double[rows.length * size];
    for (int k = 0; k < rows.length; k++) {
      int row = index(node, rows[k], shape.dim(0));
      System.arraycopy(table, row * size, out, k * size, size);
    }
    return out;
  }

  private static double[] scattered(Node node, double[] x, double[] rows) {
    Shape shape = node.shape();
    int size = shape.range(1, shape.rank()).size();
    double[] out = new double[shape.size()];
    for (int k = 0; k < rows.length; k++) {
      int row = index(node, rows[k], shape.dim(0));
      for (int i = 0; i < size; i++) {
        out[row * size + i] += x[k * size + i];
      }
    }
    return out;
  }

  private static int index(Node node, double row, int rows) {
    if (row < 0 || row >= rows) {
      throw new BackendException(RunProblems.indexOutOfRange(node, (long) row));
    }
    return (int) row;
  }

  private static double[] reduced(Node node, double[] x) {
    Shape from = node.input(0).shape();
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    int[] strides = from.strides();
    int[] kept = IntStream.range(0, from.rank()).filter(axis -> !axes.contains(axis)).toArray();
    int[] starts = positions(node.shape(), 0, at(strides, kept));
    int[] terms = positions(Shape.of(at(from.dims(), axes(node))), 0, at(strides, axes(node)));
    double[] out = new double[starts.length];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      int largest = 0; // the first among equals
      for (int k = 0; k < terms.length; k++) {
        double term = x[starts[i] + terms[k]];
        sum += term;
        largest = isLarger(term, x[starts[i] + terms[largest]]) ? k : largest;
      }
      out[i] =
          switch (node.op()) {
            case REDUCE_SUM -> sum;
            case REDUCE_MAX -> x[starts[i] + terms[largest]];
            default -> largest; // ARGMAX
          };
    }
    return out;
  }

  /** NaN is larger than all but NaN. */
  private static boolean isLarger(double a, double b) {
    return a > b || Double.isNaN(a) && !Double.isNaN(b);
  }

  private static int[] at(int[] values, int[] places) {
    return Arrays.stream(places).map(place -> values[place]).toArray();
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

  private static double[] elementwise(Node node, List<double[]> in) {
    double[] a = in.get(0);
    double[] b = in.get(in.size() > 1 ? 1 : 0);
    double[] c = in.get(in.size() - 1);
    DType dtype = node.input(0).dtype();
    double[] out = new double[a.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (node.op()) {
            case ADD -> a[i] + b[i];
            case SUB -> a[i] - b[i];
            case MUL -> dtype == DType.INT32 ? (int) a[i] * (int) b[i] : a[i] * b[i];
            case DIV -> a[i] / b[i];
            case MAXIMUM -> Math.max(a[i], b[i]);
            case NEG -> -a[i];
            case SIGN -> Math.signum(a[i]);
            case FLOOR -> Math.floor(a[i]);
            case EXP -> Math.exp(a[i]);
            case LOG -> Math.log(a[i]);
            case LOG1P -> Math.log1p(a[i]);
            case EXPM1 -> Math.expm1(a[i]);
            case SQRT -> Math.sqrt(a[i]);
            case TANH -> Math.tanh(a[i]);
            case LOGISTIC -> 1 / (1 + Math.exp(-a[i]));
            case SOFTPLUS -> Math.max(a[i], 0) + Math.log1p(Math.exp(-Math.abs(a[i])));
            case SIN -> Math.sin(a[i]);
            case COS -> Math.cos(a[i]);
            case LESS -> a[i] < b[i] ? 1 : 0;
            case EQUAL -> a[i] == b[i] ? 1 : 0;
            case AND -> Math.min(a[i], b[i]);
            case NOT -> 1 - a[i];
            case SELECT -> a[i] != 0 ? b[i] : c[i];
            case CAST -> a[i];
            default -> throw new IllegalStateException(node + " is not refused");
          };
    }
    return out;
  }

  /** The nearest numbers of a dtype; whole ones wrap around. */
  private static double[] rounded(DType dtype, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (dtype) {
            case FLOAT32 -> (float) values[i];
            case INT32 -> (int) (long) values[i];
            case BOOL -> values[i] == 0 ? 0 : 1;
            default -> values[i];
          };
    }
    return values;
  }
}
