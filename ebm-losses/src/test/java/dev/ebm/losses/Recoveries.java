package dev.ebm.losses;

import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.TensorData;
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
        contrastive("kernel noise of 20 rows, nu = 2", 2, new KernelNoise(D, 20, ROWS), 1));
  }

  private static Recovery contrastive(String noise, int nu, NoiseLaw law, double scale) {
    return Recovery.of(
            "noise-contrastive-estimation, " + noise,
            new NoiseContrastiveEstimation(nu, law, Schedule.constant(scale), Optional.of(0.0)))
        .withLogZ();
  }
}
