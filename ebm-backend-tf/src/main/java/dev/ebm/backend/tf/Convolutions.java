package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Output;

/**
 * Convolutions. TensorFlow's kernels for processors take images [B, H, W, C] and filters [H, W, C,
 * O] only, so that every operand and result is transposed.
 */
final class Convolutions {

  private static final int[] TO_CHANNELS_LAST = {0, 2, 3, 1};
  private static final int[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
  private static final int[] TO_CHANNELS_BEHIND = {2, 3, 1, 0};
  private static final int[] TO_CHANNELS_AHEAD = {3, 2, 0, 1};

  private final Emitter emit;

  Convolutions(Emitter emit) {
    this.emit = emit;
  }

  Output<?> forward(Node node, Output<?> x, Output<?> w) {
    Output<?> y = convolve(node, "Conv2D", images(node, x), filters(node, w));
    return emit.transpose(node, y, TO_CHANNELS_FIRST);
  }

  Output<?> input(Node node, Output<?> g, Output<?> w) {
    Output<?> sizes = sizes(node, TO_CHANNELS_LAST);
    Output<?> x = convolve(node, "Conv2DBackpropInput", sizes, filters(node, w), images(node, g));
    return emit.transpose(node, x, TO_CHANNELS_FIRST);
  }

  /**
   * For each place of the filter the product of the images' parts that it meets and the cotangent,
   * summed over all places of all images: half to a quarter of the time of Conv2DBackpropFilter.
   */
  Output<?> filter(Node node, Output<?> x, Output<?> g) {
    Shape filter = node.shape();
    Shape cotangent = node.input(1).shape();
    int channels = filter.dim(1);
    int places = cotangent.dim(0) * cotangent.dim(2) * cotangent.dim(3);
    int[] size = {cotangent.dim(0), cotangent.dim(2), 1, cotangent.dim(3), 1, channels};
    Output<?> blocks = blocks(node, images(node, x));
    Output<?> columns = emit.reshape(node, images(node, g), places, cotangent.dim(1));
    List<Integer> stride = how(node).stride();
    List<Output<?>> products = new ArrayList<>();
    for (int h = 0; h < filter.dim(2); h++) {
      for (int w = 0; w < filter.dim(3); w++) {
        int[] from = {
          0, h / stride.get(0), h % stride.get(0), w / stride.get(1), w % stride.get(1), 0
        };
        Output<?> met =
            emit.op(node, "Slice", blocks, emit.vector(node, from), emit.vector(node, size));
        Output<?> rows = emit.reshape(node, met, places, channels);
        products.add(emit.op(node, "MatMul", b -> b.setAttr("transpose_a", true), rows, columns));
      }
    }
    Output<?> stacked = emit.concat(node, 0, products.toArray(Output<?>[]::new));
    Output<?> w =
        emit.reshape(node, stacked, filter.dim(2), filter.dim(3), channels, filter.dim(0));
    return emit.transpose(node, w, TO_CHANNELS_AHEAD);
  }

  /**
   * Images [B, H, W, C] with their padding as blocks of the stride's size, [B, H', stride, W',
   * stride, C], so that what one place of the filter meets lies at one place of all blocks.
   */
  private Output<?> blocks(Node node, Output<?> x) {
    int[] dims = new int[2];
    int[] strides = new int[2];
    int[] widths = new int[8];
    for (int axis = 0; axis < 2; axis++) {
      strides[axis] = how(node).stride().get(axis);
      int beyond = (node.shape().dim(2 + axis) - 1) / strides[axis];
      dims[axis] = node.input(1).shape().dim(2 + axis) + beyond;
      int low = how(node).low().get(axis);
      int missing = dims[axis] * strides[axis] - low - node.input(0).shape().dim(2 + axis);
      widths[2 + 2 * axis] = low;
      widths[3 + 2 * axis] = Math.max(missing, 0);
    }
    int images = node.input(0).shape().dim(0);
    int channels = node.shape().dim(1);
    Output<?> padded = emit.op(node, "Pad", x, emit.constant(node, TensorData.of(widths, 4, 2)));
    Output<?> used =
        emit.op(
            node,
            "Slice",
            padded,
            emit.vector(node, 0, 0, 0, 0),
            emit.vector(node, images, dims[0] * strides[0], dims[1] * strides[1], channels));
    return emit.reshape(node, used, images, dims[0], strides[0], dims[1], strides[1], channels);
  }

  private Output<?> images(Node node, Output<?> x) {
    return emit.transpose(node, x, TO_CHANNELS_LAST);
  }

  private Output<?> filters(Node node, Output<?> w) {
    return emit.transpose(node, w, TO_CHANNELS_BEHIND);
  }

  private Output<?> sizes(Node node, int[] axes) {
    int[] sizes = axes.clone();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = node.shape().dim(axes[i]);
    }
    return emit.vector(node, sizes);
  }

  private static Attribute.Convolution how(Node node) {
    return node.attribute(Attribute.Convolution.class);
  }

  private Output<?> convolve(Node node, String type, Output<?>... operands) {
    List<Integer> stride = how(node).stride();
    List<Integer> low = how(node).low();
    List<Integer> high = how(node).high();
    long[] strides = {1, stride.get(0), stride.get(1), 1};
    long[] paddings = {0, 0, low.get(0), high.get(0), low.get(1), high.get(1), 0, 0};
    return emit.op(
        node,
        type,
        b ->
            b.setAttr("strides", strides)
                .setAttr("padding", "EXPLICIT")
                .setAttr("explicit_paddings", paddings)
                .setAttr("data_format", "NHWC"),
        operands);
  }
}
