package dev.ebm.api.tensor;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apiguardian.api.API;

/**
 * A program whose draws have become inputs, for backends whose own generators give other numbers:
 * {@link Philox} makes the draws on the host, so that every backend sees the same bits. A draw
 * inside a loop becomes one input for all iterations.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class PortableRandom {

  private final Program program;
  private final List<Integer> kept;
  private final List<Draw> draws;

  /** A program's own frame, or a loop body's, which stands in another. */
  private record Frame(Program program, Optional<Enclosing> enclosing) {}

  /** The loop whose body a frame is, and the frame that the loop stands in. */
  private record Enclosing(Node loop, Frame frame) {}

  private record Draw(Op op, TensorType type, List<Integer> counts, Node key, Frame frame) {
    TensorType stackedType() {
      int[] lead = counts.stream().mapToInt(Integer::intValue).toArray();
      return new TensorType(type.dtype(), type.shape().prepend(lead));
    }
  }

  private PortableRandom(Program program, List<Integer> kept, List<Draw> draws) {
    this.program = program;
    this.kept = kept;
    this.draws = draws;
  }

  /**
   * Lowers a program.
   *
   * @throws TensorException EBM-T009 if a key is made from a computed value
   */
  public static PortableRandom of(Program program) {
    List<Node> inputs = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < program.inputs().size(); i++) {
      if (program.inputs().get(i).dtype() != DType.KEY) {
        inputs.add(program.inputs().get(i));
        kept.add(i);
      }
    }
    List<Draw> draws = new ArrayList<>();
    List<Node> drawInputs = new ArrayList<>();
    List<Node> outputs =
        lower(program.outputs(), new Frame(program, Optional.empty()), draws, drawInputs);
    inputs.addAll(drawInputs);
    for (Draw draw : draws) {
      int[] iteration = new int[draw.counts.size()];
      key(draw.key, draw.frame, iteration, i -> TensorData.zeros(program.inputs().get(i).type()));
    }
    return new PortableRandom(program.with(inputs, outputs), kept, draws);
  }

  /** The program without keys and draws: the original's other inputs, then one for each draw. */
  public Program program() {
    return program;
  }

  /** The positions of the original's inputs that stay, in order. */
  public List<Integer> kept() {
    return kept;
  }

  /**
   * The values of the further inputs.
   *
   * @param input the value of the original's input at a position; asked for keys and for the int32
   *     scalars that keys are folded with
   */
  public List<TensorData> draw(IntFunction<TensorData> input) {
    return draws.stream().map(draw -> draw(draw, input)).toList();
  }

  private static TensorData draw(Draw draw, IntFunction<TensorData> input) {
    if (draw.counts.isEmpty()) {
      return Philox.draw(draw.op, key(draw.key, draw.frame, new int[0], input), draw.type);
    }
    TensorType type = draw.stackedType();
    int size = draw.type.shape().size();
    float[] all = new float[type.shape().size()];
    int[] iteration = new int[draw.counts.size()];
    for (int at = 0; at < all.length; at += size) {
      TensorData key = key(draw.key, draw.frame, iteration, input);
      Philox.draw(draw.op, key, all, at, size);
      for (int depth = iteration.length - 1; depth >= 0; depth--) {
        if (++iteration[depth] < draw.counts.get(depth)) {
          break;
        }
        iteration[depth] = 0;
      }
    }
    return Philox.held(type, all);
  }

  private static TensorData key(
      Node node, Frame frame, int[] iteration, IntFunction<TensorData> input) {
    if (node.op() == Op.FOLD_KEY) {
      TensorData key = key(node.input(0), frame, iteration, input);
      return node.attribute() instanceof Attribute.Fold fold
          ? Philox.fold(key, fold)
          : Philox.fold(key, counter(node.input(1), frame, iteration, input));
    }
    int position = position(node, frame);
    return frame.enclosing.isEmpty()
        ? input.apply(position)
        : key(captured(position, node, frame), frame.enclosing.get().frame, iteration, input);
  }

  private static int counter(
      Node node, Frame frame, int[] iteration, IntFunction<TensorData> input) {
    if (node.op() == Op.CONSTANT) {
      return node.attribute(Attribute.Literal.class).data().ints()[0];
    }
    int position = position(node, frame);
    if (frame.enclosing.isEmpty()) {
      return input.apply(position).ints()[0];
    }
    return position == 0
        ? iteration[depth(frame) - 1]
        : counter(captured(position, node, frame), frame.enclosing.get().frame, iteration, input);
  }

  /** What a key or a counter is made from: inputs, names, constants and iterations by depth. */
  private static String path(Node node, Frame frame) {
    if (node.op() == Op.FOLD_KEY) {
      String parent = path(node.input(0), frame);
      return node.attribute() instanceof Attribute.Fold fold
          ? parent + "/" + fold
          : parent + "/" + path(node.input(1), frame);
    }
    if (node.op() == Op.CONSTANT) {
      return node.attribute().toString();
    }
    int position = position(node, frame);
    if (frame.enclosing.isEmpty()) {
      return "input " + position;
    }
    return position == 0 && node.dtype() == DType.INT32
        ? "iteration " + depth(frame)
        : path(captured(position, node, frame), frame.enclosing.get().frame);
  }

  private static int depth(Frame frame) {
    return frame.enclosing.map(enclosing -> 1 + depth(enclosing.frame)).orElse(0);
  }

  private static int position(Node node, Frame frame) {
    for (int i = 0; i < frame.program.inputs().size(); i++) {
      if (frame.program.inputs().get(i) == node) {
        return i;
      }
    }
    throw computedKey(node);
  }

  private static Node captured(int position, Node node, Frame frame) {
    Node loop = frame.enclosing.orElseThrow().loop;
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    if (position <= spec.carried() + spec.scanned()) {
      throw computedKey(node);
    }
    return loop.input(position - 1);
  }

  private static TensorException computedKey(Node node) {
    return new TensorException(
        Problem.error(
            "EBM-T009",
            node.origin(),
            "a random draw depends on a key made from a computed value",
            "fold keys with names, constants, inputs and loop iterations only"));
  }

  /** Replaces draws by new inputs, which are added with their descriptions. */
  private static List<Node> lower(
      List<Node> roots, Frame frame, List<Draw> draws, List<Node> drawInputs) {
    Map<Node, Node> known = new IdentityHashMap<>();
    return Graph.rewrite(
        roots,
        known,
        (node, inputs) ->
            switch (node.op()) {
              case UNIFORM, NORMAL -> {
                Draw draw = new Draw(node.op(), node.type(), List.of(), node.input(0), frame);
                yield newInput(draw, draws, drawInputs);
              }
              case LOOP -> lowerLoop(node, inputs, frame, draws, drawInputs);
              default -> Graph.onInputs(node, inputs);
            });
  }

  /** The input of a draw; equal draws, as a derivative through a loop repeats them, share one. */
  private static Node newInput(Draw draw, List<Draw> draws, List<Node> drawInputs) {
    String path = path(draw.key, draw.frame);
    for (int i = 0; i < draws.size(); i++) {
      Draw earlier = draws.get(i);
      boolean same =
          earlier.op == draw.op
              && earlier.type.equals(draw.type)
              && earlier.counts.equals(draw.counts)
              && path(earlier.key, earlier.frame).equals(path);
      if (same) {
        return drawInputs.get(i);
      }
    }
    Node input = Nodes.input("draw" + draws.size(), draw.stackedType());
    draws.add(draw);
    drawInputs.add(input);
    return input;
  }

  private static Node lowerLoop(
      Node loop, List<Node> operands, Frame frame, List<Draw> draws, List<Node> drawInputs) {
    Attribute.Loop spec = loop.attribute(Attribute.Loop.class);
    Program body = spec.body();
    List<Draw> bodyDraws = new ArrayList<>();
    List<Node> bodyDrawInputs = new ArrayList<>();
    List<Node> results =
        lower(
            body.outputs(),
            new Frame(body, Optional.of(new Enclosing(loop, frame))),
            bodyDraws,
            bodyDrawInputs);

    List<Node> bodyInputs = new ArrayList<>(List.of(body.inputs().get(0)));
    List<Node> newOperands = new ArrayList<>();
    int own = spec.carried() + spec.scanned();
    for (int k = 0; k < operands.size(); k++) {
      if (k == own) {
        scanDraws(spec, bodyDraws, bodyDrawInputs, bodyInputs, newOperands, draws, drawInputs);
      }
      if (operands.get(k).dtype() != DType.KEY) {
        bodyInputs.add(body.inputs().get(k + 1));
        newOperands.add(operands.get(k));
      }
    }
    Attribute.Loop lowered =
        new Attribute.Loop(
            spec.count(),
            spec.carried(),
            spec.scanned() + bodyDraws.size(),
            spec.reverse(),
            body.with(bodyInputs, results));
    return loop.with(newOperands, lowered, loop.type());
  }

  /** Every draw of a body becomes a stack that its loop scans. */
  private static void scanDraws(
      Attribute.Loop spec,
      List<Draw> bodyDraws,
      List<Node> bodyDrawInputs,
      List<Node> bodyInputs,
      List<Node> newOperands,
      List<Draw> draws,
      List<Node> drawInputs) {
    for (int k = 0; k < bodyDraws.size(); k++) {
      Draw inner = bodyDraws.get(k);
      List<Integer> counts = new ArrayList<>(List.of(spec.count()));
      counts.addAll(inner.counts);
      Draw stacked = new Draw(inner.op, inner.type, counts, inner.key, inner.frame);
      newOperands.add(newInput(stacked, draws, drawInputs));
      bodyInputs.add(bodyDrawInputs.get(k));
    }
  }
}
