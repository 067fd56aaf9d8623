package dev.ebm.losses;

import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.samplers.Langevin;
import dev.ebm.samplers.Mala;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The losses whose estimates are compared with the truth; a new one is one line more. */
final class Recoveries {

  private static final int D = Recovery.D;
  private static final Supplier<TensorData> ROWS = () -> Recovery.rows(100);

  private Recoveries() {}

  static List<Recovery> all() {
    return List.of(
        Recovery.of(
            "energy-discrepancy, t = 0.5, M = 4, w = 1",
            new EnergyDiscrepancy(4, 1, new Gaussian(0.5))),
        Recovery.of("score-matching, exact trace", ScoreMatching.exact()),
        Recovery.of(
            "score-matching, Hutchinson's trace, 2 gaussian probes",
            ScoreMatching.hutchinson(2, Projection.GAUSSIAN)),
        Recovery.of(
            "sliced-score-matching, variance-reduced, 1 sphere slice",
            new SlicedScoreMatching(1, Projection.SPHERE, true)),
        Recovery.of(
            "sliced-score-matching, plain, 2 rademacher slices",
            new SlicedScoreMatching(2, Projection.RADEMACHER, false)),
        Recovery.of(
            "sliced-score-matching, plain, 4 gaussian slices",
            new SlicedScoreMatching(4, Projection.GAUSSIAN, false)),
        Recovery.of("denoising-score-matching, sigma = 0.6", DenoisingScoreMatching.at(0.6))
            .ofPrecision(1 / (Recovery.S * Recovery.S + 0.6 * 0.6)),
        Recovery.of(
            "energy-discrepancy, t = 0.2 and 1, M = 4, w = 1",
            new EnergyDiscrepancy(
                4,
                Schedule.constant(1),
                List.of(new Gaussian(0.2), new Gaussian(1)),
                Schedule.constant(0))),
        Recovery.of(
            "energy-discrepancy, ornstein-uhlenbeck, t = 0.5, theta = 0.8, M = 4, w = 1",
            new EnergyDiscrepancy(4, 1, new OrnsteinUhlenbeck(0.5, 0.8))),
        Recovery.of(
            "energy-discrepancy, t = 0.5, M = 4, w = 1, drift = 0.7",
            new EnergyDiscrepancy(
                4, Schedule.constant(1), List.of(new Gaussian(0.5)), Schedule.constant(0.7))),
        Recovery.of(
            "kl-contraction, t = 0.5, M = 8, w = 1",
            new KlContraction(new EnergyDiscrepancy(8, 1, new Gaussian(0.5)), Optional.empty())),
        contrastive("gaussian noise, scale 1, nu = 1", 1, new GaussianNoise(D, ROWS), 1),
        contrastive("gaussian noise, scale 1.5, nu = 3", 3, new GaussianNoise(D, ROWS), 1.5),
        contrastive("uniform noise, nu = 5", 5, new UniformNoise(D, ROWS), 0.2),
        contrastive("kernel noise of 20 rows, nu = 2", 2, new KernelNoise(D, 20, ROWS), 1),
        Recovery.of(
                "contrastive-divergence, k = 3, langevin, eta = 0.05",
                new ContrastiveDivergence(3, new Langevin(0.05, 1), Schedule.constant(0)))
            .ofPrecision(precisionByLangevin(0.05)),
        persistent(
                "persistent-contrastive-divergence, N = 60, k = 3, langevin, eta = 0.1",
                new Langevin(0.1, 1))
            .ofPrecision(precisionByLangevin(0.1)),
        persistent(
            "maximum likelihood by long chains: persistent-contrastive-divergence, N = 60, k = 3,"
                + " mala, eta = 0.4",
            new Mala(0.4, 1)),
        Recovery.of(
                "recovery-likelihood, t = 0.5, 10 steps, langevin, eta = 0.05",
                new RecoveryLikelihood(10, new Langevin(0.05, 1), new Gaussian(0.5)))
            .ofPrecision(precisionByRecovery(0.5, 10, 0.05)));
  }

  /** Three steps of chains that last for four updates, and count from the second on. */
  private static Recovery persistent(String name, Sampler sampler) {
    ChainBuffer buffer =
        ChainBuffer.of(60, ChainOptions.Start.NOISE, Schedule.constant(0.05), noise());
    Schedule none = Schedule.constant(0);
    return Recovery.of(name, new PersistentContrastiveDivergence(buffer, 3, sampler, none))
        .over(4, 1);
  }

  /** Langevin chains keep the variance s^2 if 1/a = s^2 (1 - eta a/2). */
  private static double precisionByLangevin(double eta) {
    double s2 = Recovery.S * Recovery.S;
    return (1 - Math.sqrt(1 - 2 * eta / s2)) / eta;
  }

  /**
   * Langevin chains from y on a x^2/2 + (x - y)^2/(2t) end normal around g y, and g falls from 1 to
   * 1/(1 + a t). Their variance is s^2 for one precision a, which bisection finds.
   */
  private static double precisionByRecovery(double t, int steps, double eta) {
    double s2 = Recovery.S * Recovery.S;
    double low = 0;
    double high = 5;
    for (int i = 0; i < 100; i++) {
      double a = (low + high) / 2;
      double curvature = a + 1 / t;
      double rest = Math.pow(1 - eta * curvature, steps);
      double g = rest + (1 - rest) / (curvature * t);
      double noise = 2 * eta * (1 - rest * rest) / (1 - Math.pow(1 - eta * curvature, 2));
      if (g * g * (s2 + t) + noise > s2) {
        low = a;
      } else {
        high = a;
      }
    }
    return low;
  }

  /** Rows with the mean and the deviation of the data, which chains start in noise of. */
  private static KnownRows noise() {
    double[] rows = new double[2 * Recovery.D];
    for (int i = 0; i < rows.length; i++) {
      double side = i < Recovery.D ? -1 : 1;
      rows[i] = Recovery.MEAN[i % Recovery.D] + side * Recovery.S;
    }
    return KnownRows.of(rows, 2, Recovery.D);
  }

  private static Recovery contrastive(String noise, int nu, NoiseLaw law, double scale) {
    return Recovery.of(
            "noise-contrastive-estimation, " + noise,
            new NoiseContrastiveEstimation(nu, law, Schedule.constant(scale), Optional.of(0.0)))
        .withLogZ();
  }
}
