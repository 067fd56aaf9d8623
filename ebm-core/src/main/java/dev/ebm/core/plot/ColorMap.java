package dev.ebm.core.plot;

import java.awt.Color;

/**
 * Dark violet over teal to light yellow in equal perceptual steps: a path through the Oklab colour
 * space (B. Ottosson, "A perceptual color space for image processing", 2020) on which lightness
 * only rises, cut into pieces of equal length.
 */
final class ColorMap {

  /** For NaN; infinities have the colours of the ends. */
  static final Color NAN = new Color(0xe0, 0x30, 0x30);

  private static final int COLORS = 256;
  private static final int PATH_POINTS = 4096;

  private static final double DARKEST = 0.24;
  private static final double LIGHTEST = 0.93;
  private static final double FIRST_HUE = Math.toRadians(305);
  private static final double LAST_HUE = Math.toRadians(105);
  private static final double FIRST_CHROMA = 0.11;
  private static final double LAST_CHROMA = 0.17;

  /** Share of the greatest chroma that sRGB has at a lightness and hue. */
  private static final double GAMUT_SHARE = 0.95;

  private static final int[] RGB = equalSteps();

  private ColorMap() {}

  /**
   * The colour of a share of the way from low to high, as 0xRRGGBB; shares are clipped to [0, 1].
   */
  static int rgb(double share) {
    return RGB[(int) Math.round(Math.min(1, Math.max(0, share)) * (COLORS - 1))];
  }

  private static int[] equalSteps() {
    double[] length = new double[PATH_POINTS];
    for (int i = 1; i < PATH_POINTS; i++) {
      length[i] = length[i - 1] + path(i - 1).distance(path(i));
    }
    int[] colors = new int[COLORS];
    int i = 0;
    for (int c = 0; c < COLORS; c++) {
      double target = length[PATH_POINTS - 1] * c / (COLORS - 1);
      while (i < PATH_POINTS - 1 && length[i] < target) {
        i++;
      }
      colors[c] = path(i).rgb();
    }
    return colors;
  }

  private static Oklab path(int i) {
    double t = i / (PATH_POINTS - 1.0);
    double lightness = DARKEST + t * (LIGHTEST - DARKEST);
    double hue = FIRST_HUE + t * (LAST_HUE - FIRST_HUE);
    double chroma = FIRST_CHROMA + t * (LAST_CHROMA - FIRST_CHROMA);
    return Oklab.polar(
        lightness, Math.min(chroma, GAMUT_SHARE * Oklab.greatestChroma(lightness, hue)), hue);
  }
}
