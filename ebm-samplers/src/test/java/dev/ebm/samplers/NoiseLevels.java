package dev.ebm.samplers;

import java.util.Arrays;

/**
 * Samplers over noise levels as lists of gradient steps, computed on the host from the papers'
 * formulas.
 */
final class NoiseLevels {

  private NoiseLevels() {}

  /**
   * One gradient step x - drift grad U(x; sigma) plus noise.
   *
   * @param sigma the condition
   * @param drift what the gradient is multiplied by
   * @param noise the variance of the noise
   */
  record Step(double sigma, double drift, double noise) {}

  /**
   * A schedule.
   *
   * @param priorVariance of the law that it starts from
   * @param steps the gradient steps of each of the sampler's steps; the first one's first step is
   *     the draw from that law, and moves nothing
   */
  record Plan(double priorVariance, Step[][] steps) {

    /** The law of a feature whose data is N(mean, variance). */
    NormalLaw law(double mean, double variance) {
      NormalLaw law = new NormalLaw(0, priorVariance);
      for (Step step : flat()) {
        double smoothed = variance + step.sigma * step.sigma;
        law = law.afterDescent(mean, smoothed, step.drift, step.noise);
      }
      return law;
    }

    /** The law of one feature whose data is a mixture. */
    GridLaw law(Mixture data, GridLaw start) {
      GridLaw law = start;
      for (Step step : flat()) {
        Mixture smoothed = data.smoothed(step.sigma);
        law = law.then(x -> x - step.drift * smoothed.gradient(new double[] {x})[0], step.noise);
      }
      return law;
    }

    private Step[] flat() {
      return Arrays.stream(steps).flatMap(Arrays::stream).skip(1).toArray(Step[]::new);
    }
  }

  /** Song and Ermon 2019, algorithm 1, with a temperature. */
  static Plan annealed(AnnealedLangevin sampler, double eta, double t, int steps) {
    Step[][] all = new Step[steps][];
    for (int k = 0; k < steps; k++) {
      int level = Math.min(k / sampler.stepsPerLevel(), sampler.levels() - 1);
      double ratio = sampler.sigmaMin() / sampler.sigmaMax();
      double sigma = sampler.sigmaMax() * Math.pow(ratio, level / (sampler.levels() - 1.0));
      double size = eta * Math.pow(sigma / sampler.sigmaMin(), 2);
      all[k] = new Step[] {new Step(sigma, size, 2 * size * t)};
    }
    all[0][0] = new Step(sampler.sigmaMax(), 0, 0);
    return new Plan(Math.pow(sampler.sigmaMax(), 2), all);
  }

  /**
   * Song et al. 2021, algorithm 1, with predictors by algorithm 2 (VE) and equation 4 (VP). A VP
   * step of x = a y, with the energy U(x/a; sigma) and so the gradient grad U/a, is divided by the
   * new a.
   */
  static Plan reversed(ReverseSde sampler, int steps) {
    Step[][] all = new Step[steps][];
    boolean ve = sampler.process() == NoiseProcess.VE;
    for (int k = 0; k < steps; k++) {
      double before = sigma(sampler, Math.max(0, k - 1));
      double after = sigma(sampler, k);
      double eta = 2 * Math.pow(sampler.snr() * after, 2);
      Step corrector = new Step(after, eta, 2 * eta);
      all[k] = new Step[1 + sampler.correctorSteps()];
      Arrays.fill(all[k], corrector);
      if (k < sampler.steps()) {
        double fall = before * before - after * after;
        double a = 1 / Math.sqrt(1 + before * before);
        double b = 1 / Math.sqrt(1 + after * after);
        double beta = 1 - a * a / (b * b);
        double drift = beta / Math.sqrt(1 - beta) / (a * b);
        all[k][0] = ve ? new Step(before, fall, fall) : new Step(before, drift, beta / (b * b));
      }
    }
    double first = Math.pow(sampler.sigmaMax(), 2);
    return new Plan(ve ? first : first + 1, all);
  }

  private static double sigma(ReverseSde sampler, int k) {
    double max = sampler.sigmaMax();
    double min = sampler.sigmaMin();
    double r = Math.min(k / (sampler.steps() - 1.0), 1);
    if (sampler.process() == NoiseProcess.VE) {
      return max * Math.pow(min / max, r);
    }
    // a^2 = exp(-integral of beta), with beta from 0.1 to 20 up to its scale.
    double t = 1 - r;
    double part = (0.1 * t + 19.9 * t * t / 2) / (0.1 + 19.9 / 2);
    double last = Math.log(1 + min * min);
    double integral = last + (Math.log(1 + max * max) - last) * part;
    return Math.sqrt(1 / Math.exp(-integral) - 1);
  }
}
