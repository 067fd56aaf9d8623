package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.samplers.Langevin;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import dev.ebm.testkit.contract.ZTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryLikelihoodTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final long SEED = 7;
  private static final int B = 4;
  private static final int D = 3;
  private static final int STEPS = 3;
  private static final double ETA = 0.1;
  private static final double T = 0.6;
  private static final double[] AT = {0.8, 0.3, -0.5, 0.2};
  private static final double[] ROWS = {
    0.3, -1.2, 0.5, 2.1, 0.4, -0.6, -1.5, 0.9, 0.2, 1.1, 1.3, -0.8
  };

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static double energy(double[] a, double[] rows, int row) {
    double energy = 0;
    for (int k = 0; k < D; k++) {
      double x = rows[row * D + k];
      energy += a[0] * x * x / 2 + a[1 + k] * x;
    }
    return energy;
  }

  private static double[] normal(TensorData key) {
    return Philox.draw(Op.NORMAL, key, TensorType.float32(B, D)).toDoubles();
  }

  /** Rows y = x + sqrt(t) xi, on the draws that the loss is given. */
  private static double[] perturbed() {
    double[] xi = normal(Philox.fold(Philox.seed(SEED), "perturbation"));
    double[] y = new double[B * D];
    Arrays.setAll(y, i -> ROWS[i] + Math.sqrt(T) * xi[i]);
    return y;
  }

  /** Langevin steps from y on U(x) + |x - y|^2 / (2t), in plain arithmetic. */
  private static double[] ends() {
    double[] y = perturbed();
    double[] x = y.clone();
    for (int step = 0; step < STEPS; step++) {
      double[] z = normal(Philox.fold(Philox.fold(Philox.seed(SEED), "chains"), step));
      for (int i = 0; i < x.length; i++) {
        double gradient = AT[0] * x[i] + AT[1 + i % D] + (x[i] - y[i]) / T;
        x[i] += -ETA * gradient + Math.sqrt(2 * ETA) * z[i];
      }
    }
    return x;
  }

  private static double plain(double[] a) {
    double[] ends = ends();
    return IntStream.range(0, B).mapToDouble(i -> energy(a, ROWS, i) - energy(a, ends, i)).sum()
        / B;
  }

  private static void assertAgreesWithTheDefinition(Loss loss) {
    List<TensorData> results =
        DOUBLE.run(
            SEED,
            List.of(
                TensorData.of(ROWS, B, D),
                TensorData.of(new double[] {AT[0]}),
                TensorData.of(Arrays.copyOfRange(AT, 1, 4), D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", in.get(1)).with("b", in.get(2));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              Tensor value = loss.loss(step, in.get(0));
              List<Tensor> gradients = Gradients.of(value, parameters.values());
              return List.of(value, gradients.get(0), gradients.get(1));
            });
    assertThat(results.get(0).at(0)).isCloseTo(plain(AT), within(1e-6));
    for (int p = 0; p < AT.length; p++) {
      double h = 1e-5;
      double[] up = AT.clone();
      double[] down = AT.clone();
      up[p] += h;
      down[p] -= h;
      double difference = (plain(up) - plain(down)) / (2 * h);
      double gradient = p == 0 ? results.get(1).at(0) : results.get(2).at(p - 1);
      assertThat(gradient).as("derivative %d", p).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void agreesWithTheDefinition() {
    assertAgreesWithTheDefinition(
        new RecoveryLikelihood(STEPS, new Langevin(ETA, 1), new Gaussian(T)));
  }

  /**
   * Langevin steps by energies that are asked for twice, of all rows at once, as a sampler with
   * several replicas of each chain asks for theirs.
   *
   * @param byChain whether the rows of a chain follow each other, as they should
   */
  private record Doubled(boolean byChain) implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      EnergyFunction ofBoth =
          EnergyFunction.of(
              rows -> {
                int n = rows.dim(0);
                Tensor both =
                    byChain
                        ? Tensors.stack(1, List.of(rows, rows)).reshape(2 * n, D)
                        : Tensors.concat(0, rows, rows);
                Tensor u = energy.of(both);
                return byChain ? u.reshape(n, 2).get(1, 1) : u.reshape(2, n).get(0, 1);
              },
              energy.features());
      return new Langevin(ETA, 1).step(ofBoth, key, state);
    }
  }

  @Test
  void givesEveryReplicaOfAChainTheChainsOwnPerturbation() {
    assertAgreesWithTheDefinition(
        new RecoveryLikelihood(STEPS, new Doubled(true), new Gaussian(T)));
    Loss mixedUp = new RecoveryLikelihood(STEPS, new Doubled(false), new Gaussian(T));
    assertThatThrownBy(() -> assertAgreesWithTheDefinition(mixedUp))
        .isInstanceOf(AssertionError.class);
  }

  /**
   * The loss with a mistake.
   *
   * @param fromData whether chains start at x instead of y
   * @param density factor of log q
   * @param t of the density
   * @param stopped whether derivatives stop at the chains
   * @param sign of the value
   */
  private record Mutant(boolean fromData, double density, double t, boolean stopped, double sign)
      implements Loss {
    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Tensor y = new Gaussian(T).perturb(context.key("perturbation"), x);
      EnergyFunction conditional =
          EnergyFunction.of(
              rows -> context.energy(rows).sub(new Gaussian(t).logDensity(rows, y).mul(density)),
              Shape.of(D));
      Tensor position = fromData ? x : y;
      for (int i = 0; i < STEPS; i++) {
        position =
            new Langevin(ETA, 1)
                .step(
                    conditional, context.key("chains").fold(i), Tree.of(Sampler.POSITION, position))
                .state()
                .get(Sampler.POSITION);
      }
      Tensor end = stopped ? position.stopGradient() : position;
      return context.energy(x).mean().sub(context.energy(end).mean()).mul(sign);
    }
  }

  private static final Map<String, Loss> MUTANTS =
      Map.of(
          "chains from the data", new Mutant(true, 1, T, true, 1),
          "perturbation forgotten", new Mutant(false, 0, T, true, 1),
          "perturbation repels", new Mutant(false, -1, T, true, 1),
          "variance squared", new Mutant(false, 1, T * T, true, 1),
          "variance doubled", new Mutant(false, 1, 2 * T, true, 1),
          "derivatives through the chains", new Mutant(false, 1, T, false, 1),
          "sign flipped", new Mutant(false, 1, T, true, -1),
          "one step too few",
              new RecoveryLikelihood(STEPS - 1, new Langevin(ETA, 1), new Gaussian(T)));

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertAgreesWithTheDefinition(new Mutant(false, 1, T, true, 1));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertAgreesWithTheDefinition(MUTANTS.get(name)))
        .isInstanceOf(AssertionError.class);
  }

  /** One step that draws from the law itself, whose energy must be quadratic with equal axes. */
  private record Exact() implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor x = state.get(POSITION);
      Tensor slope = energy.gradient(fill(0, x.shape().dims()));
      Tensor curvature = energy.gradient(fill(1, x.shape().dims())).sub(slope);
      Tensor draw = key.normal(x.shape()).div(curvature.sqrt()).sub(slope.div(curvature));
      return new Transition(Tree.of(POSITION, draw), Tree.empty());
    }
  }

  /** Derivatives by a and by the first b of many groups of rows. */
  private static double[][] derivatives(Loss loss) {
    int groups = 200;
    List<TensorData> results =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(
                    TensorData.of(new float[] {1.3f}),
                    TensorData.of(new float[] {0.3f, -0.2f, 0}, D)),
                (key, in) ->
                    Tensors.scan(
                            groups,
                            List.of(),
                            List.of(),
                            (g, none, entries) -> {
                              Tensor x = key.fold("rows").fold(g).normal(100, D).mul(0.8).add(0.5);
                              Tree<Tensor> parameters =
                                  Tree.of("a", in.get(0)).with("b", in.get(1));
                              OneStep step =
                                  OneStep.first(new Quadratic(D), parameters, key.fold(g), x);
                              Tensor value = loss.loss(step, x);
                              return new Tensors.ScanStep(
                                  List.of(),
                                  List.of(
                                      Gradients.of(value, in.get(0)),
                                      Gradients.of(value, in.get(1)).get(0, 0)));
                            })
                        .collected());
    return new double[][] {results.get(0).toDoubles(), results.get(1).toDoubles()};
  }

  /**
   * With chains that reach p(x | y) the derivatives are those of energy discrepancy with as many
   * negatives as make its logarithm's bias vanish beside the standard errors. Gaussian noise and an
   * Ornstein-Uhlenbeck process; one seed in a million fails falsely. Noise of an eighth of the
   * variance is noticed.
   */
  @Test
  void hasTheDerivativesOfEnergyDiscrepancyIfChainsAreExact() {
    ZTest test = new ZTest(4);
    for (Perturbation q : List.of(new Gaussian(0.4), new OrnsteinUhlenbeck(0.4, 0.7))) {
      double[][] recovery = derivatives(new RecoveryLikelihood(1, new Exact(), q));
      double[][] discrepancy = derivatives(new EnergyDiscrepancy(200, 0, q));
      for (int p = 0; p < 2; p++) {
        double[] a = recovery[p];
        double[] b = discrepancy[p];
        test.assertMean(
            "derivative " + p,
            IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray(),
            0);
      }
    }
    double[] other = derivatives(new RecoveryLikelihood(1, new Exact(), new Gaussian(0.05)))[0];
    double[] right = derivatives(new EnergyDiscrepancy(200, 0, new Gaussian(0.4)))[0];
    assertThatThrownBy(
            () ->
                test.assertMean(
                    "other noise",
                    IntStream.range(0, other.length)
                        .mapToDouble(i -> other[i] - right[i])
                        .toArray(),
                    0))
        .isInstanceOf(AssertionError.class);
  }

  private static List<String> warnings(double eta) {
    List<String> codes = new ArrayList<>();
    List<TensorData> held =
        DOUBLE.run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", Tensors.constant(1)).with("b", fill(0, D));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              new RecoveryLikelihood(STEPS, new Langevin(eta, 1), new Gaussian(T))
                  .loss(step, in.get(0));
              assertThat(step.metrics()).containsKeys("perturbation/distance", "displacement");
              step.warnings().keySet().forEach(problem -> codes.add(problem.code()));
              List<Tensor> results = new ArrayList<>();
              step.warnings().values().forEach(w -> results.add(w.cast(DType.FLOAT32)));
              return results;
            });
    return IntStream.range(0, codes.size())
        .filter(i -> held.get(i).at(0) == 1)
        .mapToObj(codes::get)
        .toList();
  }

  @Test
  void warnsOfChainsThatHardlyLeaveTheirStart() {
    assertThat(warnings(ETA)).isEmpty();
    assertThat(warnings(1e-5)).containsExactly("EBM-W008");
  }
}
