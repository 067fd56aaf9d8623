package dev.ebm.core.plot;

/**
 * A colour in Oklab (B. Ottosson, 2020), where equal distances look equally different.
 *
 * @param lightness 0 to 1
 * @param a green to red
 * @param b blue to yellow
 */
record Oklab(double lightness, double a, double b) {

  private static final int BISECTIONS = 40;
  private static final double MOST_CHROMA = 0.5;

  static Oklab polar(double lightness, double chroma, double hue) {
    return new Oklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
  }

  /** The greatest chroma that sRGB can show. */
  static double greatestChroma(double lightness, double hue) {
    double inside = 0;
    double outside = MOST_CHROMA;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (inside + outside) / 2;
      if (polar(lightness, middle, hue).isShown()) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }

  double distance(Oklab other) {
    return Math.hypot(lightness - other.lightness, Math.hypot(a - other.a, b - other.b));
  }

  /** As 0xRRGGBB in sRGB. */
  int rgb() {
    double[] linear = linearRgb();
    return channel(linear[0]) << 16 | channel(linear[1]) << 8 | channel(linear[2]);
  }

  private boolean isShown() {
    for (double channel : linearRgb()) {
      if (channel < 0 || channel > 1) {
        return false;
      }
    }
    return true;
  }

  private double[] linearRgb() {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  /** The sRGB transfer function (IEC 61966-2-1), in 8 bits. */
  private static int channel(double linear) {
    double encoded =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * Math.min(1, Math.max(0, encoded)));
  }
}
