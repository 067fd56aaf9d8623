package dev.ebm.samplers;

/**
 * The law of one feature of a chain while its steps are affine: x becomes a x + b plus normal
 * noise.
 *
 * @param mean of the feature
 * @param variance of the feature
 */
record NormalLaw(double mean, double variance) {

  /** After a gradient step on the energy of N(m, v): x - step (x - m)/v plus noise. */
  NormalLaw afterDescent(double m, double v, double step, double noise) {
    double a = 1 - step / v;
    return new NormalLaw(a * mean + step / v * m, a * a * variance + noise);
  }
}
