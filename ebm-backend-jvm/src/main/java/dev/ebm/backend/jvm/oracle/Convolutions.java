package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;

/**
 * Convolution and its two derivatives as one loop: every product of an image's pixel, a filter's
 * weight and a result's pixel that meet. An operation reads two of them and adds to the third.
 */
final class Convolutions {

  private final Attribute.Convolution how;
  private final int[] images;
  private final int[] filters;
  private final int[] results;

  private Convolutions(Node node) {
    this.how = node.attribute(Attribute.Convolution.class);
    Shape first = node.input(0).shape();
    Shape second = node.input(1).shape();
    this.images = (node.op() == Op.CONV_INPUT ? node.shape() : first).dims();
    this.filters = (node.op() == Op.CONV_FILTER ? node.shape() : second).dims();
    this.results =
        switch (node.op()) {
          case CONV -> node.shape().dims();
          case CONV_INPUT -> first.dims();
          default -> second.dims();
        };
  }

  static Cells of(Node node, double[] a, double[] b) {
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    double[] sums = out.numbers();
    Product product =
        switch (node.op()) {
          case CONV -> (image, filter, result) -> sums[result] += a[image] * b[filter];
          case CONV_INPUT -> (image, filter, result) -> sums[image] += a[result] * b[filter];
          default -> (image, filter, result) -> sums[filter] += a[image] * b[result];
        };
    new Convolutions(node).forEachPlane(product);
    return Elementwise.hold(out, node.dtype());
  }

  /** One product, by the positions of its three elements. */
  @FunctionalInterface
  private interface Product {
    void add(int image, int filter, int result);
  }

  private void forEachPlane(Product product) {
    for (int b = 0; b < images[0]; b++) {
      for (int o = 0; o < filters[0]; o++) {
        for (int c = 0; c < images[1]; c++) {
          forEachProduct(b * images[1] + c, o * images[1] + c, b * filters[0] + o, product);
        }
      }
    }
  }

  private void forEachProduct(int image, int filter, int result, Product product) {
    for (int row = 0; row < results[2]; row++) {
      for (int h = 0; h < filters[2]; h++) {
        int y = row * how.stride().get(0) + h - how.low().get(0);
        if (y < 0 || y >= images[2]) {
          continue;
        }
        for (int column = 0; column < results[3]; column++) {
          for (int w = 0; w < filters[3]; w++) {
            int x = column * how.stride().get(1) + w - how.low().get(1);
            if (x >= 0 && x < images[3]) {
              product.add(
                  (image * images[2] + y) * images[3] + x,
                  (filter * filters[2] + h) * filters[3] + w,
                  (result * results[2] + row) * results[3] + column);
            }
          }
        }
      }
    }
  }
}
