package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions and their derivatives by the images, image by image. Such a derivative is again a
 * correlation, of the cotangent with mirrored filters; with a stride s it is s times s of them, one
 * for each position of a pixel within a stride, and each has every s-th weight.
 */
final class ConvStep implements SharedStep, Tiled {

  private final Shape pixels;
  private final Shape filters;
  private final Shape results;
  private final Attribute.Convolution how;
  private final List<Correlation> parts = new ArrayList<>();
  private final int unitImages;
  private final boolean leavesZeros;
  private final long cost;
  private final Place.Floats x;
  private final Place.Floats w;
  private final Place.Floats y;
  private final FloatKernels kernels;
  private final Scratch scratch;
  private final int threads;

  /** Plans a CONV or a CONV_INPUT. */
  ConvStep(Node node, Places places, FloatKernels kernels, Scratch scratch, int threads) {
    this.threads = threads;
    boolean derives = node.op() == Op.CONV_INPUT;
    this.pixels = (derives ? node : node.input(0)).shape();
    this.filters = node.input(1).shape();
    this.results = (derives ? node.input(0) : node).shape();
    this.how = node.attribute(Attribute.Convolution.class);
    this.x = places.floats(node.input(0));
    this.w = places.floats(node.input(1));
    this.y = places.floats(node);
    this.kernels = kernels;
    this.scratch = scratch;
    this.leavesZeros =
        derives && (how.stride().get(0) > filters.dim(2) || how.stride().get(1) > filters.dim(3));
    if (derives) {
      for (int row = 0; row < Math.min(how.stride().get(0), filters.dim(2)); row++) {
        for (int column = 0; column < Math.min(how.stride().get(1), filters.dim(3)); column++) {
          addDerivative(row, column);
        }
      }
    } else {
      addConvolution();
    }
    parts.forEach(part -> scratch.require(part.scratch()));
    this.unitImages = parts.stream().mapToInt(Correlation::slots).max().orElse(1);
    this.cost = Costs.of(node);
  }

  /** How a convolution's filters meet the images along height (0) or width (1). */
  static Patches.Axis axis(
      int axis, Attribute.Convolution how, Shape images, Shape filters, Shape results) {
    return new Patches.Axis(
        images.dim(2 + axis),
        filters.dim(2 + axis),
        how.stride().get(axis),
        how.low().get(axis),
        results.dim(2 + axis));
  }

  private void addConvolution() {
    int weights = filters.dim(2) * filters.dim(3);
    parts.add(
        new Correlation(
            pixels.dim(0),
            pixels.dim(1),
            filters.dim(0),
            axis(0, how, pixels, filters, results),
            axis(1, how, pixels, filters, results),
            new Correlation.Filters(0, pixels.dim(1) * weights, weights, filters.dim(3), 1),
            new Correlation.Target(results.dim(2), results.dim(3), 0, 1, 0, 1),
            threads));
  }

  /**
   * The derivative by the pixels that the weights of row {@code row + a s} and column {@code column
   * + b s} meet. A pixel i meets weight {@code row + a s} at result u - a, if {@code i + low = row
   * + u s}: a correlation along u with the weights mirrored.
   */
  private void addDerivative(int row, int column) {
    int rowStep = how.stride().get(0);
    int columnStep = how.stride().get(1);
    int firstRow = firstStride(0, row);
    int firstColumn = firstStride(1, column);
    Patches.Axis vertical = mirrored(0, row, firstRow);
    Patches.Axis horizontal = mirrored(1, column, firstColumn);
    if (vertical.results() <= 0 || horizontal.results() <= 0) {
      return;
    }
    int weights = filters.dim(2) * filters.dim(3);
    int lastRow = row + (vertical.taps() - 1) * rowStep;
    int lastColumn = column + (horizontal.taps() - 1) * columnStep;
    parts.add(
        new Correlation(
            results.dim(0),
            results.dim(1),
            pixels.dim(1),
            vertical,
            horizontal,
            new Correlation.Filters(
                lastRow * filters.dim(3) + lastColumn,
                weights,
                pixels.dim(1) * weights,
                -rowStep * filters.dim(3),
                -columnStep),
            new Correlation.Target(
                pixels.dim(2),
                pixels.dim(3),
                firstRow * rowStep + row - how.low().get(0),
                rowStep,
                firstColumn * columnStep + column - how.low().get(1),
                columnStep),
            threads));
  }

  /** The first u of a pixel in the image. */
  private int firstStride(int axis, int weight) {
    return -Math.floorDiv(weight - how.low().get(axis), how.stride().get(axis));
  }

  private Patches.Axis mirrored(int axis, int weight, int first) {
    int stride = how.stride().get(axis);
    int taps = (filters.dim(2 + axis) - weight + stride - 1) / stride;
    int last = Math.floorDiv(pixels.dim(2 + axis) - 1 + how.low().get(axis) - weight, stride);
    return new Patches.Axis(results.dim(2 + axis), taps, 1, taps - 1 - first, last - first + 1);
  }

  @Override
  public int units() {
    return (pixels.dim(0) + unitImages - 1) / unitImages;
  }

  @Override
  public long cost() {
    return cost;
  }

  @Override
  public void run(int worker, int from, int to) {
    pack(worker, Tile.NONE);
    for (int unit = from; unit < to; unit++) {
      int first = unit * unitImages;
      correlate(worker, Tile.NONE, first, Math.min(pixels.dim(0), first + unitImages));
    }
  }

  @Override
  public void run(Tile tile) {
    if (tile.isFirst()) {
      pack(tile.worker(), tile);
    }
    int images = pixels.dim(0);
    correlate(tile.worker(), tile, tile.start(images), tile.end(images));
  }

  private void pack(int worker, Tile tile) {
    for (Correlation part : parts) {
      part.pack(worker, w.array(tile), w.offset(tile));
    }
  }

  private void correlate(int worker, Tile tile, int from, int to) {
    float[] source = x.array(tile);
    float[] target = y.array(tile);
    int xs = x.size() / pixels.dim(0);
    int ys = y.size() / pixels.dim(0);
    if (leavesZeros) {
      kernels.fill(0, target, y.offset(tile) + from * ys, (to - from) * ys);
    }
    for (Correlation part : parts) {
      for (int first = from; first < to; first += part.slots()) {
        int count = Math.min(part.slots(), to - first);
        int xo = x.offset(tile) + first * xs;
        int yo = y.offset(tile) + first * ys;
        part.run(worker, count, source, xo, target, yo, scratch.of(worker), kernels);
      }
    }
  }
}
