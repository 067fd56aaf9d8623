package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * When the values of a program can be freed: after the last operation that reads them. Inputs and
 * outputs belong to the caller and are never freed.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class LastUse {

  private final Program program;
  private final Map<Node, List<Node>> freed = new IdentityHashMap<>();

  private LastUse(Program program) {
    this.program = program;
  }

  /** Finds the last reader of every value of a program. */
  public static LastUse of(Program program) {
    LastUse result = new LastUse(program);
    Map<Node, Node> last = new IdentityHashMap<>();
    for (Node node : program.nodes()) {
      last.put(node, node);
      node.inputs().forEach(input -> last.put(input, node));
    }
    program.outputs().forEach(last::remove);
    for (Node node : program.nodes()) {
      if (node.op() != Op.INPUT && last.containsKey(node)) {
        result.freed.computeIfAbsent(last.get(node), reader -> new ArrayList<>()).add(node);
      }
    }
    return result;
  }

  /** The values that nobody reads after this operation, in the order in which they were made. */
  public List<Node> freedAfter(Node node) {
    return freed.getOrDefault(node, List.of());
  }

  /** The printed program, each operation followed by what is freed after it. */
  @Override
  public String toString() {
    return ProgramText.of(program, this);
  }
}
