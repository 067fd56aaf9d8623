package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The derivative of a loop: a loop in the other direction. It carries the cotangents of the carried
 * values, recomputes every iteration from the value that it started with, and adds up what the
 * captured values receive. It keeps one stack {@code [n, ...]} of each carried value, and nothing
 * that is computed within an iteration.
 */
final class LoopDerivative {

  private final Node loop;
  private final Attribute.Loop spec;
  private final Program body;
  private final Map<Integer, Tensor> results = new TreeMap<>();
  private final Map<Integer, Tensor> histories = new TreeMap<>();

  LoopDerivative(Node loop) {
    this.loop = loop;
    this.spec = loop.attribute(Attribute.Loop.class);
    this.body = spec.body();
  }

  /** Adds the cotangent of a projection of the loop. */
  void add(Attribute projection, Tensor cotangent) {
    if (projection instanceof Attribute.History history) {
      histories.merge(history.carried(), cotangent, Tensor::add);
    } else {
      results.merge(((Attribute.Index) projection).index(), cotangent, Tensor::add);
    }
  }

  /** The cotangents of the wanted operands, by their positions. */
  Map<Integer, Tensor> contributions(Predicate<Node> wanted) {
    List<Integer> carried = floating(0, spec.carried());
    List<Integer> stacks = wanted(spec.carried(), spec.carried() + spec.scanned(), wanted);
    List<Integer> captured = wanted(spec.carried() + spec.scanned(), loop.inputs().size(), wanted);
    List<Integer> collected =
        results.keySet().stream().filter(index -> index >= spec.carried()).toList();
    Step step = new Step(carried, stacks, captured, collected);
    captured = step.captured;

    List<Tensor> initial = new ArrayList<>();
    for (int k : carried) {
      initial.add(results.containsKey(k) ? results.get(k) : zeros(loop.input(k)));
    }
    for (int k : captured) {
      initial.add(zeros(loop.input(k)));
    }
    List<Tensor> scanned = new ArrayList<>();
    for (int k = 0; k < spec.carried(); k++) {
      scanned.add(new Tensor(Nodes.history(loop, k)));
    }
    for (int k = 0; k < spec.scanned(); k++) {
      scanned.add(new Tensor(loop.input(spec.carried() + k)));
    }
    for (int k : collected) {
      scanned.add(results.get(k));
    }
    scanned.addAll(histories.values());
    Tensors.Scanned back = Loops.trace(spec.count(), !spec.reverse(), initial, scanned, step::back);

    Map<Integer, Tensor> contributions = new TreeMap<>();
    for (int k = 0; k < initial.size(); k++) {
      int operand = k < carried.size() ? carried.get(k) : captured.get(k - carried.size());
      contributions.put(operand, back.carried().get(k));
    }
    for (int k = 0; k < stacks.size(); k++) {
      contributions.put(stacks.get(k), back.collected().get(k));
    }
    return contributions;
  }

  private List<Integer> floating(int from, int to) {
    return wanted(from, to, node -> true);
  }

  private List<Integer> wanted(int from, int to, Predicate<Node> wanted) {
    List<Integer> result = new ArrayList<>();
    for (int k = from; k < to; k++) {
      if (loop.input(k).dtype().isFloating() && wanted.test(loop.input(k))) {
        result.add(k);
      }
    }
    return result;
  }

  private static Tensor zeros(Node node) {
    return Tensors.fill(node.dtype(), 0, node.shape());
  }

  /** The backward body: the body's own derivative, as a graph over its inputs and cotangents. */
  private final class Step {
    private final List<Integer> carried;
    private final List<Integer> captured = new ArrayList<>();
    private final List<Node> cotangents = new ArrayList<>();
    private final List<Node> gradients = new ArrayList<>();
    private final int stackCount;

    Step(
        List<Integer> carried,
        List<Integer> stacks,
        List<Integer> wantedCaptured,
        List<Integer> collected) {
      this.carried = carried;
      this.stackCount = stacks.size();
      List<Tensor> outputs = new ArrayList<>();
      List<Integer> positions = new ArrayList<>(carried);
      positions.addAll(collected);
      for (int position : positions) {
        Node output = body.outputs().get(position);
        outputs.add(new Tensor(output));
        cotangents.add(Nodes.input("cotangent" + position, output.type()));
      }
      List<Integer> operands = new ArrayList<>(carried);
      operands.addAll(stacks);
      operands.addAll(wantedCaptured);
      List<Tensor> derived =
          Gradients.vectorJacobian(
              outputs,
              cotangents.stream().map(Tensor::new).toList(),
              operands.stream().map(k -> new Tensor(body.inputs().get(k + 1))).toList());
      for (int k = 0; k < operands.size(); k++) {
        Node gradient = derived.get(k).node();
        boolean isCaptured = operands.get(k) >= spec.carried() + spec.scanned();
        if (isCaptured) {
          if (Simplifier.isZero(gradient)) {
            continue;
          }
          captured.add(operands.get(k));
        }
        gradients.add(gradient);
      }
    }

    Tensors.ScanStep back(Tensor iteration, List<Tensor> values, List<Tensor> entries) {
      Map<Node, Node> known = new IdentityHashMap<>();
      known.put(body.inputs().get(0), iteration.node());
      for (int k = 0; k < loop.inputs().size(); k++) {
        boolean outside = k >= spec.carried() + spec.scanned();
        known.put(body.inputs().get(k + 1), outside ? loop.input(k) : entries.get(k).node());
      }
      int next = spec.carried() + spec.scanned();
      for (int k = 0; k < cotangents.size(); k++) {
        boolean isCarried = k < carried.size();
        known.put(cotangents.get(k), (isCarried ? values.get(k) : entries.get(next++)).node());
      }
      List<Tensor> derived =
          Graph.rewrite(gradients, known, Graph::onInputs).stream().map(Tensor::new).toList();

      List<Tensor> results = new ArrayList<>(derived.subList(0, carried.size()));
      for (int k : histories.keySet()) {
        int at = carried.indexOf(k);
        results.set(at, results.get(at).add(entries.get(next++)));
      }
      List<Tensor> collected = derived.subList(carried.size(), carried.size() + stackCount);
      for (int k = 0; k < captured.size(); k++) {
        int at = carried.size() + k;
        results.add(values.get(at).add(derived.get(at + stackCount)));
      }
      return new Tensors.ScanStep(results, collected);
    }
  }
}
