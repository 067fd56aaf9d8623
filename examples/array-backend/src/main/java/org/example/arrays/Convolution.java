package org.example.arrays;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import java.util.stream.IntStream;

/**
 * A convolution of images [B, C, H, W] with filters [O, C, h, w] to outputs [B, O, H', W'] is a set
 * of links, each between an element of an image, of a filter and of an output. The convolution and
 * its two derivatives sum, over the same links, products of two of the three into the third.
 */
final class Convolution {

  private Convolution() {}

  static double[] compute(Node node, double[] a, double[] b) {
    Op op = node.op();
    Shape images = op == Op.CONV_INPUT ? node.shape() : node.input(0).shape();
    Shape filters = op == Op.CONV_FILTER ? node.shape() : node.input(1).shape();
    Shape outputs =
        switch (op) {
          case CONV -> node.shape();
          case CONV_INPUT -> node.input(0).shape();
          default -> node.input(1).shape();
        };
    Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
    int height = images.dim(2);
    int width = images.dim(3);

    // Links of one image and filter: over output row and column, channel, filter row and column.
    Shape links =
        Shape.of(outputs.dim(2), outputs.dim(3), filters.dim(1), filters.dim(2), filters.dim(3));
    int[] row = Interpreter.positions(links, -how.low().get(0), how.stride().get(0), 0, 0, 1, 0);
    int[] column = Interpreter.positions(links, -how.low().get(1), 0, how.stride().get(1), 0, 0, 1);
    int[] inChannel = Interpreter.positions(links, 0, 0, 0, height * width, 0, 0);
    int[] inFilter =
        Interpreter.positions(links, 0, 0, 0, filters.dim(2) * filters.dim(3), filters.dim(3), 1);
    int[] inOutput = Interpreter.positions(links, 0, outputs.dim(3), 1, 0, 0, 0);
    int[] real =
        IntStream.range(0, row.length)
            .filter(l -> row[l] >= 0 && row[l] < height && column[l] >= 0 && column[l] < width)
            .toArray();

    double[] out = new double[node.shape().size()];
    for (int n = 0; n < outputs.dim(0) * outputs.dim(1); n++) { // image and filter of an output
      int firstImage = n / outputs.dim(1) * images.dim(1) * height * width;
      int firstFilter = n % outputs.dim(1) * filters.range(1, 4).size();
      int firstOutput = n * outputs.dim(2) * outputs.dim(3);
      for (int l : real) {
        int image = firstImage + inChannel[l] + row[l] * width + column[l];
        int filter = firstFilter + inFilter[l];
        int output = firstOutput + inOutput[l];
        switch (op) {
          case CONV -> out[output] += a[image] * b[filter];
          case CONV_INPUT -> out[image] += a[output] * b[filter];
          default -> out[filter] += a[image] * b[output]; // CONV_FILTER
        }
      }
    }
    return out;
  }
}
