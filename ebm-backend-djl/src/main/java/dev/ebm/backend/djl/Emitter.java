package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Writes a program as one TorchScript function, an operation a line. TorchScript frees a value
 * after the last line that reads it, so that names are never used twice.
 */
final class Emitter {

  private static final String HEAD =
      """
      class Program(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private static final String SETUP =
      """
        def setup(self: __torch__.Program,
          x: List[Tensor]) -> List[Tensor]:
      """;

  private static final String FORWARD =
      """
        def forward(self: __torch__.Program,
          x: List[Tensor],
          k: List[int]) -> List[Tensor]:
      """;

  private final ScriptSetup setup;
  private final ScriptText text = new ScriptText(4);
  private int names;

  private Emitter(Constants constants) {
    this.setup = new ScriptSetup(constants);
  }

  /**
   * The script of a program.
   *
   * @param constants keeps the literals
   * @throws dev.ebm.api.error.BackendException EBM-B002 if an operation is not supported
   */
  static Script script(Program program, Constants constants) {
    return new Emitter(constants).script(program);
  }

  private Script script(Program program) {
    Scope scope = new Scope(program);
    List<String> arrays = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Node input : program.inputs()) {
      if (input.dtype() == DType.KEY) {
        String key = "k" + keys.size() / 2;
        keys.addAll(List.of(ScriptKeys.high(key), ScriptKeys.low(key)));
        scope.names.put(input, key);
      } else {
        scope.names.put(input, "x" + arrays.size());
        arrays.add(scope.names.get(input));
      }
    }
    scope.write();
    text.line("return annotate(List[Tensor], %s)".formatted(scope.results()));
    arrays.addAll(setup.results());

    ScriptText module = new ScriptText(0);
    module.lines(HEAD + SETUP + unpacked(setup.literalNames(), "x"));
    module.lines(setup.body());
    module.lines(FORWARD + unpacked(arrays, "x") + unpacked(keys, "k"));
    module.lines(text);
    module.lines(keys.isEmpty() ? "" : ScriptKeys.FUNCTIONS);
    return new Script(module.toString(), setup.literals(), module.nodes());
  }

  private static String unpacked(List<String> names, String list) {
    return names.isEmpty() ? "" : "    %s, = %s\n".formatted(String.join(", ", names), list);
  }

  private String newName(String prefix) {
    return prefix + names++;
  }

  /** The values of a program, or of a loop's body, which also sees what it captures. */
  private final class Scope {
    private final Program program;
    private final Schedule schedule;
    private final InPlace inPlace;
    private final Map<Node, String> names = new IdentityHashMap<>();
    private final Map<Node, List<String>> loops = new IdentityHashMap<>();

    /** What becomes a value only if it is read as one. */
    private final Map<Node, String> unread = new IdentityHashMap<>();

    /** Scalars that the script has as whole numbers. */
    private final Map<Node, String> numbers = new IdentityHashMap<>();

    Scope(Program program) {
      this.program = program;
      this.schedule = Schedule.of(program);
      this.inPlace = InPlace.of(program, schedule);
    }

    void write() {
      schedule.once().forEach(setup::add);
      for (Node node : schedule.everyRun()) {
        text.at(node);
        write(node);
      }
    }

    private void write(Node node) {
      switch (node.op()) {
        case LOOP -> writeLoop(node);
        case PROJECT ->
            names.put(
                node, loops.get(node.input(0)).get(node.attribute(Attribute.Index.class).index()));
        case CHECK -> {
          text.line("if not bool(torch.all(%s)):".formatted(name(node.input(1))));
          text.line("  ops.prim.RaiseException(\"check\")");
          names.put(node, name(node.input(0)));
        }
        case FOLD_KEY -> writeFold(node);
        case UNIFORM, NORMAL -> define(node, ScriptKeys.draw(node, names.get(node.input(0))));
        case BROADCAST -> {
          // Most readers broadcast by themselves; the others ask for the name.
        }
        default -> writeOperation(node);
      }
    }

    private void writeOperation(Node node) {
      List<String> operands = operands(node);
      if (node.op() == Op.GATHER || node.op() == Op.SCATTER_ADD) {
        Rows.guard(node, operands.get(1), newName("i")).forEach(text::line);
      }
      OptionalInt target = inPlace.target(node);
      define(
          node,
          target.isPresent()
              ? Lowering.inPlace(node, operands, target.getAsInt())
              : Lowering.of(node, operands));
    }

    private void define(Node node, String expression) {
      String name = newName("v");
      text.line(name + " = " + expression);
      names.put(node, name);
    }

    /** Element-wise operations broadcast their operands if one has the result's shape. */
    private List<String> operands(Node node) {
      boolean broadcasts =
          node.op().kind() == Op.Kind.ELEMENTWISE
              && node.inputs().stream().anyMatch(input -> !isBroadcast(input));
      return node.inputs().stream()
          .map(input -> name(broadcasts && isBroadcast(input) ? input.input(0) : input))
          .toList();
    }

    private boolean isBroadcast(Node node) {
      return node.op() == Op.BROADCAST && !setup.has(node);
    }

    private String name(Node node) {
      String name = names.get(node);
      if (name != null) {
        return name;
      }
      if (setup.has(node)) {
        return setup.result(node);
      }
      String expression = unread.get(node);
      define(
          node, expression != null ? expression : Lowering.of(node, List.of(name(node.input(0)))));
      return names.get(node);
    }

    private void writeFold(Node node) {
      String key = newName("key");
      String data =
          node.attribute() instanceof Attribute.Fold fold
              ? Long.toString(fold.data())
              : number(node.input(1));
      text.line(ScriptKeys.fold(key, names.get(node.input(0)), data, node.inputs().size() > 1));
      names.put(node, key);
    }

    private String number(Node scalar) {
      String number = numbers.get(scalar);
      return number != null ? number : "int(%s)".formatted(name(scalar));
    }

    private void writeLoop(Node node) {
      Attribute.Loop loop = node.attribute(Attribute.Loop.class);
      List<Node> outputs = loop.body().outputs();
      List<String> results = new ArrayList<>();
      for (int k = 0; k < loop.carried(); k++) {
        results.add(newName("v"));
        assign(outputs.get(k).dtype(), results.get(k), name(node.input(k)));
      }
      for (int k = loop.carried(); k < outputs.size(); k++) {
        TensorType type = outputs.get(k).type();
        results.add(newName("v"));
        text.line(
            results.get(k)
                + " = "
                + Lowering.zeros(new TensorType(type.dtype(), type.shape().prepend(loop.count()))));
      }
      List<String> operands = node.inputs().stream().map(this::name).toList();
      String step = newName("i");
      text.line("for %s in range(%d):".formatted(step, loop.count()));
      text.indent();
      new Scope(loop.body()).writeBody(loop, step, operands, results);
      text.at(node);
      text.outdent();
      loops.put(node, results);
    }

    private void writeBody(
        Attribute.Loop loop, String step, List<String> operands, List<String> results) {
      String i = loop.reverse() ? "%d - %s".formatted(loop.count() - 1, step) : step;
      List<Node> inputs = program.inputs();
      int captured = loop.carried() + loop.scanned();
      for (int k = 0; k < operands.size(); k++) {
        Node input = inputs.get(1 + k);
        if (k < loop.carried()) {
          names.put(input, results.get(k));
        } else if (k < captured) {
          unread.put(input, "torch.select(%s, 0, %s)".formatted(operands.get(k), i));
        } else {
          names.put(input, operands.get(k));
        }
      }
      numbers.put(inputs.get(0), i);
      unread.put(
          inputs.get(0), "torch.tensor(%s, dtype=%d)".formatted(i, Lowering.code(DType.INT32)));
      write();
      List<String> next = results();
      for (int k = loop.carried(); k < next.size(); k++) {
        text.line(
            "%s = torch.copy_(torch.select(%s, 0, %s), %s)"
                .formatted(newName("u"), results.get(k), i, next.get(k)));
      }
      // What a loop swaps is read before it is assigned.
      for (int k = 0; k < loop.carried(); k++) {
        if (results.contains(next.get(k))) {
          String kept = newName("n");
          assign(program.outputs().get(k).dtype(), kept, next.get(k));
          next.set(k, kept);
        }
      }
      for (int k = 0; k < loop.carried(); k++) {
        assign(program.outputs().get(k).dtype(), results.get(k), next.get(k));
      }
    }

    private void assign(DType dtype, String name, String value) {
      if (dtype == DType.KEY) {
        text.line(ScriptKeys.high(name) + " = " + ScriptKeys.high(value));
        text.line(ScriptKeys.low(name) + " = " + ScriptKeys.low(value));
      } else {
        text.line(name + " = " + value);
      }
    }

    List<String> results() {
      return new ArrayList<>(program.outputs().stream().map(this::name).toList());
    }
  }
}
