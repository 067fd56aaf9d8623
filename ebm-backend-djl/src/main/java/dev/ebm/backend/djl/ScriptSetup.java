package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.tensor.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The function of a script that computes once what depends on no input. */
final class ScriptSetup {

  private final Constants constants;
  private final ScriptText text = new ScriptText(4);
  private final Map<PtNDArray, String> literals = new IdentityHashMap<>();
  private final List<PtNDArray> literalsInOrder = new ArrayList<>();
  private final Map<Node, String> names = new IdentityHashMap<>();
  private final Map<String, String> results = new LinkedHashMap<>();
  private int computed;

  /**
   * Starts with nothing.
   *
   * @param constants keeps the literals
   */
  ScriptSetup(Constants constants) {
    this.constants = constants;
  }

  /** Adds an operation whose operands were added. */
  void add(Node node) {
    if (node.inputs().isEmpty()) {
      names.put(node, literal(constants.of(node)));
      return;
    }
    String name = "s" + computed++;
    text.at(node);
    text.line(name + " = " + Lowering.of(node, node.inputs().stream().map(names::get).toList()));
    names.put(node, name);
  }

  private String literal(PtNDArray array) {
    return literals.computeIfAbsent(
        array,
        unused -> {
          literalsInOrder.add(array);
          return "l" + (literalsInOrder.size() - 1);
        });
  }

  /** Whether the operation was added. */
  boolean has(Node node) {
    return names.containsKey(node);
  }

  /** The name under which {@code forward} reads what was added. */
  String result(Node node) {
    return results.computeIfAbsent(names.get(node), unused -> "c" + results.size());
  }

  /** The names of all that {@code forward} reads. */
  List<String> results() {
    return List.copyOf(results.values());
  }

  /** What the function takes. */
  List<PtNDArray> literals() {
    return List.copyOf(literalsInOrder);
  }

  /** The names of what the function takes. */
  List<String> literalNames() {
    return literalsInOrder.stream().map(literals::get).toList();
  }

  /** The function's body. */
  ScriptText body() {
    ScriptText body = new ScriptText(4);
    body.lines(text);
    body.lines("    return annotate(List[Tensor], %s)\n".formatted(results.keySet()));
    return body;
  }
}
