package dev.ebm.losses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of results that shows what every loss recovers. */
final class RecoveryPage {

  static final String WRITE =
      "mvn -pl ebm-losses -am verify -Dtest=RecoveryTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Debm.recovery=write";

  private RecoveryPage() {}

  static String of(Map<Recovery, RecoveryFit.Estimates> fits) {
    StringBuilder text = new StringBuilder(head());
    fits.forEach(
        (recovery, fit) -> {
          double[] truth = recovery.truth();
          List<String> names = new ArrayList<>(List.of("a", "b1", "b2", "b3"));
          names.addAll(recovery.loss().parameters().names());
          for (int p = 0; p < truth.length; p++) {
            double estimate = fit.estimates()[p];
            double error = fit.errors()[p];
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %.4f | %.4f | %.4f | %.2f |%n",
                    p == 0 ? recovery.name() : "",
                    names.get(p),
                    truth[p],
                    estimate,
                    error,
                    (estimate - truth[p]) / error));
          }
        });
    return text.toString();
  }

  private static String head() {
    return String.format(
        Locale.ROOT,
        """
        # What each loss recovers

        Every loss fits U(x) = a |x|^2 / 2 + b.x to the same %d rows of a Gaussian in three dimensions,
        with mean %s and variance s^2 = %.2f, each with its own noise. The truth is a = 1 / s^2 = %.4f
        and b = -a mean, where a loss does not by its nature recover another precision. An estimate is a
        root of the mean gradient. Its standard error comes from the scatter of the gradients over %d
        independent groups of rows (the sandwich estimator), and z is its distance from the truth in
        standard errors. The test fails if a |z| is larger than chance explains once in a million runs,
        if a root is not a minimum, or if a flat energy is not pulled up away from the data.

        Generated from the code; `%s` writes this page anew.

        | loss | parameter | truth | estimate | standard error | z |
        |---|---|---:|---:|---:|---:|
        """,
        RecoveryFit.GROUPS * RecoveryFit.ROWS,
        Arrays.toString(Recovery.MEAN),
        Recovery.S * Recovery.S,
        1 / (Recovery.S * Recovery.S),
        RecoveryFit.GROUPS,
        WRITE);
  }
}
