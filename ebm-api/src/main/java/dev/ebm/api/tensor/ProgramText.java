package dev.ebm.api.tensor;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The printed form of a program. */
final class ProgramText {

  private final StringBuilder text = new StringBuilder();

  private ProgramText() {}

  static String of(Program program) {
    ProgramText printer = new ProgramText();
    printer.print(program, "", node -> List.of());
    return printer.text.toString();
  }

  static String of(Program program, LastUse lastUse) {
    ProgramText printer = new ProgramText();
    printer.print(program, "", lastUse::freedAfter);
    return printer.text.toString();
  }

  private void print(Program program, String indent, Function<Node, List<Node>> freed) {
    Map<Node, String> names = new IdentityHashMap<>();
    String arguments =
        program.inputs().stream()
            .map(input -> input.attribute() + ": " + input.type())
            .collect(Collectors.joining(", "));
    text.append(indent).append(program.name()).append('(').append(arguments).append(") {\n");
    for (Node input : program.inputs()) {
      names.put(input, input.attribute().toString());
    }
    int next = 0;
    for (Node node : program.nodes()) {
      if (node.op() == Op.INPUT) {
        continue;
      }
      if (node.op() == Op.CONSTANT && node.shape().rank() == 0) {
        names.put(node, node.attribute().toString());
        continue;
      }
      String own = "%" + next++;
      names.put(node, own);
      text.append(indent).append("  ").append(own).append(" = ").append(call(node, names));
      text.append(node.op() == Op.LOOP ? "" : " : " + node.type());
      String over =
          freed.apply(node).stream()
              .filter(old -> names.get(old).startsWith("%"))
              .map(names::get)
              .collect(Collectors.joining(", "));
      text.append(over.isEmpty() ? "\n" : "; free " + over + "\n");
      if (node.op() == Op.LOOP) {
        print(node.attribute(Attribute.Loop.class).body(), indent + "    ", inner -> List.of());
      }
    }
    text.append(indent).append("  return ");
    List<String> results = program.outputNames();
    for (int i = 0; i < results.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(results.get(i)).append('=');
      text.append(names.get(program.outputs().get(i)));
    }
    text.append('\n').append(indent).append("}\n");
  }

  private static String call(Node node, Map<Node, String> names) {
    String operands = node.inputs().stream().map(names::get).collect(Collectors.joining(", "));
    String extra = node.attribute().toString();
    String joint = operands.isEmpty() || extra.isEmpty() ? "" : ", ";
    return node.op().symbol() + "(" + operands + joint + extra + ")";
  }
}
