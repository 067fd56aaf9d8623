package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Loss;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.contract.ZTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each of the {@link Recoveries} recovers, with sign and scale, and the page that shows it. A
 * right loss fails for one seed in a million. With a standard error of at most a twentieth of the
 * precision, an error of a half would be noticed nearly always; most losses have a hundredth, and
 * notice a tenth.
 */
class RecoveryTest {

  private static final long SEED = 11;
  private static final double LARGEST_ERROR = 0.05;
  private static final Path PAGE = Path.of("..", "docs", "results", "recovery.md");

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Map<String, RecoveryFit.Estimates> FITS = new LinkedHashMap<>();

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  static List<Recovery> all() {
    return Recoveries.all();
  }

  private static RecoveryFit.Estimates fit(Recovery recovery) {
    return FITS.computeIfAbsent(
        recovery.name(), name -> new RecoveryFit(BACKEND, recovery, SEED).fit());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("all")
  void recoversPrecisionAndMeanOfAGaussian(Recovery recovery) {
    assertRecovers(recovery, fit(recovery));
  }

  private static void assertRecovers(Recovery recovery, RecoveryFit.Estimates fit) {
    double[] truth = recovery.truth();
    assertThat(fit.isMinimum()).as("the root of the gradient is a minimum").isTrue();
    double quantile = quantile(truth.length);
    for (int p = 0; p < truth.length; p++) {
      double error = fit.errors()[p];
      assertThat(error).isLessThan(LARGEST_ERROR * Math.abs(truth[0]));
      assertThat(Math.abs(fit.estimates()[p] - truth[p]))
          .as("parameter %d: %s +- %s against %s", p, fit.estimates()[p], error, truth[p])
          .isLessThan(quantile * error);
    }
  }

  /** Of Student's t, since variances are estimated (Abramowitz and Stegun 26.7.5, first order). */
  private static double quantile(int comparisons) {
    double z = ZTest.quantile(1e-6 / comparisons / 2);
    return z + (z * z * z + z) / (4 * (RecoveryFit.GROUPS - 1));
  }

  /** At U = 0 the data want a lower energy near them, so that a grows. */
  @ParameterizedTest
  @MethodSource("all")
  void pullsAFlatEnergyUpAwayFromTheData(Recovery recovery) {
    double[][] gradients =
        new RecoveryFit(BACKEND, recovery, SEED).gradients(new double[recovery.truth().length]);
    assertThat(RecoveryFit.mean(gradients)[0]).isNegative();
  }

  @Tag("slow")
  @Test
  void pageIsUpToDate() throws IOException {
    Map<Recovery, RecoveryFit.Estimates> fits = new LinkedHashMap<>();
    all().forEach(recovery -> fits.put(recovery, fit(recovery)));
    String page = RecoveryPage.of(fits);
    if (System.getProperty("ebm.recovery", "").equals("write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as(RecoveryPage.WRITE).exists();
    assertThat(Files.readString(PAGE)).as(RecoveryPage.WRITE).isEqualTo(page);
  }

  private static void assertNoticed(Recovery recovery) {
    assertThatThrownBy(
            () -> assertRecovers(recovery, new RecoveryFit(BACKEND, recovery, SEED).fit()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void mistakesAreNoticed() {
    Recovery right = Recovery.of("score-matching", ScoreMatching.exact());
    assertNoticed(right.ofPrecision(right.precision() * 1.1));
    assertNoticed(right.ofPrecision(-right.precision()));
    Loss loss = right.loss();
    assertNoticed(Recovery.of("sign", (context, x) -> loss.loss(context, x).neg()));
  }

  /**
   * The z of the precision over many seeds has variance 1. Errors too small by a fifth, or too
   * large by a half, are noticed nearly always.
   */
  @Tag("slow")
  @Test
  void standardErrorsAreHonest() {
    int fits = 150;
    Recovery recovery = Recovery.of("score-matching", ScoreMatching.exact());
    double squares =
        IntStream.range(0, fits)
            .mapToObj(seed -> new RecoveryFit(BACKEND, recovery, seed).fit())
            .mapToDouble(f -> (f.estimates()[0] - recovery.precision()) / f.errors()[0])
            .map(z -> z * z)
            .sum();
    double spread = Math.sqrt(2.0 * fits) * ZTest.quantile(0.5e-6);
    assertThat(squares).isBetween(fits - spread, fits + spread);
  }
}
