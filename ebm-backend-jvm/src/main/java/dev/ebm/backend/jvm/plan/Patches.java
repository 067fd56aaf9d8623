package dev.ebm.backend.jvm.plan;

import java.util.Arrays;

/**
 * The pixels of images in the order in which a convolution's filters meet them, so that it becomes
 * a matrix product: one row for each channel and column of the filter, one column for each pixel of
 * the result.
 *
 * <p>The filter's rows share these rows where the product is deep enough for that: the pixels that
 * meet the filter's next row begin one row of the result further on, and the products of the
 * filter's rows are added. Otherwise each has rows of its own, and there is a single product, in
 * which several small images take part side by side.
 */
final class Patches {

  /** Products of fewer terms than this spend more on adding themselves up than on multiplying. */
  private static final int SHALLOW = 24;

  /** Products of fewer columns than this leave the kernel's tiles half empty. */
  private static final int NARROW = 128;

  /** Columns that images side by side have together. */
  private static final int WIDE = 256;

  /**
   * How filters meet one axis of an image: tap t of result i meets pixel {@code i * stride + t -
   * low}, or a zero where there is no such pixel.
   *
   * @param pixels of the image
   * @param taps of the filter
   * @param low may be negative
   * @param results of the result
   */
  record Axis(int pixels, int taps, int stride, int low, int results) {

    /** The first result whose tap meets a pixel. */
    int first(int tap) {
      return Math.min(results, Math.max(0, -Math.floorDiv(-(low - tap), stride)));
    }

    /** The result after the last whose tap meets a pixel. */
    int end(int tap) {
      return Math.max(first(tap), Math.min(results, -Math.floorDiv(-(pixels + low - tap), stride)));
    }
  }

  private final int channels;
  private final Axis vertical;
  private final Axis horizontal;
  private final boolean shared;
  private final int planeRows;
  private final int phaseRows;
  private final int slots;

  /**
   * Chooses a layout.
   *
   * @param images how many there are
   */
  Patches(int images, int channels, Axis vertical, Axis horizontal) {
    this.channels = channels;
    this.vertical = vertical;
    this.horizontal = horizontal;
    int results = vertical.results * horizontal.results;
    this.shared =
        vertical.taps > vertical.stride
            && channels * horizontal.taps >= SHALLOW
            && results >= NARROW;
    int pixelRows = (vertical.results - 1) * vertical.stride + vertical.taps;
    this.phaseRows = (pixelRows + vertical.stride - 1) / vertical.stride;
    this.planeRows = shared ? vertical.stride * phaseRows : vertical.results;
    this.slots = shared ? 1 : Math.max(1, Math.min(images, WIDE / Math.max(1, results)));
  }

  /** How many images are laid out together. */
  int slots() {
    return slots;
  }

  /** Pixels of a result. */
  int results() {
    return vertical.results * horizontal.results;
  }

  /** The floats of the layout. */
  long size() {
    return (long) depth() * rowStride();
  }

  /** How many products are added up. */
  int products() {
    return shared ? vertical.taps : 1;
  }

  /** The rows of the matrix, by channel, row of the filter if those are apart, and column. */
  int depth() {
    return channels * (shared ? 1 : vertical.taps) * horizontal.taps;
  }

  /** From one row of the matrix to the next. */
  int rowStride() {
    return slots * planeRows * horizontal.results;
  }

  /** Where the matrix of a product starts. */
  int start(int product) {
    return (product % vertical.stride * phaseRows + product / vertical.stride) * horizontal.results;
  }

  /** Lays an image out in a slot. */
  void lay(float[] pixels, int image, float[] matrix, int slot) {
    int channelSize = vertical.pixels * horizontal.pixels;
    int plane = slot * planeRows * horizontal.results;
    for (int channel = 0; channel < channels; channel++) {
      int from = image + channel * channelSize;
      for (int row = 0; row < (shared ? 1 : vertical.taps); row++) {
        for (int column = 0; column < horizontal.taps; column++) {
          layPlane(pixels, from, row, column, matrix, plane);
          plane += rowStride();
        }
      }
    }
  }

  private void layPlane(float[] pixels, int from, int tapRow, int tap, float[] matrix, int plane) {
    if (vertical.stride == 1
        && horizontal.stride == 1
        && horizontal.results == horizontal.pixels
        && horizontal.first(tap) < horizontal.end(tap)) {
      layShifted(pixels, from, tapRow, tap, matrix, plane);
      return;
    }
    int rows = laidRows();
    for (int i = 0; i < rows; i++) {
      int y = (shared ? i : i * vertical.stride) + tapRow - vertical.low;
      int place = shared ? i % vertical.stride * phaseRows + i / vertical.stride : i;
      layRow(pixels, from + y * horizontal.pixels, isRow(y), tap, matrix, plane, place);
    }
  }

  /** The rows of a plane that are read. */
  private int laidRows() {
    return shared ? (vertical.results - 1) * vertical.stride + vertical.taps : planeRows;
  }

  private boolean isRow(int y) {
    return y >= 0 && y < vertical.pixels;
  }

  private void layRow(
      float[] pixels, int row, boolean exists, int tap, float[] matrix, int plane, int place) {
    int width = horizontal.results;
    int to = plane + place * width;
    int first = exists ? horizontal.first(tap) : width;
    int end = exists ? horizontal.end(tap) : width;
    Arrays.fill(matrix, to, to + first, 0);
    int x = row + first * horizontal.stride + tap - horizontal.low;
    if (horizontal.stride == 1 && first < end) {
      System.arraycopy(pixels, x, matrix, to + first, end - first);
    } else {
      for (int j = first; j < end; j++) {
        matrix[to + j] = pixels[x];
        x += horizontal.stride;
      }
    }
    Arrays.fill(matrix, to + end, to + width, 0);
  }

  /**
   * Lays a plane whose rows are as wide as the image's: a shifted copy, with zeros at its sides.
   */
  private void layShifted(
      float[] pixels, int from, int tapRow, int tap, float[] matrix, int plane) {
    int width = horizontal.pixels;
    int shift = tap - horizontal.low;
    int above = Math.max(0, Math.min(laidRows(), vertical.low - tapRow));
    int below = Math.max(above, Math.min(laidRows(), vertical.low - tapRow + vertical.pixels));
    int start = (above + tapRow - vertical.low) * width + shift;
    int end = start + (below - above) * width;
    int skipped = Math.max(0, -start);
    int missing = Math.max(0, end - vertical.pixels * width);
    Arrays.fill(matrix, plane, plane + above * width, 0);
    if (below > above) {
      System.arraycopy(
          pixels,
          from + start + skipped,
          matrix,
          plane + above * width + skipped,
          end - start - skipped - missing);
    }
    for (int i = above; i < below; i++) {
      int row = plane + i * width;
      for (int j = 0; j < -shift; j++) {
        matrix[row + j] = 0;
      }
      for (int j = width - shift; j < width; j++) {
        matrix[row + j] = 0;
      }
    }
    Arrays.fill(matrix, plane + below * width, plane + laidRows() * width, 0);
  }
}
