package dev.ebm.core.compile;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in words what distinguishes a program from the one of the same name before it. */
final class ProgramChange {

  private ProgramChange() {}

  /**
   * The first kind of difference: inputs, then operations, then outputs.
   *
   * @param last empty for the first program of a name
   */
  static String between(Optional<Program> last, Program now) {
    if (last.isEmpty()) {
      return "the first of this name";
    }
    Program before = last.get();
    List<String> changes = new ArrayList<>();
    compare("input", before.inputs(), before.inputNames(), now.inputs(), now.inputNames(), changes);
    if (changes.isEmpty()) {
      compareOperations(before.nodes(), now.nodes(), changes);
    }
    if (changes.isEmpty()) {
      compare(
          "output",
          before.outputs(),
          before.outputNames(),
          now.outputs(),
          now.outputNames(),
          changes);
    }
    return changes.isEmpty() ? "other literals or operands" : String.join("; ", changes);
  }

  private static void compare(
      String what,
      List<Node> before,
      List<String> namesBefore,
      List<Node> now,
      List<String> namesNow,
      List<String> changes) {
    if (!namesBefore.equals(namesNow)) {
      changes.add("%ss were %s and are %s".formatted(what, namesBefore, namesNow));
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!before.get(i).type().equals(now.get(i).type())) {
        changes.add(
            "%s %s was %s and is %s"
                .formatted(what, namesNow.get(i), before.get(i).type(), now.get(i).type()));
      }
    }
  }

  private static void compareOperations(List<Node> before, List<Node> now, List<String> changes) {
    for (int i = 0; i < Math.min(before.size(), now.size()); i++) {
      if (before.get(i).attribute() instanceof Attribute.Loop was
          && now.get(i).attribute() instanceof Attribute.Loop is) {
        compareOperations(was.body().nodes(), is.body().nodes(), changes);
        if (!changes.isEmpty()) {
          return;
        }
      }
      if (!before.get(i).toString().equals(now.get(i).toString())) {
        changes.add(
            "operation %d was %s and is %s, made at %s"
                .formatted(i, before.get(i), now.get(i), now.get(i).origin()));
        return;
      }
    }
    if (before.size() != now.size()) {
      changes.add("%d operations were %d".formatted(now.size(), before.size()));
    }
  }
}
