package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The lines of a function while they are written, each with the operation that it belongs to. */
final class ScriptText {

  private final StringBuilder text = new StringBuilder();
  private final List<Optional<Node>> nodes = new ArrayList<>();
  private String indentation;
  private Optional<Node> current = Optional.empty();

  /** Starts with an indentation, in spaces. */
  ScriptText(int indentation) {
    this.indentation = " ".repeat(indentation);
  }

  /** The next lines belong to this operation. */
  void at(Node node) {
    current = Optional.of(node);
  }

  void line(String line) {
    text.append(indentation).append(line).append('\n');
    nodes.add(current);
  }

  void indent() {
    indentation += "  ";
  }

  void outdent() {
    indentation = indentation.substring(2);
  }

  /** Lines that belong to no operation. */
  void lines(String block) {
    text.append(block);
    nodes.addAll(Collections.nCopies((int) block.lines().count(), Optional.empty()));
  }

  /** The lines of another text. */
  void lines(ScriptText other) {
    text.append(other.text);
    nodes.addAll(other.nodes);
  }

  /** For each line its operation. */
  List<Optional<Node>> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
