package dev.ebm.api.metric;

import java.util.OptionalDouble;
import org.apiguardian.api.API;

/**
 * A number and how well it is known.
 *
 * @param value the number
 * @param standardError one standard deviation of its Monte Carlo error, unless it is exact
 * @param samples how many rows or draws it rests on
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Estimate(double value, OptionalDouble standardError, long samples) {

  /** An estimate with a standard error. */
  public static Estimate of(double value, double standardError, long samples) {
    return new Estimate(value, OptionalDouble.of(standardError), samples);
  }

  /** A number without Monte Carlo error. */
  public static Estimate exact(double value, long samples) {
    return new Estimate(value, OptionalDouble.empty(), samples);
  }
}
