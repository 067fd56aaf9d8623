package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/**
 * Keys and draws within the graph, by TensorFlow's Philox generator, whose blocks are addressed by
 * a key of 64 bits and a counter of 128. A key of ours is two int64, high and low.
 *
 * <ul>
 *   <li>A draw takes its bits from the blocks under high at counters (0, low), (1, low), ...
 *   <li>Folding takes the new key from the block under high exclusive-or a constant at counter
 *       (data, low), where data is a name's hash or a number. The constant differs for names and
 *       numbers, so that no fold shares a block with a draw or with another fold, but by a chance
 *       of 2^-64.
 * </ul>
 */
final class Draws {

  /** Philox by its number, the same on every machine; TensorFlow's default is not. */
  private static final int PHILOX = 1;

  private static final long NAMES = 0x6e616d6573000000L;
  private static final long NUMBERS = 0x6e756d6265727300L;

  private final Emitter emit;

  Draws(Emitter emit) {
    this.emit = emit;
  }

  /** The key folded with a name. */
  Output<?> fold(Node node, Output<?> key) {
    long name = node.attribute(Attribute.Fold.class).data();
    return fold(node, key, longs(node, name, 0), NAMES);
  }

  /** The key folded with an int32 scalar. */
  Output<?> fold(Node node, Output<?> key, Output<?> number) {
    Output<?> wide = emit.cast(node, number, DType.INT64);
    return fold(node, key, emit.op(node, "Mul", wide, longs(node, 1, 0)), NUMBERS);
  }

  private Output<?> fold(Node node, Output<?> key, Output<?> data, long domain) {
    Output<?> domainKey = emit.op(node, "BitwiseXor", high(node, key), longs(node, domain));
    Output<?> counter = emit.op(node, "AddV2", start(node, key), data);
    Output<?> shape = emit.vector(node, 2);
    return draw(node, "StatelessRandomUniformFullIntV2", DType.INT64, shape, domainKey, counter);
  }

  /** Uniform draws in [0, 1). */
  Output<?> uniform(Node node, Output<?> key) {
    return uniform(node, key, node.shape().dims());
  }

  private Output<?> uniform(Node node, Output<?> key, int... dims) {
    Output<?> shape = emit.vector(node, dims);
    return draw(
        node, "StatelessRandomUniformV2", node.dtype(), shape, high(node, key), start(node, key));
  }

  /**
   * Standard normal draws by the method of Box and Muller (1958), which in float32 end at 5.65.
   * TensorFlow's StatelessRandomNormalV2 does the same, but number by number in twice the time.
   */
  Output<?> normal(Node node, Output<?> key) {
    int size = node.shape().size();
    int half = (size + 1) / 2;
    Output<?> drawn = uniform(node, key, 2, half);
    Output<?> log = emit.op(node, "Log1p", emit.op(node, "Neg", row(node, drawn, 0)));
    Output<?> radius = emit.op(node, "Sqrt", emit.op(node, "Mul", log, number(node, -2)));
    Output<?> angle = emit.op(node, "Mul", row(node, drawn, 1), number(node, 2 * Math.PI));
    Output<?> x = emit.op(node, "Mul", radius, emit.op(node, "Cos", angle));
    Output<?> y = emit.op(node, "Mul", radius, emit.op(node, "Sin", angle));
    Output<?> all = emit.concat(node, 0, x, y);
    Output<?> wanted =
        size % 2 == 0
            ? all
            : emit.op(node, "Slice", all, emit.vector(node, 0), emit.vector(node, size));
    return emit.reshape(node, wanted, node.shape());
  }

  private Output<?> row(Node node, Output<?> pair, int index) {
    int half = (node.shape().size() + 1) / 2;
    Output<?> row =
        emit.op(node, "Slice", pair, emit.vector(node, index, 0), emit.vector(node, 1, half));
    return emit.reshape(node, row, half);
  }

  private Output<?> number(Node node, double value) {
    TensorType scalar = new TensorType(node.dtype(), Shape.SCALAR);
    return emit.constant(node, TensorData.fromDoubles(scalar, new double[] {value}));
  }

  private Output<?> draw(
      Node node, String type, DType dtype, Output<?> shape, Output<?> key, Output<?> counter) {
    return emit.op(
        node,
        type,
        b -> b.setAttr("dtype", Transfer.dataType(dtype)),
        shape,
        unsigned(node, key),
        unsigned(node, counter),
        emit.integer(node, PHILOX));
  }

  private Output<?> high(Node node, Output<?> key) {
    Output<?> one = emit.vector(node, 1);
    return emit.op(node, "StridedSlice", key, emit.vector(node, 0), one, one);
  }

  /** The counter (0, low). */
  private Output<?> start(Node node, Output<?> key) {
    return emit.op(node, "BitwiseAnd", key, longs(node, 0, -1));
  }

  private Output<?> unsigned(Node node, Output<?> x) {
    return emit.op(node, "Bitcast", b -> b.setAttr("type", DataType.DT_UINT64), x);
  }

  private Output<?> longs(Node node, long... values) {
    return emit.constant(node, TensorData.of(values, values.length));
  }
}
