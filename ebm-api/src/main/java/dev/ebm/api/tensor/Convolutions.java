package dev.ebm.api.tensor;

import java.util.List;

/** Makes the nodes of convolutions, as {@link Nodes} makes all others. */
final class Convolutions {

  private Convolutions() {}

  static Node conv(Node x, Node w, Attribute.Convolution how) {
    requireImages(Op.CONV, x, w);
    Nodes.requireShape(
        x.shape().dim(1) == w.shape().dim(1), Op.CONV, "as many channels in both", x, w);
    Shape out = convolved(Op.CONV, x.shape(), w.shape(), how, x, w);
    return Node.of(Op.CONV, List.of(x, w), how, new TensorType(x.dtype(), out));
  }

  /** The derivative of a convolution of images of this shape by them. */
  static Node convInput(Node g, Node w, Attribute.Convolution how, Shape images) {
    requireImages(Op.CONV_INPUT, g, w);
    Nodes.requireShape(
        convolved(Op.CONV_INPUT, images, w.shape(), how, g, w).equals(g.shape()),
        Op.CONV_INPUT,
        "a cotangent of the convolution of " + images,
        g,
        w);
    return Node.of(Op.CONV_INPUT, List.of(g, w), how, new TensorType(g.dtype(), images));
  }

  /** The derivative of a convolution by filters of this shape. */
  static Node convFilter(Node x, Node g, Attribute.Convolution how, Shape filters) {
    requireImages(Op.CONV_FILTER, x, g);
    Nodes.requireShape(
        convolved(Op.CONV_FILTER, x.shape(), filters, how, x, g).equals(g.shape()),
        Op.CONV_FILTER,
        "a cotangent of the convolution with " + filters,
        x,
        g);
    return Node.of(Op.CONV_FILTER, List.of(x, g), how, new TensorType(x.dtype(), filters));
  }

  private static void requireImages(Op op, Node a, Node b) {
    Nodes.requireDType(
        a.dtype() == b.dtype() && a.dtype().isFloating(), op, "one floating dtype", a, b);
    Nodes.requireShape(
        a.shape().rank() == 4 && b.shape().rank() == 4,
        op,
        "images [B, C, H, W] and filters [O, C, h, w]",
        a,
        b);
  }

  /** The shape of a convolution's result. */
  private static Shape convolved(
      Op op, Shape images, Shape filters, Attribute.Convolution how, Node a, Node b) {
    int[] dims = {images.dim(0), filters.dim(0), 0, 0};
    for (int axis = 0; axis < 2; axis++) {
      int stride = how.stride().get(axis);
      int low = how.low().get(axis);
      int high = how.high().get(axis);
      if (stride < 1 || low < 0 || high < 0) {
        throw SourceLine.fail(
            "EBM-T003",
            "%s of %s, %s with %s".formatted(op.symbol(), a.type(), b.type(), how),
            "strides are 1 or more, paddings 0 or more");
      }
      int room = images.dim(2 + axis) + low + high - filters.dim(2 + axis);
      Nodes.requireShape(
          room >= 0 && filters.dim(2 + axis) > 0,
          op,
          "filters of 1 to as many rows and columns as the padded images",
          a,
          b);
      dims[2 + axis] = room / stride + 1;
    }
    return Shape.of(dims);
  }
}
