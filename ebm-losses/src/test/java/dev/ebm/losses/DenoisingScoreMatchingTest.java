package dev.ebm.losses;

import static dev.ebm.losses.Waves.dot;
import static dev.ebm.losses.Waves.gradient;
import static dev.ebm.losses.Waves.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DenoisingScoreMatchingTest {

  private static final int D = OnWaves.D;
  private static final double SIGMA = 0.6;

  private static final OnWaves WAVES = new OnWaves();

  @AfterAll
  static void close() {
    WAVES.close();
  }

  private static DenoisingScoreMatching withPower(double power) {
    Schedule sigma = Schedule.constant(SIGMA);
    return new DenoisingScoreMatching(sigma, 1, sigma, sigma, Schedule.constant(power));
  }

  /** By the error of the score, on the draws that the loss is given. */
  private static double definition(double[] theta, double power) {
    double[][] z = OnWaves.draws(Op.NORMAL, "noise", OnWaves.B);
    double sum = 0;
    for (int i = 0; i < OnWaves.B; i++) {
      double[] noisy = new double[D];
      for (int k = 0; k < D; k++) {
        noisy[k] = OnWaves.ROWS[i][k] + SIGMA * z[i][k];
      }
      double[] g = gradient(theta, noisy);
      for (int k = 0; k < D; k++) {
        sum += Math.pow(g[k] - z[i][k] / SIGMA, 2) / 2;
      }
    }
    return Math.pow(SIGMA, power) * sum / OnWaves.B;
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 0, 1.5})
  void agreesWithTheDefinition(double power) {
    WAVES.assertAgrees(withPower(power), theta -> definition(theta, power));
  }

  /**
   * E DSM = E (|grad U|^2 / 2 - tr H) under the smoothed density + d / (2 sigma^2), for any energy:
   * around one row, by the trapezoidal rule in each direction, whose error for a Gaussian weight
   * and this spacing is below 1e-12.
   */
  @Test
  void isScoreMatchingOfTheSmoothedDensityUpToAConstant() {
    double[] row = OnWaves.ROWS[1];
    double spacing = 0.75;
    int side = 21;
    int nodes = side * side * side;
    float[] z = new float[nodes * D];
    float[] weights = new float[nodes];
    double smoothed = 0;
    for (int node = 0; node < nodes; node++) {
      int[] at = {node % side, node / side % side, node / side / side};
      double weight = 1;
      double[] noisy = new double[D];
      for (int k = 0; k < D; k++) {
        double value = (at[k] - side / 2) * spacing;
        weight *= spacing * Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
        z[node * D + k] = (float) value;
        noisy[k] = row[k] + SIGMA * value;
      }
      weights[node] = (float) weight;
      double[] g = gradient(Waves.THETA, noisy);
      smoothed += weights[node] * (dot(g, g) / 2 - trace(Waves.THETA, noisy));
    }
    double denoising =
        WAVES.of(
            (step, x) -> {
              Tensor rows = x.slice(0, 1, 2).broadcastTo(nodes, D);
              Tensor sigmas = Tensors.fill(SIGMA, nodes);
              Tensor noise = Tensors.constant(TensorData.of(z, nodes, D));
              return DenoisingScoreMatching.residuals(step.energy(), rows, sigmas, noise)
                  .mul(Tensors.constant(TensorData.of(weights, nodes)))
                  .sum()
                  .div(2 * SIGMA * SIGMA);
            });
    assertThat(denoising - D / (2 * SIGMA * SIGMA)).isCloseTo(smoothed, within(1e-6));
  }

  private static final int LEVELS = 3;
  private static final double[] SIGMAS = {0.2, 0.4, 0.8};

  /** The waves of a level: U(x) / (1 + sigma). */
  private record Damped() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return new Waves().parameters();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      throw new AssertionError("asked without a level");
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor sigma) {
      return new Waves().energy(parameters, x).div(sigma.add(1));
    }
  }

  private static int levelOf(int row) {
    double uniform = Philox.draw(Op.UNIFORM, OnWaves.key("level"), TensorType.float32()).at(0);
    return (row + (int) (uniform * LEVELS)) % LEVELS;
  }

  /** |sigma grad U - z|^2 of a row at its level. */
  private static double residual(double[] theta, int row) {
    double[] z = OnWaves.draws(Op.NORMAL, "noise", OnWaves.B)[row];
    double sigma = SIGMAS[levelOf(row)];
    double[] noisy = new double[D];
    for (int k = 0; k < D; k++) {
      noisy[k] = OnWaves.ROWS[row][k] + sigma * z[k];
    }
    double[] g = gradient(theta, noisy);
    double residual = 0;
    for (int k = 0; k < D; k++) {
      residual += Math.pow(sigma * g[k] / (1 + sigma) - z[k], 2);
    }
    return residual;
  }

  @Test
  void tellsTheEnergyTheLevelOfEachRow() {
    try (OnWaves damped = new OnWaves(new Damped())) {
      Loss loss = DenoisingScoreMatching.between(SIGMAS[0], SIGMAS[2], LEVELS);
      damped.assertAgrees(
          loss,
          theta ->
              IntStream.range(0, OnWaves.B).mapToDouble(i -> residual(theta, i) / 2).sum()
                  / OnWaves.B);
      for (int level = 0; level < LEVELS; level++) {
        int here = level;
        double mean =
            IntStream.range(0, OnWaves.B)
                .filter(row -> levelOf(row) == here)
                .mapToDouble(row -> residual(Waves.THETA, row) / D)
                .average()
                .orElseThrow();
        assertThat(damped.metric(loss, "residual/level-" + (level + 1)))
            .isCloseTo(mean, within(1e-6));
      }
    }
  }

  /** Errors of the score instead of residuals: a smaller level counts more. */
  @Test
  void weighsLevelsByAPowerOfTheirSigma() {
    try (OnWaves damped = new OnWaves(new Damped())) {
      Schedule smallest = Schedule.constant(SIGMAS[0]);
      Loss loss =
          new DenoisingScoreMatching(
              smallest, LEVELS, smallest, Schedule.constant(SIGMAS[2]), Schedule.constant(0.5));
      damped.assertAgrees(
          loss,
          theta ->
              IntStream.range(0, OnWaves.B)
                      .mapToDouble(i -> Math.pow(SIGMAS[levelOf(i)], -1.5) * residual(theta, i) / 2)
                      .sum()
                  / OnWaves.B);
    }
  }

  /** 100 levels for 5 rows: no level's mean is known. */
  @Test
  void reportsLevelsOnlyWhereEachHasRows() {
    try (OnWaves damped = new OnWaves(new Damped())) {
      assertThatThrownBy(
              () -> damped.metric(DenoisingScoreMatching.between(0.1, 1, 100), "residual/level-1"))
          .isInstanceOf(NullPointerException.class);
      assertThat(damped.metric(DenoisingScoreMatching.between(0.1, 1, 100), "residual")).isFinite();
    }
  }

  @Test
  void severalLevelsNeedAnEnergyThatTakesThem() {
    assertThatThrownBy(() -> WAVES.metric(DenoisingScoreMatching.between(0.1, 1, 4), "residual"))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("EBM-M005 energy: Waves takes no condition")
        .hasMessageContaining("noise-conditional");
  }

  @Test
  void refusesBitsAndLevelsInTheWrongOrder() {
    DataContext bits = DataContext.bits(TensorData.of(new float[] {0, 1}, 1, 2));
    assertThatThrownBy(
            () -> DenoisingScoreMatching.FACTORY.create(DenoisingScoreMatching.at(1), bits))
        .hasMessageStartingWith("EBM-M007 loss 'denoising-score-matching'");
    assertThatThrownBy(() -> DenoisingScoreMatching.between(1, 0.1, 4))
        .hasMessage("sigma-min is not below sigma-max");
    assertThat(widening(0.1, 0.9, 1).levels()).isEqualTo(4);
    for (double largest : new double[] {0.9, 0.5, 0.01}) {
      assertThatThrownBy(() -> widening(0.1, 0.9, largest))
          .hasMessage("sigma-min is not below sigma-max");
    }
  }

  /** Whose smallest level changes over the steps. */
  private static DenoisingScoreMatching widening(double from, double to, double largest) {
    Schedule smallest = new Schedule.Linear(from, to, 10);
    Schedule one = Schedule.constant(1);
    return new DenoisingScoreMatching(one, 4, smallest, Schedule.constant(largest), one);
  }

  private record Flat() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return new Waves().parameters();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.sum(1).mul(0);
    }
  }

  /** A flat energy explains nothing of the noise. */
  @Test
  void reportsTheResidualForEachFeature() {
    double[][] z = OnWaves.draws(Op.NORMAL, "noise", OnWaves.B);
    double expected =
        IntStream.range(0, OnWaves.B).mapToDouble(i -> dot(z[i], z[i])).sum() / OnWaves.B / D;
    try (OnWaves flat = new OnWaves(new Flat())) {
      assertThat(flat.metric(DenoisingScoreMatching.at(SIGMA), "residual"))
          .isCloseTo(expected, within(1e-6));
    }
  }

  /** The scheduled level of the step. */
  @Test
  void takesItsLevelFromTheStep() {
    Schedule falling = new Schedule.Linear(2 * SIGMA, SIGMA, 10);
    Schedule one = Schedule.constant(1);
    Loss loss = new DenoisingScoreMatching(falling, 1, one, one, Schedule.constant(2));
    assertThat(WAVES.at(10, loss)).isCloseTo(definition(Waves.THETA, 2), within(1e-6));
    assertThat(WAVES.at(0, loss)).isNotCloseTo(definition(Waves.THETA, 2), within(1e-2));
  }

  /** Losses with one mistake each. */
  static Map<String, Loss> mutants() {
    return Map.of(
        "half missing", mutant(1, 1, SIGMA, SIGMA, "noise"),
        "sign of the noise", mutant(0.5, -1, SIGMA, SIGMA, "noise"),
        "sigma taken for a variance", mutant(0.5, 1, Math.sqrt(SIGMA), Math.sqrt(SIGMA), "noise"),
        "sigma missing before the gradient", mutant(0.5, 1, SIGMA, 1, "noise"),
        "noise not added", mutant(0.5, 1, 0, SIGMA, "noise"),
        "noise drawn anew for the target", mutant(0.5, 1, SIGMA, SIGMA, "other"),
        "divided by d", mutant(0.5 / D, 1, SIGMA, SIGMA, "noise"));
  }

  static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  private static Loss mutant(
      double factor, int sign, double added, double beforeGradient, String target) {
    return (context, x) -> {
      Tensor z = context.key("noise").normal(x.shape());
      Tensor wanted = context.key(target).normal(x.shape()).mul(sign);
      Tensor gradient = context.energy().gradient(x.add(z.mul(added)));
      return gradient.mul(beforeGradient).sub(wanted).square().sum(1).mean().mul(factor);
    };
  }

  @Test
  void mutantWithoutMistakePasses() {
    WAVES.assertAgrees(mutant(0.5, 1, SIGMA, SIGMA, "noise"), theta -> definition(theta, 2));
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> WAVES.assertAgrees(mutants().get(name), theta -> definition(theta, 2)))
        .isInstanceOf(AssertionError.class);
  }
}
