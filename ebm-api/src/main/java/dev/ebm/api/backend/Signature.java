package dev.ebm.api.backend;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** Checks what an executable is given against its program's inputs; for authors of backends. */
@API(status = API.Status.STABLE, since = "1.0")
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

  /**
   * Checks that a backend has every operation of a program, loop bodies included.
   *
   * @param simplified what the backend is about to compile
   * @throws BackendException EBM-B002 with the first operation that it lacks
   */
  public static void checkSupported(Backend backend, Program simplified) {
    for (Node input : simplified.inputs()) {
      checkSupported(backend, input);
    }
    for (Node node : simplified.nodes()) {
      checkSupported(backend, node);
      if (node.attribute() instanceof Attribute.Loop loop) {
        checkSupported(backend, loop.body());
      }
    }
  }

  private static void checkSupported(Backend backend, Node node) {
    if (!backend.supports(node.op(), node.dtype())) {
      throw new BackendException(
          Problem.error(
              "EBM-B002",
              node.origin(),
              "backend '%s' has no %s".formatted(backend.name(), node),
              "choose another backend"));
    }
  }

  /** The failure EBM-B003 of giving a program a value that another backend owns. */
  public static BackendException foreign(Program program) {
    return new BackendException(
        Problem.error(
            "EBM-B003",
            "program '" + program.name() + "'",
            "was given a value of another backend",
            "download it there and upload it here"));
  }

  /** The failure of using something closed. */
  public static BackendException closed(String what) {
    return new BackendException(
        Problem.error("EBM-B004", what, "is closed", "use it before closing it"));
  }
}
