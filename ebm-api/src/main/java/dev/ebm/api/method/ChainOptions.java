package dev.ebm.api.method;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import org.apiguardian.api.API;

/**
 * How to run chains.
 *
 * @param samples rows wanted
 * @param chains independent chains
 * @param burnIn steps before the first row is kept, or the sampler's own {@link Sampler#warmUp} if
 *     that is longer
 * @param thinning steps between kept rows of a chain
 * @param start where chains start
 */
@API(status = API.Status.STABLE, since = "1.0")
public record ChainOptions(int samples, int chains, int burnIn, int thinning, Start start) {

  /** Where chains start. */
  public enum Start {
    /** Normal, with the training rows' mean and deviation of each feature. */
    NOISE,
    /** At rows of the training split. */
    DATA
  }

  /**
   * Checks the ranges.
   *
   * @throws EbmException EBM-N003 if a number is too small
   */
  public ChainOptions {
    if (samples < 1 || chains < 1 || burnIn < 0 || thinning < 1) {
      throw new EbmException(
          Problem.error(
              "EBM-N003",
              "sampling",
              "samples=%d chains=%d burn-in=%d thinning=%d"
                  .formatted(samples, chains, burnIn, thinning),
              "samples, chains and thinning are at least 1, burn-in at least 0"));
    }
  }

  /** The steps before the first row of a sampler's chains is kept. */
  public int burnIn(Sampler sampler) {
    return Math.max(burnIn, sampler.warmUp());
  }

  /** The chains that are run; no more than samples are wanted. */
  public int running() {
    return Math.min(chains, samples);
  }

  /** How often each of them is kept. */
  public int kept() {
    return (samples + running() - 1) / running();
  }
}
