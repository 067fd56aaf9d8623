package dev.ebm.api.backend;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import java.util.List;
import java.util.stream.Collectors;

/** Checks what an executable is given against its program's inputs; for authors of backends. */
public final class Signature {

  private Signature() {}

  /**
   * Checks count and types.
   *
   * @throws BackendException EBM-B003 with the expected signature
   */
  public static void check(Program program, List<Value> inputs) {
    List<Node> expected = program.inputs();
    boolean fits = expected.size() == inputs.size();
    for (int i = 0; fits && i < inputs.size(); i++) {
      fits = expected.get(i).type().equals(inputs.get(i).type());
    }
    if (!fits) {
      throw new BackendException(
          Problem.error(
              "EBM-B003",
              "program '" + program.name() + "'",
              "was given ("
                  + inputs.stream()
                      .map(value -> value.type().toString())
                      .collect(Collectors.joining(", "))
                  + ")",
              "it takes "
                  + expected.stream()
                      .map(node -> node.attribute() + ": " + node.type())
                      .collect(Collectors.joining(", ", "(", ")"))));
    }
  }

  /** The failure of using something closed. */
  public static BackendException closed(String what) {
    return new BackendException(
        Problem.error("EBM-B004", what, "is closed", "use it before closing it"));
  }
}
