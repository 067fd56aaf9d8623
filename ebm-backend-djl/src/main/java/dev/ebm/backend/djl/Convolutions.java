package dev.ebm.backend.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorType;

/** Convolutions of images and their two derivatives, which DJL lacks: convolutions again. */
final class Convolutions {

  private static final Shape ONE = new Shape(1, 1);
  private static final Shape ZERO = new Shape(0, 0);
  private static final long[] SWAPPED = {1, 0, 2, 3};
  private static final long[] PLANE = {2, 3};

  private Convolutions() {}

  static Kernel forward(Node node) {
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    Shape stride = new Shape(conv.stride().get(0), conv.stride().get(1));
    long[] around = {conv.low().get(1), conv.high().get(1), conv.low().get(0), conv.high().get(0)};
    return in -> {
      try (PtNDArray padded = JniUtils.pad(in[0], around, 0)) {
        return JniUtils.convolution(padded, in[1], null, stride, ZERO, ONE, 1);
      }
    };
  }

  /**
   * The cotangent, with zeros between its elements where the stride jumped, under the filters
   * turned round.
   */
  static Kernel byInput(Node node, Constants constants) {
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    Node cotangent = node.input(0);
    long[] between = new long[4];
    for (int axis = 0; axis < 2; axis++) {
      int spread = spread(cotangent, conv, axis);
      int before = node.input(1).shape().dim(2 + axis) - 1 - conv.low().get(axis);
      int after = node.shape().dim(2 + axis) + conv.low().get(axis) - spread;
      between[2 - 2 * axis] = before;
      between[3 - 2 * axis] = after;
    }
    TensorType spreadType =
        new TensorType(
            node.dtype(),
            dev.ebm.api.tensor.Shape.of(
                cotangent.shape().dim(0),
                cotangent.shape().dim(1),
                spread(cotangent, conv, 0),
                spread(cotangent, conv, 1)));
    long[] start = new long[4];
    long[] limit = HostMemory.dims(spreadType.shape());
    long[] step = {1, 1, conv.stride().get(0), conv.stride().get(1)};
    return in -> {
      try (PtNDArray sparse = constants.zeros(spreadType)) {
        if (sparse.size() > 0) {
          JniUtils.indexSet(sparse, in[0], start, limit, step);
        }
        try (PtNDArray padded = JniUtils.pad(sparse, between, 0);
            PtNDArray swapped = JniUtils.permute(in[1], SWAPPED);
            PtNDArray turned = JniUtils.flip(swapped, PLANE)) {
          return JniUtils.convolution(padded, turned, null, ONE, ZERO, ONE, 1);
        }
      }
    };
  }

  /** The images under the cotangent as a filter with holes where the stride jumped. */
  static Kernel byFilter(Node node, Constants constants) {
    if (node.inputs().stream().anyMatch(operand -> operand.shape().size() == 0)) {
      return in -> constants.zeros(node.type());
    }
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    Shape stride = new Shape(conv.stride().get(0), conv.stride().get(1));
    long[] around = new long[4];
    for (int axis = 0; axis < 2; axis++) {
      int read = spread(node.input(1), conv, axis) + node.shape().dim(2 + axis) - 1;
      around[2 - 2 * axis] = conv.low().get(axis);
      around[3 - 2 * axis] = read - conv.low().get(axis) - node.input(0).shape().dim(2 + axis);
    }
    return in -> {
      try (PtNDArray padded = JniUtils.pad(in[0], around, 0);
          PtNDArray images = JniUtils.permute(padded, SWAPPED);
          PtNDArray filter = JniUtils.permute(in[1], SWAPPED);
          PtNDArray result = JniUtils.convolution(images, filter, null, ONE, ZERO, stride, 1)) {
        return JniUtils.permute(result, SWAPPED);
      }
    };
  }

  /** How far the places where filters were put reach from the first one, inclusive. */
  private static int spread(Node cotangent, Attribute.Convolution conv, int axis) {
    return (cotangent.shape().dim(2 + axis) - 1) * conv.stride().get(axis) + 1;
  }
}
