package dev.ebm.core.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColorMapTest {

  /** The primaries of sRGB in Oklab, to five digits, by the forward transform below. */
  @Test
  void convertsOklabToSrgb() {
    assertThat(new Oklab(1, 0, 0).rgb()).isEqualTo(0xffffff);
    assertThat(new Oklab(0, 0, 0).rgb()).isZero();
    assertThat(new Oklab(0.62796, 0.22486, 0.12585).rgb()).isEqualTo(0xff0000);
    assertThat(new Oklab(0.86644, -0.23389, 0.17950).rgb()).isEqualTo(0x00ff00);
    assertThat(new Oklab(0.45201, -0.03246, -0.31153).rgb()).isEqualTo(0x0000ff);
  }

  /** From each colour to the next but one, since rounding to 8 bits can undo a single step. */
  @Test
  void onlyGetsLighter() {
    double[] luminance = IntStream.range(0, 256).mapToDouble(i -> luminance(i / 255.0)).toArray();
    for (int i = 2; i < luminance.length; i++) {
      assertThat(luminance[i]).isGreaterThan(luminance[i - 2]);
    }
    assertThat(luminance[0]).isLessThan(0.03);
    assertThat(luminance[255]).isGreaterThan(0.7);
  }

  /** Over stretches of 16 colours, since one step is close to the rounding to 8 bits. */
  @Test
  void goesInEqualPerceptualSteps() {
    double[] lengths =
        IntStream.range(0, 15).mapToDouble(k -> length(16 * k, 16 * k + 16)).toArray();
    double mean = IntStream.range(0, 15).mapToDouble(k -> lengths[k]).average().orElseThrow();
    for (double length : lengths) {
      assertThat(length).isCloseTo(mean, within(0.06 * mean));
    }
  }

  @Test
  void clipsToItsEnds() {
    assertThat(ColorMap.rgb(-5)).isEqualTo(ColorMap.rgb(0));
    assertThat(ColorMap.rgb(7)).isEqualTo(ColorMap.rgb(1));
  }

  private static double length(int from, int to) {
    return oklab(ColorMap.rgb(from / 255.0)).distance(oklab(ColorMap.rgb(to / 255.0)));
  }

  private static double luminance(double share) {
    double[] rgb = linear(ColorMap.rgb(share));
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  }

  private static double[] linear(int rgb) {
    return IntStream.of(16, 8, 0)
        .mapToDouble(shift -> (rgb >> shift & 0xff) / 255.0)
        .map(v -> v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
        .toArray();
  }

  /** The forward transform of the same publication. */
  private static Oklab oklab(int rgb) {
    double[] c = linear(rgb);
    double l = Math.cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
    double m = Math.cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
    double s = Math.cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
    return new Oklab(
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
  }
}
