package dev.ebm.backend.jvm.plan;

import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.memory.Heap;

/**
 * A cross-correlation of images with filters that are stored somehow, to results placed somehow.
 */
final class Correlation {

  /**
   * Filters inside an array: the weight for result channel m, channel c, tap row h and tap column v
   * is at {@code origin + m * results + c * channels + h * rows + v * columns}.
   */
  record Filters(int origin, int results, int channels, int rows, int columns) {}

  /**
   * Results inside an array of channels of {@code height} by {@code width}: pixel (i, j) is at row
   * {@code row + i * rowStep} and column {@code column + j * columnStep}.
   */
  record Target(int height, int width, int row, int rowStep, int column, int columnStep) {}

  private final int m;
  private final int channels;
  private final Patches.Axis vertical;
  private final Patches.Axis horizontal;
  private final Patches patches;
  private final Filters filters;
  private final Target target;
  private final boolean direct;
  private final float[][] packed;

  /**
   * Plans it.
   *
   * @param m channels of the results
   */
  Correlation(
      int images,
      int channels,
      int m,
      Patches.Axis vertical,
      Patches.Axis horizontal,
      Filters filters,
      Target target,
      int threads) {
    this.m = m;
    this.channels = channels;
    this.vertical = vertical;
    this.horizontal = horizontal;
    this.patches = new Patches(images, channels, vertical, horizontal);
    this.filters = filters;
    this.target = target;
    this.direct =
        patches.slots() == 1
            && vertical.results() == target.height
            && horizontal.results() == target.width;
    this.packed = new float[threads][];
    for (int thread = 0; thread < threads; thread++) {
      packed[thread] = Heap.floats((long) patches.products() * m * patches.depth());
    }
  }

  /** Images that are done together. */
  int slots() {
    return patches.slots();
  }

  /** The floats of scratch memory that {@link #run} takes. */
  long scratch() {
    return patches.size() + (direct ? 0 : (long) m * patches.slots() * patches.results());
  }

  /** Copies the filters in the order of their use, for the runs of a thread. */
  void pack(int worker, float[] weights, int offset) {
    float[] own = packed[worker];
    int apart = vertical.taps() / patches.products();
    int to = 0;
    for (int product = 0; product < patches.products(); product++) {
      for (int result = 0; result < m; result++) {
        for (int channel = 0; channel < channels; channel++) {
          int from =
              offset + filters.origin + result * filters.results + channel * filters.channels;
          for (int row = product; row < product + apart; row++) {
            for (int column = 0; column < horizontal.taps(); column++) {
              own[to++] = weights[from + row * filters.rows + column * filters.columns];
            }
          }
        }
      }
    }
  }

  /** Computes some images, no more than {@link #slots}, after {@link #pack}. */
  void run(
      int worker,
      int images,
      float[] x,
      int xo,
      float[] y,
      int yo,
      float[] scratch,
      FloatKernels kernels) {
    int imageSize = channels * vertical.pixels() * horizontal.pixels();
    for (int slot = 0; slot < images; slot++) {
      patches.lay(x, xo + slot * imageSize, scratch, slot);
    }
    int columns = images * patches.results();
    int rowStride = patches.slots() * patches.results();
    float[] c = direct ? y : scratch;
    int co = direct ? yo : (int) patches.size();
    for (int product = 0; product < patches.products(); product++) {
      kernels.gemm(
          m,
          columns,
          patches.depth(),
          packed[worker],
          product * m * patches.depth(),
          patches.depth(),
          1,
          scratch,
          patches.start(product),
          patches.rowStride(),
          c,
          co,
          rowStride,
          product > 0);
    }
    if (!direct) {
      place(images, scratch, co, rowStride, y, yo);
    }
  }

  private void place(int images, float[] c, int co, int rowStride, float[] y, int yo) {
    int width = horizontal.results();
    for (int slot = 0; slot < images; slot++) {
      for (int channel = 0; channel < m; channel++) {
        int from = co + channel * rowStride + slot * patches.results();
        int plane = yo + (slot * m + channel) * target.height * target.width;
        for (int i = 0; i < vertical.results(); i++) {
          int to = plane + (target.row + i * target.rowStep) * target.width + target.column;
          if (target.columnStep == 1) {
            System.arraycopy(c, from, y, to, width);
          } else {
            for (int j = 0; j < width; j++) {
              y[to + j * target.columnStep] = c[from + j];
            }
          }
          from += width;
        }
      }
    }
  }
}
