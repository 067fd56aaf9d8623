package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Derivatives as further operations of the same language, so that a derivative can be derived again
 * and runs on every backend.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class Gradients {

  private Gradients() {}

  /**
   * The gradient of a scalar.
   *
   * @param scalar floating, shape {@code []}
   * @param target what to derive by: an input or any value that the scalar was computed from
   * @return a tensor of the target's type; zeros where the scalar does not depend on it
   * @throws dev.ebm.api.error.TensorException EBM-T008 if the value is not a floating scalar or the
   *     target is not floating
   */
  public static Tensor of(Tensor scalar, Tensor target) {
    return of(scalar, List.of(target)).get(0);
  }

  /** The gradients of a scalar by several targets, in their order. */
  public static List<Tensor> of(Tensor scalar, List<Tensor> targets) {
    if (scalar.rank() != 0 || !scalar.dtype().isFloating()) {
      throw SourceLine.fail(
          "EBM-T008",
          "the gradient of " + scalar.type(),
          "only a floating scalar has one; sum the energies of a batch first");
    }
    Tensor one = new Tensor(Nodes.scalar(scalar.dtype(), 1));
    return vectorJacobian(List.of(scalar), List.of(one), targets);
  }

  /**
   * The products of row vectors with the Jacobian: sum over outputs of cotangent times d output / d
   * target.
   *
   * @param cotangents one tensor of the output's type for each output
   */
  public static List<Tensor> vectorJacobian(
      List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> targets) {
    List<Node> roots = outputs.stream().map(Tensor::node).toList();
    List<Node> wrt = targets.stream().map(Tensor::node).toList();
    checkTypes(roots, cotangents, wrt);
    List<Node> order = Graph.topological(roots);
    Set<Node> onPath = onPath(order, roots, wrt);
    Map<Node, Tensor> adjoints = new IdentityHashMap<>();
    Map<Node, LoopDerivative> loops = new IdentityHashMap<>();
    for (int i = 0; i < roots.size(); i++) {
      if (onPath.contains(roots.get(i))) {
        adjoints.merge(roots.get(i), cotangents.get(i), Tensor::add);
      }
    }
    for (int n = order.size() - 1; n >= 0; n--) {
      Node node = order.get(n);
      if (loops.containsKey(node)) {
        loops
            .get(node)
            .contributions(onPath::contains)
            .forEach(
                (operand, part) -> {
                  if (onPath.contains(node.input(operand))) {
                    adjoints.merge(node.input(operand), part, Tensor::add);
                  }
                });
        continue;
      }
      Tensor adjoint = adjoints.get(node);
      if (adjoint == null || !passes(node)) {
        continue;
      }
      if (node.op() == Op.PROJECT) {
        if (onPath.contains(node.input(0))) {
          loops.computeIfAbsent(node.input(0), LoopDerivative::new).add(node.attribute(), adjoint);
        }
        continue;
      }
      List<Tensor> contributions = DerivativeRules.of(node, adjoint, onPath::contains);
      for (int i = node.op() == Op.CUSTOM_DERIVATIVE ? 1 : 0; i < contributions.size(); i++) {
        Node input = node.input(i);
        if (onPath.contains(input)) {
          adjoints.merge(input, contributions.get(i), Tensor::add);
        }
      }
    }
    List<Tensor> results = new ArrayList<>();
    for (Node target : wrt) {
      Tensor adjoint = adjoints.get(target);
      results.add(adjoint == null ? Tensors.fill(target.dtype(), 0, target.shape()) : adjoint);
    }
    return results;
  }

  /**
   * Gradients scaled down together where their joint Euclidean norm is above a limit (Pascanu,
   * Mikolov and Bengio, 2013, "On the difficulty of training recurrent neural networks").
   *
   * @param limit positive
   */
  public static List<Tensor> clipByNorm(List<Tensor> gradients, double limit) {
    Tensor square = Tensors.fill(gradients.get(0).dtype(), 0, Shape.SCALAR);
    for (Tensor gradient : gradients) {
      square = square.add(gradient.square().sum());
    }
    Tensor scale = square.sqrt().div(limit).maximum(1).reciprocal();
    return gradients.stream().map(gradient -> gradient.mul(scale)).toList();
  }

  private static void checkTypes(List<Node> roots, List<Tensor> cotangents, List<Node> targets) {
    if (roots.size() != cotangents.size()) {
      throw SourceLine.fail(
          "EBM-T008",
          "%d cotangents for %d outputs".formatted(cotangents.size(), roots.size()),
          "each output has one");
    }
    for (int i = 0; i < roots.size(); i++) {
      if (!roots.get(i).type().equals(cotangents.get(i).type())) {
        throw SourceLine.fail(
            "EBM-T008",
            "a cotangent %s for an output %s"
                .formatted(cotangents.get(i).type(), roots.get(i).type()),
            "their types are equal");
      }
    }
    for (Node target : targets) {
      if (!target.dtype().isFloating()) {
        throw SourceLine.fail(
            "EBM-T008",
            "the derivative by a " + target.type(),
            "only floating tensors have derivatives; cast before, and derive by the result");
      }
    }
  }

  /** What lies between the targets and the roots, and passes a derivative on. */
  private static Set<Node> onPath(List<Node> order, List<Node> roots, List<Node> targets) {
    Set<Node> fromTargets = Collections.newSetFromMap(new IdentityHashMap<>());
    fromTargets.addAll(targets);
    for (Node node : order) {
      if (passes(node) && node.inputs().stream().anyMatch(fromTargets::contains)) {
        fromTargets.add(node);
      }
    }
    Set<Node> path = Collections.newSetFromMap(new IdentityHashMap<>());
    roots.stream().filter(fromTargets::contains).forEach(path::add);
    for (int n = order.size() - 1; n >= 0; n--) {
      Node node = order.get(n);
      if (path.contains(node) && passes(node)) {
        node.inputs().stream().filter(fromTargets::contains).forEach(path::add);
      }
    }
    return path;
  }

  private static boolean passes(Node node) {
    return switch (node.op()) {
      case STOP_GRADIENT, SIGN, FLOOR, UNIFORM, NORMAL -> false;
      case LOOP -> true;
      default -> node.dtype().isFloating() && !node.inputs().isEmpty();
    };
  }
}
