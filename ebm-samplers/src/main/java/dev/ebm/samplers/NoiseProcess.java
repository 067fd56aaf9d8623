package dev.ebm.samplers;

import dev.ebm.api.tensor.Tensor;

/**
 * A process that turns data into noise (Song, Sohl-Dickstein, Kingma, Kumar, Ermon and Poole 2021,
 * arXiv 2011.13456, section 3.4), by the deviation sigma of the noise beside data of its own scale.
 */
public enum NoiseProcess {

  /**
   * Variance exploding: x + sigma z, with sigma in a geometric sequence. The reverse steps are
   * those of the paper's algorithm 2.
   */
  VE {
    @Override
    Tensor sigma(Tensor r, double sigmaMax, double sigmaMin) {
      return r.mul(Math.log(sigmaMin / sigmaMax)).exp().mul(sigmaMax);
    }

    @Override
    Tensor noiseVariance(Tensor before, Tensor after) {
      return before.square().sub(after.square());
    }

    @Override
    double priorVariance(double sigmaMax) {
      return sigmaMax * sigmaMax;
    }
  },

  /**
   * Variance preserving: a(t) x + sqrt(1 - a(t)^2) z with -2 log a(t) the integral of a noise rate
   * beta(t) that rises linearly, as from 0.1 to 20 in the paper. Divided by a(t) this is data with
   * noise of deviation sigma = sqrt(1/a^2 - 1), and the energy in its own units is U(x/a; sigma);
   * so a = 1/sqrt(1 + sigma^2), and with b = 1 - (1 + sigma_i^2)/(1 + sigma_(i+1)^2) the ancestral
   * step
   *
   * <pre>x_i = (x_(i+1) - b grad U_(i+1)) / sqrt(1 - b) + sqrt(b) z</pre>
   *
   * (the paper's equation 4) reads in units of the data
   *
   * <pre>
   * x_i = x_(i+1) - (sigma_(i+1)^2 - sigma_i^2) grad U(x_(i+1); sigma_(i+1))
   *       + sqrt((sigma_(i+1)^2 - sigma_i^2) (1 + sigma_i^2) / (1 + sigma_(i+1)^2)) z
   * </pre>
   */
  VP {
    @Override
    Tensor sigma(Tensor r, double sigmaMax, double sigmaMin) {
      double last = Math.log1p(sigmaMin * sigmaMin);
      double span = Math.log1p(sigmaMax * sigmaMax) - last;
      Tensor t = r.neg().add(1);
      Tensor part = t.mul(t.mul((1 - RATE) / 2).add(RATE)).div((1 + RATE) / 2);
      return part.mul(span).add(last).expm1().sqrt();
    }

    @Override
    Tensor noiseVariance(Tensor before, Tensor after) {
      Tensor ratio = after.square().add(1).div(before.square().add(1));
      return VE.noiseVariance(before, after).mul(ratio);
    }

    @Override
    double priorVariance(double sigmaMax) {
      return 1 + sigmaMax * sigmaMax;
    }
  };

  /** The name of the noise levels in use among a step's info. */
  static final String NOISE_LEVEL = "noise-level";

  /** The first of beta(t) in units of the last: 0.1 and 20 in appendix C of the paper. */
  private static final double RATE = 0.1 / 20;

  /** The noise level at r, which runs from 0 at sigma-max to 1 at sigma-min. */
  abstract Tensor sigma(Tensor r, double sigmaMax, double sigmaMin);

  /** The variance of what a reverse step between two noise levels adds. */
  abstract Tensor noiseVariance(Tensor before, Tensor after);

  /** The variance of the law that the reverse process starts from. */
  abstract double priorVariance(double sigmaMax);

  /** Checks that the last level has less noise than the first. */
  static void requireFalling(double sigmaMax, double sigmaMin) {
    if (sigmaMin >= sigmaMax) {
      throw new IllegalArgumentException(
          "sigma-min %s must be below sigma-max %s".formatted(sigmaMin, sigmaMax));
    }
  }
}
