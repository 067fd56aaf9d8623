package dev.ebm.testkit;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;

/** The matrix product and the convolutions of {@link Reference}. */
final class ReferenceProducts {

  private ReferenceProducts() {}

  static TensorData compute(Node node, TensorData a, TensorData b) {
    double[] result =
        switch (node.op()) {
          case DOT -> dot(node.shape(), a, b);
          case CONV -> convolve(node, a.shape(), b.shape(), node.shape(), a, b);
          case CONV_INPUT -> convolve(node, node.shape(), b.shape(), a.shape(), b, a);
          case CONV_FILTER -> convolve(node, a.shape(), node.shape(), b.shape(), a, b);
          default -> throw new IllegalArgumentException(node.op() + " is unknown");
        };
    return TensorData.fromDoubles(node.type(), result);
  }

  private static double[] dot(Shape shape, TensorData a, TensorData b) {
    int rank = shape.rank();
    int inner = a.shape().dim(-1);
    double[] result = new double[shape.size()];
    for (int i = 0; i < result.length; i++) {
      int[] left = Index.tuple(i, shape);
      int[] right = left.clone();
      for (int k = 0; k < inner; k++) {
        left[rank - 1] = k;
        right[rank - 2] = k;
        result[i] += a.at(Index.position(left, a.shape())) * b.at(Index.position(right, b.shape()));
      }
    }
    return result;
  }

  /**
   * A convolution links an element of the images, one of the filters and one of the outputs
   * wherever a filter's element lies on the image's; each of the three operations sums, over all
   * links, the product of its two operands' elements into its result's.
   */
  private static double[] convolve(
      Node node, Shape images, Shape filters, Shape outputs, TensorData a, TensorData b) {
    Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
    double[] result = new double[node.shape().size()];
    for (int out = 0; out < outputs.size(); out++) {
      int[] o = Index.tuple(out, outputs);
      for (int tap = 0; tap < filters.dim(1) * filters.dim(2) * filters.dim(3); tap++) {
        int[] f = Index.tuple(tap, filters.range(1, 4));
        int row = o[2] * how.stride().get(0) + f[1] - how.low().get(0);
        int column = o[3] * how.stride().get(1) + f[2] - how.low().get(1);
        if (row < 0 || row >= images.dim(2) || column < 0 || column >= images.dim(3)) {
          continue;
        }
        int image = Index.position(new int[] {o[0], f[0], row, column}, images);
        int filter = Index.position(new int[] {o[1], f[0], f[1], f[2]}, filters);
        if (node.op() == Op.CONV) {
          result[out] += a.at(image) * b.at(filter);
        } else if (node.op() == Op.CONV_INPUT) {
          result[image] += a.at(filter) * b.at(out);
        } else {
          result[filter] += a.at(image) * b.at(out);
        }
      }
    }
    return result;
  }
}
