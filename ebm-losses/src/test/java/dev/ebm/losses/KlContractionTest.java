package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.LogDensity;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On three states everything can be enumerated: a batch holds every pair (x, y), or every triple
 * (x, y, x'), as often as its probability says, so that means over the batch are expectations.
 */
class KlContractionTest {

  private static final int STATES = 3;

  /** Of the data, in eighths. */
  private static final int[] P = {5, 2, 1};

  /** Of y given x, in quarters; symmetric, so that it is the reverse law too. */
  private static final int[][] Q = {{2, 1, 1}, {1, 3, 0}, {1, 0, 3}};

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);

  @AfterAll
  static void close() {
    BACKEND.close();
    WAVES.close();
  }

  /** One energy for each state, whose rows are {@code [B, 1]} with the number of the state. */
  private record Table() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("u", Parameter.zeros(STATES));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return parameters.get("u").gather(x.reshape(-1).cast(DType.INT32));
    }
  }

  private static final LogDensity LOG_P =
      x ->
          Tensors.constant(
                  TensorData.of(
                      new float[] {
                        (float) Math.log(P[0] / 8.0),
                        (float) Math.log(P[1] / 8.0),
                        (float) Math.log(P[2] / 8.0)
                      },
                      STATES))
              .gather(x.reshape(-1).cast(DType.INT32));

  /**
   * Every outcome in a fixed order.
   *
   * @param x the state of each row of the batch
   * @param y what it is perturbed to
   * @param recovered one x' for each row; none if all states are returned with weights
   */
  private record Enumerated(List<Integer> x, List<Integer> y, List<Integer> recovered)
      implements Perturbation {

    /** Every (x, y), and for each y all states, weighted by 3 q(y | x'), against M = 3. */
    static Enumerated pairs() {
      List<Integer> x = new ArrayList<>();
      List<Integer> y = new ArrayList<>();
      for (int i = 0; i < STATES; i++) {
        for (int j = 0; j < STATES; j++) {
          for (int n = 0; n < P[i] * Q[i][j]; n++) {
            x.add(i);
            y.add(j);
          }
        }
      }
      return new Enumerated(x, y, List.of());
    }

    /** Every (x, y, x') for M = 1. */
    static Enumerated triples() {
      List<Integer> x = new ArrayList<>();
      List<Integer> y = new ArrayList<>();
      List<Integer> recovered = new ArrayList<>();
      for (int i = 0; i < STATES; i++) {
        for (int j = 0; j < STATES; j++) {
          for (int k = 0; k < STATES; k++) {
            for (int n = 0; n < P[i] * Q[i][j] * Q[j][k]; n++) {
              x.add(i);
              y.add(j);
              recovered.add(k);
            }
          }
        }
      }
      return new Enumerated(x, y, recovered);
    }

    private static Tensor rows(List<Integer> states) {
      float[] values = new float[states.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = states.get(i);
      }
      return Tensors.constant(TensorData.of(values, values.length, 1));
    }

    Tensor batch() {
      return rows(x);
    }

    @Override
    public Tensor perturb(Key key, Tensor batch) {
      return rows(y);
    }

    @Override
    public Recovery recover(Key key, Tensor perturbed, int count) {
      if (count == 1) {
        return Recovery.symmetric(rows(recovered).expandDims(1));
      }
      assertThat(count).isEqualTo(STATES);
      int rows = y.size();
      float[] states = new float[rows * STATES];
      float[] logWeights = new float[rows * STATES];
      for (int i = 0; i < states.length; i++) {
        states[i] = i % STATES;
        logWeights[i] = (float) Math.log(STATES * Q[i % STATES][y.get(i / STATES)] / 4.0);
      }
      return new Recovery(
          Tensors.constant(TensorData.of(states, rows, STATES, 1)),
          Tensors.constant(TensorData.of(logWeights, rows, STATES)));
    }
  }

  private static Loss discrepancy(int negatives, double w, Enumerated outcomes) {
    return new EnergyDiscrepancy(negatives, w, outcomes);
  }

  private static Loss contraction(int negatives, double w, Enumerated outcomes) {
    return new KlContraction(new EnergyDiscrepancy(negatives, w, outcomes), Optional.of(LOG_P));
  }

  /** The value, and the derivatives by the three energies. */
  private static double[] valueAndGradient(Loss loss, Enumerated outcomes, double[] u) {
    List<TensorData> results =
        DOUBLE.run(
            1,
            List.of(TensorData.of(u, STATES)),
            (key, in) -> {
              Tensor x = outcomes.batch();
              OneStep step = OneStep.first(new Table(), Tree.of("u", in.get(0)), key, x);
              Tensor value = loss.loss(step, x);
              return List.of(value, Gradients.of(value, in.get(0)));
            });
    return IntStream.range(0, 1 + STATES)
        .mapToDouble(i -> i == 0 ? results.get(0).at(0) : results.get(1).at(i - 1))
        .toArray();
  }

  private static double[] normalised(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  private static double kl(double[] p, double[] q) {
    return IntStream.range(0, p.length).mapToDouble(i -> p[i] * Math.log(p[i] / q[i])).sum();
  }

  private static double[] perturbed(double[] p) {
    double[] result = new double[STATES];
    for (int x = 0; x < STATES; x++) {
      for (int y = 0; y < STATES; y++) {
        result[y] += p[x] * Q[x][y] / 4.0;
      }
    }
    return result;
  }

  /** KL(p1, p2) - KL(Q p1, Q p2), each by its definition. */
  private static double exact(double[] u) {
    double[] data = normalised(new double[] {P[0], P[1], P[2]});
    double[] model = normalised(Arrays.stream(u).map(v -> Math.exp(-v)).toArray());
    return kl(data, model) - kl(perturbed(data), perturbed(model));
  }

  private static double[] truth() {
    return Arrays.stream(P).mapToDouble(p -> 2 - Math.log(p)).toArray();
  }

  private static double[] random(Random random) {
    return IntStream.range(0, STATES).mapToDouble(i -> 2 * random.nextGaussian()).toArray();
  }

  @Test
  void isTheKlContractionOnAnEnumerableSpace() {
    Enumerated pairs = Enumerated.pairs();
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double[] u = random(random);
      assertThat(valueAndGradient(contraction(STATES, 0, pairs), pairs, u)[0])
          .isCloseTo(exact(u), within(1e-6))
          .isGreaterThan(0);
    }
    assertThat(valueAndGradient(contraction(STATES, 0, pairs), pairs, truth())[0])
        .isCloseTo(0, within(1e-6));
  }

  /** Energy discrepancy, E U(x) - E U_q(y), differs by a number of the data alone. */
  @Test
  void differsFromEnergyDiscrepancyByANumberOfTheDataAlone() {
    Enumerated pairs = Enumerated.pairs();
    Random random = new Random(2);
    double[] data = normalised(new double[] {P[0], P[1], P[2]});
    double constant =
        IntStream.range(0, STATES).mapToDouble(i -> data[i] * Math.log(data[i])).sum()
            - Arrays.stream(perturbed(data)).map(p -> p * Math.log(p)).sum();
    for (int i = 0; i < 20; i++) {
      double[] u = random(random);
      double[] discrepancy = valueAndGradient(discrepancy(STATES, 0, pairs), pairs, u);
      double[] contraction = valueAndGradient(contraction(STATES, 0, pairs), pairs, u);
      assertThat(discrepancy[0]).isCloseTo(populationDiscrepancy(u), within(1e-6));
      assertThat(contraction[0] - discrepancy[0]).isCloseTo(constant, within(1e-6));
      assertThat(Arrays.copyOfRange(contraction, 1, 4))
          .containsExactly(Arrays.copyOfRange(discrepancy, 1, 4), within(1e-12));
    }
  }

  private static double populationDiscrepancy(double[] u) {
    double sum = 0;
    for (int x = 0; x < STATES; x++) {
      sum += P[x] / 8.0 * u[x];
      for (int y = 0; y < STATES; y++) {
        double integral = 0;
        for (int z = 0; z < STATES; z++) {
          integral += Q[z][y] / 4.0 * Math.exp(-u[z]);
        }
        sum += P[x] / 8.0 * Q[x][y] / 4.0 * Math.log(integral);
      }
    }
    return sum;
  }

  /** The law of the data is a strict minimum, by the derivative there and around it. */
  @Test
  void isLeastAtTheDataAlone() {
    Enumerated pairs = Enumerated.pairs();
    assertMinimumAtTheData(u -> valueAndGradient(contraction(STATES, 0, pairs), pairs, u));
    assertMinimumAtTheData(u -> valueAndGradient(discrepancy(STATES, 0, pairs), pairs, u));
  }

  /** One negative and w = 1: the contraction by a channel that shows two rows without order. */
  @Test
  void isAContractionForOneNegativeTooIfTheStabiliserIsOne() {
    Enumerated triples = Enumerated.triples();
    Random random = new Random(3);
    assertThat(valueAndGradient(contraction(1, 1, triples), triples, truth())[0])
        .isCloseTo(0, within(1e-6));
    for (int i = 0; i < 50; i++) {
      double[] u = random(random);
      assertThat(valueAndGradient(contraction(1, 1, triples), triples, u)[0]).isPositive();
    }
    assertMinimumAtTheData(u -> valueAndGradient(contraction(1, 1, triples), triples, u));
  }

  /** Without that, one negative moves the minimum away from the data. */
  @Test
  void otherStabilisersMoveTheMinimumOfFewNegatives() {
    Enumerated triples = Enumerated.triples();
    for (double w : new double[] {0.1, 5}) {
      double[] gradient =
          Arrays.copyOfRange(valueAndGradient(contraction(1, w, triples), triples, truth()), 1, 4);
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(0.01);
    }
  }

  private static void assertMinimumAtTheData(Function<double[], double[]> loss) {
    double[] at = loss.apply(truth());
    assertThat(Arrays.copyOfRange(at, 1, 4)).containsExactly(new double[3], within(1e-6));
    for (int state = 0; state < STATES; state++) {
      for (double change : new double[] {-0.3, 0.3}) {
        double[] u = truth();
        u[state] += change;
        assertThat(loss.apply(u)[0]).isGreaterThan(at[0] + 1e-4);
      }
    }
  }

  /** Without the density of the data its part is missing. */
  @Test
  void isEnergyDiscrepancyWhereTheDensityIsNotKnown() {
    Enumerated pairs = Enumerated.pairs();
    double[] u = {0.3, -1, 0.5};
    Loss unknown = new KlContraction(new EnergyDiscrepancy(STATES, 0.4, pairs), Optional.empty());
    assertThat(valueAndGradient(unknown, pairs, u))
        .isEqualTo(valueAndGradient(discrepancy(STATES, 0.4, pairs), pairs, u));
  }

  private static final OnWaves WAVES = new OnWaves();
  private static final int M = 4;
  private static final double W = 0.7;
  private static final double T = 0.6;

  /** Waves that the data are said to come from: other numbers without meaning. */
  private static final double[] OF_THE_DATA = {0.5, 0.6, -0.2, 0.9, 0.4, 1.2, -0.7, 0.3};

  /** log p1 but for its constant, which falls out. */
  private static LogDensity waves(double[] theta) {
    int k = Waves.K;
    return x -> {
      Tensor all =
          Tensors.constant(TensorData.fromDoubles(TensorType.float32(theta.length), theta));
      Tree<Tensor> parameters =
          Tree.of("c", all.slice(0, 0, k))
              .with("v", all.slice(0, k, k + k * Waves.D).reshape(k, Waves.D));
      return new Waves().energy(parameters, x).neg();
    };
  }

  /** Both lines in plain arithmetic, on the draws that the loss is given. */
  private static double definition(double[] theta) {
    double[][] xi = OnWaves.draws(Op.NORMAL, "perturbation", OnWaves.B);
    double[][] xiPrime = OnWaves.draws(Op.NORMAL, "recovery", OnWaves.B * M);
    double total = 0;
    for (int i = 0; i < OnWaves.B; i++) {
      double[] x = OnWaves.ROWS[i];
      double model = W;
      double data = W;
      for (int j = 0; j < M; j++) {
        double[] negative = new double[OnWaves.D];
        for (int k = 0; k < OnWaves.D; k++) {
          negative[k] = x[k] + Math.sqrt(T) * (xi[i][k] + xiPrime[i * M + j][k]);
        }
        model += Math.exp(Waves.energy(theta, x) - Waves.energy(theta, negative));
        data += Math.exp(Waves.energy(OF_THE_DATA, x) - Waves.energy(OF_THE_DATA, negative));
      }
      total += Math.log(model) - Math.log(data);
    }
    return total / OnWaves.B;
  }

  private static Loss onWaves(double[] ofTheData) {
    return new KlContraction(
        new EnergyDiscrepancy(M, W, new Gaussian(T)), Optional.of(waves(ofTheData)));
  }

  @Test
  void agreesWithTheDefinition() {
    WAVES.assertAgrees(onWaves(OF_THE_DATA), KlContractionTest::definition);
  }

  /** Not on average only, since both sides share their draws. */
  @Test
  void isZeroForTheDrawsAtHandWhereTheEnergyIsTheDatas() {
    assertThat(WAVES.at(0, onWaves(Waves.THETA))).isCloseTo(0, within(1e-6));
    assertThat(WAVES.at(0, onWaves(OF_THE_DATA))).isNotCloseTo(0, within(1e-2));
  }

  private enum Mistake {
    NONE,
    CONTRAST_WITH_THE_OTHER_SIGN,
    ONE_NEGATIVE_TWICE,
    DATA_ADDED,
    DATA_MISSING,
    DENSITY_OF_THE_DATA_UPSIDE_DOWN,
    ROW_AMONG_THE_NEGATIVES_OF_THE_DATA,
    ONE_NEGATIVE_OF_THE_DATA_TWICE,
    OTHER_DRAWS_FOR_THE_DATA,
    STABILISER_OF_THE_DATA_MISSING,
    LOG_M_OF_THE_DATA_MISSING
  }

  private record Mutant(Mistake mistake) implements Loss {
    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Perturbation q = new Gaussian(T);
      Tensor y = q.perturb(context.key("perturbation"), x);
      Tensor negatives = q.recover(context.key("recovery"), y, M).samples();
      Tensor others = q.recover(context.key("other"), y, M).samples();
      Tensor rest = negatives.slice(1, 1, M);
      Tensor twice = Tensors.concat(1, rest, rest.slice(1, 0, 1));
      double sign = mistake == Mistake.CONTRAST_WITH_THE_OTHER_SIGN ? -1 : 1;
      Tensor ofTheModel = mistake == Mistake.ONE_NEGATIVE_TWICE ? twice : negatives;
      Tensor model = side(context.energy()::of, x, ofTheModel, W, sign);
      Tensor ofTheData =
          switch (mistake) {
            case ROW_AMONG_THE_NEGATIVES_OF_THE_DATA -> Tensors.concat(1, rest, x.expandDims(1));
            case ONE_NEGATIVE_TWICE, ONE_NEGATIVE_OF_THE_DATA_TWICE -> twice;
            case OTHER_DRAWS_FOR_THE_DATA -> others;
            default -> negatives;
          };
      double w = mistake == Mistake.STABILISER_OF_THE_DATA_MISSING ? 0 : W;
      double ofDensity = mistake == Mistake.DENSITY_OF_THE_DATA_UPSIDE_DOWN ? -1 : 1;
      Tensor data = side(r -> waves(OF_THE_DATA).of(r).neg(), x, ofTheData, w, ofDensity);
      return switch (mistake) {
        case DATA_ADDED -> model.add(data);
        case DATA_MISSING -> model;
        case LOG_M_OF_THE_DATA_MISSING -> model.sub(data).sub(Math.log(M));
        default -> model.sub(data);
      };
    }

    private static Tensor side(
        UnaryOperator<Tensor> u, Tensor x, Tensor negatives, double w, double sign) {
      Tensor rows = negatives.reshape(OnWaves.B * M, OnWaves.D);
      Tensor gaps = u.apply(x).expandDims(1).sub(u.apply(rows).reshape(OnWaves.B, M)).mul(sign);
      return gaps.exp().sum(1).add(w).log().mean().sub(Math.log(M));
    }
  }

  @Test
  void mutantWithoutMistakePasses() {
    WAVES.assertAgrees(new Mutant(Mistake.NONE), KlContractionTest::definition);
  }

  static List<Mistake> mistakes() {
    return Arrays.stream(Mistake.values()).filter(m -> m != Mistake.NONE).toList();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNoticed(Mistake mistake) {
    assertThatThrownBy(() -> WAVES.assertAgrees(new Mutant(mistake), KlContractionTest::definition))
        .isInstanceOf(AssertionError.class);
  }
}
