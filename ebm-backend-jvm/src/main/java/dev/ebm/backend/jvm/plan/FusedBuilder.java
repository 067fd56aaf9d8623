package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.plan.FusedStep.Instruction;
import dev.ebm.backend.jvm.plan.FusedStep.Operand;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Turns a unit of element-wise nodes into a {@link FusedStep}. */
final class FusedBuilder {

  /** Scratch and streamed blocks together should fit the first-level cache, in floats. */
  private static final int CACHE_FLOATS = 6_144;

  private static final int MAX_BLOCK = 2_048;
  private static final int MIN_BLOCK = 256;

  private static final Set<Op> TAKES_SCALAR =
      Set.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MAXIMUM, Op.LESS, Op.EQUAL);

  private final Fusion.Unit unit;
  private final Places places;
  private final Views views;
  private final Map<Node, Integer> lastUse = new IdentityHashMap<>();
  private final Map<Node, Operand> results = new IdentityHashMap<>();
  private final Map<List<Object>, Operand.Repeated> repeated = new java.util.HashMap<>();
  private final PriorityQueue<Integer> free = new PriorityQueue<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private int scratchBlocks;
  private int rowPeriod = 1;
  private long cost;

  private FusedBuilder(Fusion.Unit unit, Places places, Views views) {
    this.unit = unit;
    this.places = places;
    this.views = views;
  }

  static FusedStep build(
      Fusion.Unit unit, Places places, Views views, FloatKernels kernels, int threads) {
    return new FusedBuilder(unit, places, views).step(kernels, threads);
  }

  private FusedStep step(FloatKernels kernels, int threads) {
    int n = unit.nodes.get(0).shape().size();
    for (int i = 0; i < unit.nodes.size(); i++) {
      for (Node input : unit.nodes.get(i).inputs()) {
        lastUse.put(views.source(input), i);
      }
    }
    for (int i = 0; i < unit.nodes.size(); i++) {
      Node node = unit.nodes.get(i);
      append(node);
      for (Node input : node.inputs()) {
        Node source = views.source(input);
        if (lastUse.get(source) == i && results.get(source) instanceof Operand.Scratch scratch) {
          results.remove(source);
          free.add(scratch.number());
        }
      }
    }
    int block = blockSize(n);
    return new FusedStep(
        n,
        block,
        scratchBlocks,
        instructions,
        List.copyOf(repeated.values()),
        cost * n,
        kernels,
        threads);
  }

  private int blockSize(int n) {
    int size = CACHE_FLOATS / Math.max(2, scratchBlocks + 2);
    size = Math.max(MIN_BLOCK, Math.min(MAX_BLOCK, size));
    if (rowPeriod > 1 && rowPeriod <= MAX_BLOCK) {
      size = Math.max(1, size / rowPeriod) * rowPeriod;
    }
    return Math.max(1, Math.min(size, n));
  }

  private void append(Node node) {
    cost += Costs.element(node.op());
    List<Operand> in = new ArrayList<>();
    boolean scalarUsed = false;
    for (Node input : node.inputs()) {
      boolean mayBeScalar = TAKES_SCALAR.contains(node.op()) && !scalarUsed;
      Operand operand = operand(input, mayBeScalar);
      scalarUsed |= operand instanceof Operand.Scalar;
      in.add(operand);
    }
    if (node.op() == Op.CAST
        && node.dtype() == DType.BOOL
        && node.input(0).dtype() == DType.FLOAT32) {
      appendIsNotZero(node, in.get(0));
      return;
    }
    Operand a = in.get(0);
    Operand b = in.size() > 1 ? in.get(1) : a;
    Operand c = in.size() > 2 ? in.get(2) : a;
    instructions.add(new Instruction(node.op(), a, b, c, result(node)));
  }

  /** A bool is true where a float is not equal to 0, so NaN is true. */
  private void appendIsNotZero(Node node, Operand a) {
    Operand result = result(node);
    Operand zero = new Operand.Scalar(places.constant(0));
    instructions.add(new Instruction(Op.EQUAL, a, zero, a, result));
    instructions.add(new Instruction(Op.NOT, result, result, result, result));
  }

  private Operand result(Node node) {
    Operand result;
    if (places.isNeededOutside(node)) {
      result = new Operand.Whole(places.floats(node));
    } else {
      result = new Operand.Scratch(free.isEmpty() ? scratchBlocks++ : free.poll());
    }
    results.put(node, result);
    return result;
  }

  private Operand operand(Node input, boolean mayBeScalar) {
    Node source = views.source(input);
    if (results.containsKey(source)) {
      return results.get(source);
    }
    if (views.isComputed(input) || input.op() != Op.BROADCAST) {
      return scalarOr(places.floats(input), unit.nodes.get(0).shape().size(), mayBeScalar);
    }
    Place.Floats place = places.floats(input.input(0));
    Views.Pattern pattern = Views.pattern(input);
    if (pattern == Views.Pattern.SCALAR) {
      return mayBeScalar ? new Operand.Scalar(place) : repeat(place, pattern, 1);
    }
    if (pattern == Views.Pattern.ROW) {
      rowPeriod = Math.max(rowPeriod, place.size());
      return repeat(place, pattern, 1);
    }
    return repeat(place, pattern, input.shape().size() / place.size());
  }

  private Operand scalarOr(Place.Floats place, int n, boolean mayBeScalar) {
    return n == 1 && mayBeScalar && place.size() == 1
        ? new Operand.Scalar(place)
        : new Operand.Whole(place);
  }

  private Operand repeat(Place.Floats place, Views.Pattern pattern, int each) {
    return repeated.computeIfAbsent(
        List.of(place, pattern, each),
        key -> new Operand.Repeated(place, pattern, each, scratchBlocks++));
  }
}
