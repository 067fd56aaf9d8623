package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/**
 * The derivative of a convolution by its filters, of some images: the product of their {@link
 * Patches} with the transposed cotangent. It is summed over images in the order of the product's
 * elements, and brought into that of the filters at the end.
 */
final class FilterSums {

  private final Shape filters;
  private final Patches patches;
  private final int images;
  private final int imageSize;
  private final int cotangentSize;
  private final FloatKernels kernels;

  /** Plans the sums of a CONV_FILTER. */
  FilterSums(Node node, FloatKernels kernels) {
    Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
    Shape pixels = node.input(0).shape();
    Shape results = node.input(1).shape();
    this.filters = node.shape();
    this.images = pixels.dim(0);
    this.imageSize = pixels.range(1, 4).size();
    this.cotangentSize = results.range(1, 4).size();
    this.patches =
        new Patches(
            images,
            pixels.dim(1),
            ConvStep.axis(0, how, pixels, filters, results),
            ConvStep.axis(1, how, pixels, filters, results));
    this.kernels = kernels;
  }

  /** The images in all. */
  int images() {
    return images;
  }

  /** Images that are done together. */
  int slots() {
    return patches.slots();
  }

  /** The floats of a sum. */
  int size() {
    return filters.size();
  }

  /** The floats of scratch memory that {@link #add} takes. */
  long scratch() {
    return patches.size() + (long) patches.slots() * cotangentSize;
  }

  /**
   * Adds some images, {@link #slots} of them at a time.
   *
   * @param replaces whether there is no sum yet
   */
  void add(
      int from,
      int to,
      float[] x,
      int xo,
      float[] g,
      int go,
      float[] sums,
      int at,
      boolean replaces,
      float[] scratch) {
    for (int first = from; first < to; first += patches.slots()) {
      int count = Math.min(patches.slots(), to - first);
      lay(first, count, x, xo, g, go, scratch);
      multiply(count, scratch, sums, at, replaces && first == from);
    }
  }

  private void lay(int first, int count, float[] x, int xo, float[] g, int go, float[] scratch) {
    int results = patches.results();
    int o = filters.dim(0);
    for (int slot = 0; slot < count; slot++) {
      patches.lay(x, xo + (first + slot) * imageSize, scratch, slot);
      kernels.transpose(
          o,
          results,
          g,
          go + (first + slot) * cotangentSize,
          results,
          scratch,
          (int) patches.size() + slot * cotangentSize,
          o);
    }
  }

  private void multiply(int count, float[] scratch, float[] sums, int at, boolean replaces) {
    int o = filters.dim(0);
    for (int product = 0; product < patches.products(); product++) {
      kernels.gemm(
          patches.depth(),
          o,
          count * patches.results(),
          scratch,
          patches.start(product),
          patches.rowStride(),
          1,
          scratch,
          (int) patches.size(),
          o,
          sums,
          at + product * patches.depth() * o,
          o,
          !replaces);
    }
  }

  /**
   * Brings sums from {@code [product, channel, rest of the row, column, o]} to {@code [o, c, h,
   * w]}.
   *
   * @param replaces whether they replace the target's elements instead of being added to them
   */
  void unpack(float[] sums, int at, float[] target, int to, boolean replaces) {
    int o = filters.dim(0);
    int apart = filters.dim(2) / patches.products();
    int filter = filters.range(1, 4).size();
    int from = at;
    for (int product = 0; product < patches.products(); product++) {
      for (int channel = 0; channel < filters.dim(1); channel++) {
        for (int row = product; row < product + apart; row++) {
          for (int column = 0; column < filters.dim(3); column++) {
            int weight = to + (channel * filters.dim(2) + row) * filters.dim(3) + column;
            for (int k = 0; k < o; k++) {
              int place = weight + k * filter;
              target[place] = replaces ? sums[from] : target[place] + sums[from];
              from++;
            }
          }
        }
      }
    }
  }
}
