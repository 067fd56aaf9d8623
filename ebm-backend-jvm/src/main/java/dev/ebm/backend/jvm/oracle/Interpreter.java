package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.LastUse;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.memory.Heap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs a program operation by operation on {@link Cells}. */
public final class Interpreter {

  private final Watch watch;
  private final Map<Program, LastUse> lastUses = new IdentityHashMap<>();

  /** Looks at every result that is computed, in loops too. */
  @FunctionalInterface
  public interface Watch {
    /** A node that is neither an input nor a loop, and its value. */
    void computed(Node node, List<Cells> operands, Cells result);
  }

  /** An interpreter for one run. */
  public Interpreter(Watch watch) {
    this.watch = watch;
  }

  /** The outputs for inputs, both in the program's order. */
  public List<Cells> run(Program program, List<Cells> inputs) {
    Map<Node, Cells> values = new IdentityHashMap<>();
    Map<Node, List<Cells>> loops = new IdentityHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      values.put(program.inputs().get(i), inputs.get(i));
    }
    LastUse lastUse = lastUses.computeIfAbsent(program, LastUse::of);
    for (Node node : program.nodes()) {
      List<Cells> operands = new ArrayList<>();
      node.inputs().forEach(input -> operands.add(values.get(input)));
      switch (node.op()) {
        case INPUT -> {}
        case LOOP -> loops.put(node, loop(node, operands));
        case PROJECT ->
            values.put(
                node, loops.get(node.input(0)).get(node.attribute(Attribute.Index.class).index()));
        default -> {
          Cells result = evaluate(node, operands);
          watch.computed(node, operands, result);
          values.put(node, result);
        }
      }
      lastUse.freedAfter(node).forEach(values::remove);
      lastUse.freedAfter(node).forEach(loops::remove);
    }
    return program.outputs().stream().map(values::get).toList();
  }

  /** The final carried values, then the collected stacks. */
  private List<Cells> loop(Node node, List<Cells> operands) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    Program body = spec.body();
    int own = spec.carried() + spec.scanned();
    List<Cells> carried = operands.subList(0, spec.carried());
    List<Cells> collected = new ArrayList<>();
    for (Node result : body.outputs().subList(spec.carried(), body.outputs().size())) {
      long size = (long) spec.count() * result.shape().size();
      collected.add(Cells.zeros(result.dtype(), Math.toIntExact(size)));
    }
    for (int step = 0; step < spec.count(); step++) {
      int i = spec.iteration(step);
      List<Cells> inputs = new ArrayList<>();
      inputs.add(new Cells(new double[] {i}));
      inputs.addAll(carried);
      for (int k = spec.carried(); k < own; k++) {
        int size = body.inputs().get(k + 1).shape().size();
        inputs.add(operands.get(k).part(i * size, size));
      }
      inputs.addAll(operands.subList(own, operands.size()));
      List<Cells> results = run(body, inputs);
      carried = results.subList(0, spec.carried());
      for (int k = 0; k < collected.size(); k++) {
        int size = body.outputs().get(spec.carried() + k).shape().size();
        collected.get(k).put(i * size, results.get(spec.carried() + k), 0, size);
      }
    }
    List<Cells> results = new ArrayList<>(carried);
    results.addAll(collected);
    return results;
  }

  /**
   * The value of one node that is neither an input nor part of a loop.
   *
   * @throws BackendException EBM-B005 if an index is out of range, EBM-B007 if a check fails
   */
  public static Cells evaluate(Node node, List<Cells> in) {
    return switch (node.op()) {
      case CONSTANT -> Cells.of(node.attribute(Attribute.Literal.class).data());
      case IOTA -> iota(node.shape().size());
      case FOLD_KEY, UNIFORM, NORMAL -> random(node, in);
      case RESHAPE -> in.get(0);
      case CHECK -> check(node, in);
      case TRANSPOSE, BROADCAST, SLICE, REVERSE, PAD -> Moves.move(node, in.get(0));
      case CONCAT -> Moves.concat(node, in);
      case GATHER -> Moves.gather(node, in.get(0), in.get(1).numbers());
      case SCATTER_ADD -> Sums.scatterAdd(node, in.get(0), in.get(1).numbers());
      case REDUCE_SUM, REDUCE_MAX -> Sums.reduce(node, in.get(0));
      case ARGMAX -> Sums.argmax(node, in.get(0));
      case DOT -> Sums.dot(node, in.get(0).numbers(), in.get(1).numbers());
      case CONV, CONV_INPUT, CONV_FILTER ->
          Convolutions.of(node, in.get(0).numbers(), in.get(1).numbers());
      default -> Elementwise.of(node, in);
    };
  }

  private static Cells random(Node node, List<Cells> in) {
    TensorData key = in.get(0).key();
    if (node.op() != Op.FOLD_KEY) {
      return Cells.of(Philox.draw(node.op(), key, node.type()));
    }
    return new Cells(
        node.attribute() instanceof Attribute.Fold fold
            ? Philox.fold(key, fold)
            : Philox.fold(key, (int) in.get(1).numbers()[0]));
  }

  private static Cells iota(int n) {
    double[] out = Heap.doubles(n);
    Arrays.setAll(out, i -> i);
    return new Cells(out);
  }

  private static Cells check(Node node, List<Cells> in) {
    for (double condition : in.get(1).numbers()) {
      if (condition == 0) {
        throw new BackendException(RunProblems.checkFailed(node));
      }
    }
    return in.get(0);
  }

  /**
   * An index as an int.
   *
   * @throws BackendException EBM-B005 if it is not 0 to n-1
   */
  public static int index(Node node, double value, int n) {
    return Moves.index(node, value, n);
  }
}
