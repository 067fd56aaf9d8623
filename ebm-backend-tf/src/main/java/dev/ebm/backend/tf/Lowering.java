package dev.ebm.backend.tf;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;

/** Says a program in TensorFlow's operations. */
final class Lowering {

  private final Emitter emit;
  private final Elementwise elementwise;
  private final Structure structure;
  private final Reductions reductions;
  private final Convolutions convolutions;
  private final Draws draws;
  private final Map<Node, Output<?>> known = new IdentityHashMap<>();
  private final Map<Node, List<Output<?>>> loops = new IdentityHashMap<>();

  private Lowering(Emitter emit) {
    this.emit = emit;
    this.elementwise = new Elementwise(emit, known);
    this.structure = new Structure(emit);
    this.reductions = new Reductions(emit);
    this.convolutions = new Convolutions(emit);
    this.draws = new Draws(emit);
  }

  /**
   * Adds a program to a graph.
   *
   * @param arguments what stands for each of its inputs
   * @return what stands for each of its outputs
   * @throws BackendException EBM-B002 if TensorFlow refuses an operation
   */
  static List<Output<?>> add(Program program, List<Output<?>> arguments, Emitter emit) {
    Lowering lowering = new Lowering(emit);
    for (int i = 0; i < arguments.size(); i++) {
      lowering.known.put(program.inputs().get(i), arguments.get(i));
    }
    for (Node node : program.nodes()) {
      if (node.op() != Op.INPUT) {
        lowering.add(node);
      }
    }
    List<Output<?>> outputs = new ArrayList<>();
    program.outputs().forEach(output -> outputs.add(lowering.known.get(output)));
    return outputs;
  }

  private void add(Node node) {
    try {
      if (node.op() == Op.LOOP) {
        List<Output<?>> operands = node.inputs().stream().<Output<?>>map(known::get).toList();
        loops.put(node, Loops.add(node, operands, emit));
      } else {
        known.put(node, lower(node));
      }
    } catch (TensorFlowException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new BackendException(
          Problem.error(
              "EBM-B002",
              node.origin(),
              "TensorFlow does not take " + node + ": " + RunFailures.firstLine(e),
              "choose another backend"),
          e);
    }
  }

  private Output<?> lower(Node node) {
    return switch (node.op()) {
      case CONSTANT -> emit.constant(node, node.attribute(Attribute.Literal.class).data());
      case IOTA -> iota(node);
      case FOLD_KEY ->
          node.inputs().size() == 1
              ? draws.fold(node, x(node))
              : draws.fold(node, x(node), y(node));
      case UNIFORM -> draws.uniform(node, x(node));
      case NORMAL -> draws.normal(node, x(node));
      case RESHAPE -> emit.reshape(node, x(node), node.shape());
      case TRANSPOSE -> emit.transpose(node, x(node), axes(node));
      case BROADCAST -> structure.broadcast(node, x(node));
      case SLICE -> structure.slice(node, x(node));
      case PAD -> structure.pad(node, x(node));
      case REVERSE -> structure.reverse(node, x(node));
      case CONCAT -> concat(node);
      case CHECK -> check(node);
      case GATHER -> emit.op(node, "GatherV2", x(node), y(node), emit.integer(node, 0));
      case SCATTER_ADD -> scatterAdd(node);
      case REDUCE_SUM -> reductions.reduce(node, "Sum", x(node));
      case REDUCE_MAX -> reductions.reduce(node, "Max", x(node));
      case ARGMAX -> reductions.argmax(node, x(node));
      case DOT -> dot(node);
      case CONV -> convolutions.forward(node, x(node), y(node));
      case CONV_INPUT -> convolutions.input(node, x(node), y(node));
      case CONV_FILTER -> convolutions.filter(node, x(node), y(node));
      case PROJECT -> loops.get(node.input(0)).get(node.attribute(Attribute.Index.class).index());
      default -> elementwise.lower(node);
    };
  }

  private Output<?> x(Node node) {
    return known.get(node.input(0));
  }

  private Output<?> y(Node node) {
    return known.get(node.input(1));
  }

  private static int[] axes(Node node) {
    return node.attribute(Attribute.Axes.class).toArray();
  }

  private Output<?> iota(Node node) {
    int n = node.shape().dim(0);
    return emit.op(
        node, "Range", emit.integer(node, 0), emit.integer(node, n), emit.integer(node, 1));
  }

  private Output<?> concat(Node node) {
    Output<?>[] parts = node.inputs().stream().map(known::get).toArray(Output<?>[]::new);
    return emit.concat(node, axes(node)[0], parts);
  }

  /** The assertion comes before every use of the value, and after what the value needs. */
  private Output<?> check(Node node) {
    int[] axes = IntStream.range(0, node.input(1).shape().rank()).toArray();
    Output<?> holds = emit.op(node, "All", y(node), emit.vector(node, axes));
    var assertion =
        emit.builder(node, "Assert")
            .addInput(holds)
            .addInputList(new Output<?>[] {holds})
            .addControlInput(x(node).op())
            .build();
    return emit.builder(node, "Identity")
        .addInput(x(node))
        .addControlInput(assertion)
        .build()
        .output(0);
  }

  /** By ScatterNd, since UnsortedSegmentSum drops rows at negative indices in silence. */
  private Output<?> scatterAdd(Node node) {
    if (node.shape().size() == 0 && node.shape().dim(0) > 0) {
      return emit.constant(node, TensorData.zeros(node.type()));
    }
    Output<?> indices = emit.reshape(node, y(node), node.input(1).shape().dim(0), 1);
    return emit.op(node, "ScatterNd", indices, x(node), emit.vector(node, node.shape().dims()));
  }

  /** A transposed operand is read in place: a fifth faster than transposing a tall one first. */
  private Output<?> dot(Node node) {
    Node a = node.input(0);
    Node b = node.input(1);
    boolean matrices = node.shape().rank() == 2;
    return emit.op(
        node,
        matrices ? "MatMul" : "BatchMatMulV2",
        builder ->
            builder
                .setAttr(matrices ? "transpose_a" : "adj_x", swapsLastAxes(a))
                .setAttr(matrices ? "transpose_b" : "adj_y", swapsLastAxes(b)),
        known.get(swapsLastAxes(a) ? a.input(0) : a),
        known.get(swapsLastAxes(b) ? b.input(0) : b));
  }

  private static boolean swapsLastAxes(Node node) {
    if (node.op() != Op.TRANSPOSE) {
      return false;
    }
    int[] axes = axes(node);
    int last = axes.length - 1;
    for (int i = 0; i < last - 1; i++) {
      if (axes[i] != i) {
        return false;
      }
    }
    return axes[last] == last - 1;
  }
}
