package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.LossContract;
import dev.ebm.testkit.contract.OneStep;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseContrastiveEstimationTest {

  private static final int B = OnWaves.B;
  private static final int D = OnWaves.D;
  private static final int NU = 2;

  /** A box that holds all rows but the second: it ends at x0 = 2. */
  private static final double LOW = -2.5;

  private static final double HIGH = 2;

  private static final OnWaves WAVES = new OnWaves();
  private static final JvmBackend FLOATS = new JvmBackend(1);

  @AfterAll
  static void close() {
    FLOATS.close();
    WAVES.close();
  }

  /** A box with the same sides for all features, whatever the training rows. */
  private static NoiseLaw box() {
    double middle = (LOW + HIGH) / 2;
    double spread = (HIGH - LOW) / 4;
    float[] rows = new float[2 * D];
    for (int i = 0; i < D; i++) {
      rows[i] = (float) (middle - spread);
      rows[D + i] = (float) (middle + spread);
    }
    return new UniformNoise(D, () -> TensorData.of(rows, 2, D));
  }

  private static NoiseContrastiveEstimation loss(int nu) {
    return new NoiseContrastiveEstimation(nu, box(), Schedule.constant(1), Optional.of(0.0));
  }

  private static double softplus(double x) {
    return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** log p_n inside of the box. */
  private static double inside() {
    return -D * Math.log(HIGH - LOW);
  }

  private static double[][] noise(int nu) {
    return Arrays.stream(OnWaves.draws(Op.UNIFORM, "noise", nu * B))
        .map(u -> Arrays.stream(u).map(v -> LOW + v * (HIGH - LOW)).toArray())
        .toArray(double[][]::new);
  }

  private static double logit(double[] theta, double[] x, int nu) {
    boolean isInside = Arrays.stream(x).allMatch(v -> v >= LOW && v <= HIGH);
    double logNoise = isInside ? inside() : Double.NEGATIVE_INFINITY;
    return -Waves.energy(theta, x) - theta[theta.length - 1] - logNoise - Math.log(nu);
  }

  private static double definition(double[] theta, int nu) {
    double ofData = OnWaves.mean(x -> softplus(-logit(theta, x, nu)));
    double ofNoise =
        Arrays.stream(noise(nu)).mapToDouble(x -> softplus(logit(theta, x, nu))).sum() / B;
    return ofData + ofNoise;
  }

  @Test
  void agreesWithTheDefinitionAlsoWhereTheNoiseIsNot() {
    assertThat(Arrays.stream(OnWaves.ROWS).anyMatch(x -> x[0] > HIGH)).isTrue();
    for (int nu : new int[] {1, NU, 7}) {
      WAVES.assertAgrees(loss(nu), theta -> definition(theta, nu));
    }
  }

  /** U = x^2 / 2 against N(0, 4): the lecture's third example prints 2.073. */
  @Test
  void hasTheDecisionBoundaryOfTheLecture() {
    double boundary = Math.sqrt(8 / 3.0 * Math.log(2 * Math.sqrt(2 * Math.PI)));
    assertThat(boundary).isCloseTo(2.0734, within(5e-5));
    double[] logits = logits(1, 4, -boundary, boundary, -boundary + 1e-3, boundary + 1e-3, 0);
    assertThat(logits[0]).isCloseTo(0, within(1e-6));
    assertThat(logits[1]).isCloseTo(0, within(1e-6));
    assertThat(logits[2]).isPositive();
    assertThat(logits[3]).isNegative();
    assertThat(logits[4]).isPositive();
  }

  /** The lecture's fourth problem: noise of the model's own variance makes a constant of it. */
  @Test
  void knowsNothingWhereTheNoiseIsTheModel() {
    double[] logits = logits(4, 4, -3, 0, 1.5, 7);
    assertThat(logits).containsOnly(new double[] {logits[0]}, within(1e-6));
    assertThat(logits(4, 2, -3, 0)[0]).isNotCloseTo(logits(4, 2, -3, 0)[1], within(0.1));
  }

  /** G of U = x^2 / (2 variance) with c = 0 and noise N(0, noiseVariance). */
  private static double[] logits(double variance, double noiseVariance, double... x) {
    float deviation = (float) Math.sqrt(noiseVariance);
    NoiseLaw law =
        new GaussianNoise(1, () -> TensorData.of(new float[] {-deviation, deviation}, 2, 1));
    NoiseContrastiveEstimation loss =
        new NoiseContrastiveEstimation(1, law, Schedule.constant(1), Optional.of(0.0));
    try (JvmBackend backend = new JvmBackend(1)) {
      return new Traced(backend, DType.FLOAT64)
          .run(
              1,
              List.of(TensorData.of(x, x.length, 1)),
              (key, in) -> {
                Tree<Tensor> fitted =
                    law.fitted().map(p -> p.initializer().initial(key, p.shape()));
                Tensor energy = in.get(0).square().sum(1).div(2 * variance);
                Tensor logNoise = law.logDensity(fitted, Tensors.constant(1), in.get(0));
                return List.of(loss.logit(energy, logNoise, Tensors.constant(0)));
              })
          .get(0)
          .toDoubles();
    }
  }

  /** Adding a constant to U takes it from log Z and leaves everything else. */
  @Test
  void aConstantOfTheEnergyIsTakenFromLogZ() {
    try (OnWaves shifted = new OnWaves(new Shifted())) {
      double[] theta = Arrays.copyOf(Waves.THETA, Waves.THETA.length + 1);
      theta[Waves.THETA.length] = OnWaves.OWN + 1.5;
      assertThat(shifted.at(0, loss(NU))).isCloseTo(definition(theta, NU), within(1e-6));
    }
  }

  private record Shifted() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return new Waves().parameters();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return new Waves().energy(parameters, x).add(1.5);
    }
  }

  /** log of the mean of exp(-U) / p_n over the first batch's noise. */
  @Test
  void startsAtTheEstimateOfTheFirstBatch() {
    NoiseContrastiveEstimation loss =
        new NoiseContrastiveEstimation(NU, box(), Schedule.constant(1), Optional.empty());
    double mean =
        Arrays.stream(noise(NU))
            .mapToDouble(x -> Math.exp(-Waves.energy(Waves.THETA, x) - inside()))
            .average()
            .orElseThrow();
    double shift = OnWaves.OWN;
    assertThat(WAVES.metric(0, loss, "log-z")).isCloseTo(Math.log(mean) + shift, within(1e-6));
    assertThat(WAVES.nextState(loss, "first-log-z")).isCloseTo(Math.log(mean), within(1e-6));
    assertThat(WAVES.metric(1, loss, "log-z")).as("with a state of 0").isEqualTo(shift);
    assertThat(WAVES.metric(0, loss(NU), "log-z")).isEqualTo(shift);
  }

  @Test
  void reportsEnergiesAndConfusion() {
    double[] theta = Arrays.copyOf(Waves.THETA, Waves.THETA.length + 1);
    theta[Waves.THETA.length] = OnWaves.OWN;
    double ofNoise =
        Arrays.stream(noise(NU)).mapToDouble(x -> Waves.energy(theta, x)).average().orElseThrow();
    double wrong =
        OnWaves.mean(x -> 1 / (1 + Math.exp(logit(theta, x, NU))))
            + Arrays.stream(noise(NU))
                    .mapToDouble(x -> 1 / (1 + Math.exp(-logit(theta, x, NU))))
                    .sum()
                / B;
    assertThat(WAVES.metric(loss(NU), "energy/data"))
        .isCloseTo(OnWaves.mean(x -> Waves.energy(theta, x)), within(1e-6));
    assertThat(WAVES.metric(loss(NU), "energy/noise")).isCloseTo(ofNoise, within(1e-6));
    double ofChance = 2.0 * NU / (1 + NU);
    assertThat(WAVES.metric(loss(NU), "confusion")).isCloseTo(wrong / ofChance, within(1e-6));
  }

  /** Noise of a width of 0.001, or an energy that is the box. */
  @Test
  void warnsOfSaturationAndOfNoiseThatIsTheModel() {
    NoiseLaw narrow = new GaussianNoise(D, OnWaves::rows);
    Loss saturated =
        new NoiseContrastiveEstimation(1, narrow, Schedule.constant(1e-3), Optional.of(0.0));
    assertThat(codes(WAVES, loss(1))).isEmpty();
    assertThat(codes(WAVES, saturated)).containsExactly("EBM-W004");
    NoiseLaw around = new UniformNoise(D, OnWaves::rows);
    Loss same = new NoiseContrastiveEstimation(3, around, Schedule.constant(1), Optional.of(0.0));
    try (OnWaves flat = new OnWaves(new FlatBox(around))) {
      assertThat(codes(flat, same)).containsExactly("EBM-W011");
      assertThat(flat.metric(same, "confusion")).isCloseTo(1, within(1e-6));
    }
  }

  private static final int FITS = 200;
  private static final int FITTED = 1_000;

  /** Whether model and noise are one law, of a loss on 512 standard normal rows. */
  private static boolean isTheNoise(double deviation, long seed, int fitted) {
    return new Traced(FLOATS, DType.FLOAT32)
            .run(
                seed,
                List.of(),
                (key, none) -> {
                  TensorData rows =
                      Philox.draw(
                          Op.NORMAL,
                          Philox.fold(Philox.seed(seed), "fit"),
                          TensorType.float32(FITTED, 2));
                  Loss loss =
                      new NoiseContrastiveEstimation(
                          1,
                          new GaussianNoise(2, () -> rows),
                          Schedule.constant(1),
                          Optional.of(0.0),
                          fitted);
                  Key start = Program.builder("none").key("none");
                  Tree<Tensor> state =
                      loss.state().map(p -> p.initializer().initial(start, p.shape()));
                  Tensor logZ = Tensors.constant(Math.log(2 * Math.PI * deviation * deviation));
                  EnergyFunction exact =
                      EnergyFunction.of(
                          x -> x.square().sum(1).div(2 * deviation * deviation), Shape.of(2));
                  OneStep step =
                      new OneStep(
                          exact,
                          key,
                          Tensors.fill(DType.INT32, 0, Shape.SCALAR),
                          state,
                          Tree.of("log-z", logZ));
                  loss.loss(step, key.fold("x").normal(512, 2).mul(deviation));
                  return step.warnings().entrySet().stream()
                      .filter(warning -> warning.getKey().code().equals("EBM-W011"))
                      .map(warning -> warning.getValue().cast(DType.FLOAT32))
                      .toList();
                })
            .get(0)
            .at(0)
        == 1;
  }

  private static long told(double deviation, int fitted) {
    return LongStream.range(0, FITS).filter(seed -> isTheNoise(deviation, seed, fitted)).count();
  }

  /**
   * The model is the data's law, and the noise a fit to a thousand of their rows. One fit in a
   * thousand is further away, and up to three by batches of 512 rows; that more than seven of 200
   * are has then a probability of 2e-7. A deviation larger by a fifth is another law: its mean
   * square is 0.2, where the threshold is 0.02. A threshold of 1e-4, which knows nothing of the
   * fit, tells of one fit in 6,000, and of four of 200 with a probability below 1e-6.
   */
  @Test
  void takesNoiseThatWasFittedToFewRowsOfTheModelForTheModel() {
    assertThat(told(1, FITTED)).isBetween(FITS - 7L, (long) FITS);
    assertThat(told(1.2, FITTED)).isZero();
    assertThat(told(1, Integer.MAX_VALUE)).isLessThan(4);
  }

  private static List<String> codes(OnWaves waves, Loss loss) {
    return waves.warnings(loss).stream().map(Problem::code).toList();
  }

  /** -log p_n - c. */
  private record FlatBox(NoiseLaw law) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return new Waves().parameters();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      Key none = Program.builder("none").key("none");
      Tree<Tensor> fitted = law.fitted().map(p -> p.initializer().initial(none, p.shape()));
      return law.logDensity(fitted, Tensors.constant(1), x).add(OnWaves.OWN).neg();
    }
  }

  @Test
  void refusesNoiseOfAnotherKindThanTheData() {
    DataContext bits = DataContext.bits(TensorData.of(new float[] {0, 1}, 1, 2));
    DataContext real = DataContext.real(TensorData.of(new float[] {0, 1}, 1, 2));
    for (NoiseContrastiveEstimation.Noise noise : NoiseContrastiveEstimation.Noise.values()) {
      NoiseContrastiveEstimation.Config config =
          new NoiseContrastiveEstimation.Config(
              1, noise, Schedule.constant(1), 10, Optional.empty());
      boolean forBits = noise == NoiseContrastiveEstimation.Noise.BERNOULLI;
      assertThat(NoiseContrastiveEstimation.FACTORY.create(config, forBits ? bits : real))
          .isNotNull();
      assertThatThrownBy(
              () -> NoiseContrastiveEstimation.FACTORY.create(config, forBits ? real : bits))
          .hasMessageStartingWith("EBM-M007 loss 'noise-contrastive-estimation' with noise ")
          .hasMessageContaining(
              forBits
                  ? "needs bits, but column 'x0' is continuous (for such data use noise gaussian,"
                      + " uniform or kernel)"
                  : "needs real numbers, but column 'x0' is binary (for such data use noise"
                      + " bernoulli)");
    }
  }

  @TestFactory
  Stream<DynamicContainer> isASoundLossWithEveryNoise() {
    float[] rows = {0, 1, 1, 0, 1, 1, 0, 0, 1, 0};
    DataContext bits = DataContext.bits(TensorData.of(rows, 5, 2));
    DataContext real = DataContext.real(TensorData.of(rows, 5, 2));
    return Arrays.stream(NoiseContrastiveEstimation.Noise.values())
        .map(
            noise -> {
              boolean forBits = noise == NoiseContrastiveEstimation.Noise.BERNOULLI;
              DataContext data = forBits ? bits : real;
              NoiseContrastiveEstimation.Config config =
                  new NoiseContrastiveEstimation.Config(
                      2, noise, Schedule.constant(1), 7, Optional.empty());
              Loss loss = NoiseContrastiveEstimation.FACTORY.create(config, data);
              return DynamicContainer.dynamicContainer(
                  noise.name(), LossContract.of(loss, data.features()));
            });
  }

  /** Losses with one mistake each. */
  static Map<String, Loss> mutants() {
    return Map.of(
        "sign of the logit", new Mutant(-1, 1, NU, NU, 1, true),
        "nu missing before the noise", new Mutant(1, 1, 1, NU, 1, true),
        "nu missing in the logit", new Mutant(1, 1, NU, 1, 1, true),
        "density of the noise missing", new Mutant(1, 0, NU, NU, 1, true),
        "c with the wrong sign", new Mutant(1, 1, NU, NU, -1, true),
        "c not learned", new Mutant(1, 1, NU, NU, 1, false));
  }

  static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  /** The loss anew, without data outside of the box. */
  private record Mutant(
      int sign, int density, double weight, double nuInLogit, int signOfC, boolean learned)
      implements Loss {

    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("c", new Parameter(Shape.SCALAR, Initializer.constant(0)));
    }

    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Tensor noise = context.key("noise").uniform(NU * B, D).mul(HIGH - LOW).add(LOW);
      Tensor data = logit(context, x);
      // The second row lies outside of the box, where nothing is learned.
      Tensor within =
          Tensors.concat(0, data.slice(0, 0, 1), data.slice(0, 2, B)).neg().softplus().sum();
      Tensor ofNoise = logit(context, noise).softplus().mean().mul(weight);
      return within.div(B).add(ofNoise);
    }

    private Tensor logit(LossContext context, Tensor x) {
      Tensor c = context.parameter("c").mul(signOfC);
      Tensor held = learned ? c : c.stopGradient();
      return context
          .energy(x)
          .add(held)
          .add(density * inside())
          .neg()
          .sub(Math.log(nuInLogit))
          .mul(sign);
    }
  }

  @Test
  void mutantWithoutMistakePasses() {
    WAVES.assertAgrees(new Mutant(1, 1, NU, NU, 1, true), theta -> definition(theta, NU));
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(
            () -> WAVES.assertAgrees(mutants().get(name), theta -> definition(theta, NU)))
        .isInstanceOf(AssertionError.class);
  }
}
