package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContrastiveDivergenceTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final long SEED = 7;
  private static final int B = 4;
  private static final int D = 3;
  private static final int STEPS = 3;
  private static final double ETA = 0.15;
  private static final double ALPHA = 0.3;
  private static final double[] AT = {0.8, 0.3, -0.5, 0.2};
  private static final double[] ROWS = {
    0.3, -1.2, 0.5, 2.1, 0.4, -0.6, -1.5, 0.9, 0.2, 1.1, 1.3, -0.8
  };

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static ContrastiveDivergence loss(double penalty) {
    return new ContrastiveDivergence(STEPS, new Langevin(ETA, 1), Schedule.constant(penalty));
  }

  /** theta x^2. */
  private record Parabola() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("theta", Parameter.zeros());
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.square().sum(1).mul(parameters.get("theta"));
    }
  }

  /**
   * The lecture's second example: theta = 1, x = 1 and a Langevin step of eps = 0.1, whose noise is
   * 0, lead to x1 = 0.9 and the derivative 1 - 0.81. Noise is all but turned off by the
   * temperature.
   */
  @Test
  void agreesWithTheWorkedExampleOfTheLecture() {
    double eps = 0.1;
    Loss loss = new ContrastiveDivergence(1, new Langevin(eps / 2, 1e-20), Schedule.constant(0));
    List<TensorData> results =
        DOUBLE.run(
            1,
            List.of(TensorData.of(new double[] {1}, 1, 1), TensorData.of(new double[] {1})),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("theta", in.get(1));
              OneStep step = OneStep.first(new Parabola(), parameters, key, in.get(0));
              Tensor value = loss.loss(step, in.get(0));
              return List.of(
                  Gradients.of(value, in.get(1)),
                  step.metrics().get("energy/negatives").sqrt(),
                  step.metrics().get("displacement"));
            });
    assertThat(results.get(0).at(0)).isCloseTo(0.19, within(1e-6));
    assertThat(results.get(1).at(0)).isCloseTo(0.9, within(1e-6));
    assertThat(results.get(2).at(0)).isCloseTo(0.1, within(1e-6));
  }

  private static double energy(double[] a, double[] x) {
    double squares = 0;
    double linear = 0;
    for (int k = 0; k < D; k++) {
      squares += x[k] * x[k];
      linear += a[1 + k] * x[k];
    }
    return a[0] * squares / 2 + linear;
  }

  /** The ends of the chains at {@link #AT}, in plain arithmetic, from the data. */
  private static double[][] ends() {
    double[][] chains = rows();
    for (int step = 0; step < STEPS; step++) {
      TensorData key = Philox.fold(Philox.fold(Philox.seed(SEED), "chains"), step);
      double[] z = Philox.draw(Op.NORMAL, key, TensorType.float32(B, D)).toDoubles();
      for (int i = 0; i < B; i++) {
        for (int k = 0; k < D; k++) {
          double gradient = AT[0] * chains[i][k] + AT[1 + k];
          chains[i][k] += -ETA * gradient + Math.sqrt(2 * ETA) * z[i * D + k];
        }
      }
    }
    return chains;
  }

  private static double[][] rows() {
    return IntStream.range(0, B)
        .mapToObj(i -> Arrays.copyOfRange(ROWS, i * D, (i + 1) * D))
        .toArray(double[][]::new);
  }

  private static double plain(double[] a, double penalty) {
    double[][] x = rows();
    double[][] ends = ends();
    double sum = 0;
    for (int i = 0; i < B; i++) {
      double data = energy(a, x[i]);
      double negative = energy(a, ends[i]);
      sum += data - negative + penalty * (data * data + negative * negative);
    }
    return sum / B;
  }

  private static void assertAgreesWithTheDefinition(Loss loss, double penalty) {
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
    assertThat(results.get(0).at(0)).isCloseTo(plain(AT, penalty), within(1e-6));
    for (int p = 0; p < AT.length; p++) {
      double h = 1e-5;
      double[] up = AT.clone();
      double[] down = AT.clone();
      up[p] += h;
      down[p] -= h;
      double difference = (plain(up, penalty) - plain(down, penalty)) / (2 * h);
      double gradient = p == 0 ? results.get(1).at(0) : results.get(2).at(p - 1);
      assertThat(gradient).as("derivative %d", p).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void agreesWithTheDefinition() {
    assertAgreesWithTheDefinition(loss(0), 0);
    assertAgreesWithTheDefinition(loss(ALPHA), ALPHA);
  }

  /** Losses with one mistake each. */
  private static final Map<String, Loss> MUTANTS =
      Map.of(
          "chains from noise",
          mutant((context, x) -> context.key("start").normal(x.shape()), STEPS, true, 1, 1),
          "one step too few",
          mutant((context, x) -> x, STEPS - 1, true, 1, 1),
          "derivatives through the chains",
          mutant((context, x) -> x, STEPS, false, 1, 1),
          "sign flipped",
          mutant((context, x) -> x, STEPS, true, -1, 1),
          "penalty subtracted",
          mutant((context, x) -> x, STEPS, true, 1, -1),
          "penalty missing",
          mutant((context, x) -> x, STEPS, true, 1, 0),
          "square of the means",
          (context, x) -> {
            Tensor end = chains(context, x, STEPS).stopGradient();
            Tensor data = context.energy(x).mean();
            Tensor negative = context.energy(end).mean();
            return data.sub(negative).add(data.square().add(negative.square()).mul(ALPHA));
          },
          "negatives not penalised",
          (context, x) -> {
            Tensor end = chains(context, x, STEPS).stopGradient();
            Tensor data = context.energy(x);
            return data.sub(context.energy(end)).add(data.square().mul(ALPHA)).mean();
          });

  /** Where chains start. */
  private interface Start {
    Tensor of(LossContext context, Tensor x);
  }

  private static Tensor chains(LossContext context, Tensor start, int steps) {
    Sampler langevin = new Langevin(ETA, 1);
    Tensor position = start;
    for (int i = 0; i < steps; i++) {
      position =
          langevin
              .step(
                  context.energy(),
                  context.key("chains").fold(i),
                  Tree.of(Sampler.POSITION, position))
              .state()
              .get(Sampler.POSITION);
    }
    return position;
  }

  private static Loss mutant(Start start, int steps, boolean stopped, double sign, double penalty) {
    return (context, x) -> {
      Tensor end = chains(context, start.of(context, x), steps);
      Tensor negative = context.energy(stopped ? end.stopGradient() : end);
      Tensor data = context.energy(x);
      Tensor squares = data.square().add(negative.square()).mul(penalty * ALPHA);
      return data.sub(negative).mul(sign).add(squares).mean();
    };
  }

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertAgreesWithTheDefinition(mutant((context, x) -> x, STEPS, true, 1, 1), ALPHA);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertAgreesWithTheDefinition(MUTANTS.get(name), ALPHA))
        .isInstanceOf(AssertionError.class);
  }

  /** A perturbation as a step of a chain. */
  private record Kernel(Perturbation q) implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor next = q.perturb(key, state.get(POSITION));
      return new Transition(state.with(POSITION, next), Tree.empty());
    }
  }

  /** The value and the derivative by a, at a given one and b = 0, of many groups of rows. */
  private static double[][] onGaussianRows(Loss loss, double a) {
    int groups = 200;
    List<TensorData> results =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(TensorData.of(new float[] {(float) a})),
                (key, in) ->
                    Tensors.scan(
                            groups,
                            List.of(),
                            List.of(),
                            (g, none, entries) -> {
                              Tensor x = key.fold("rows").fold(g).normal(100, D).mul(0.8).add(0.5);
                              Tensor parameter = in.get(0);
                              Tree<Tensor> parameters =
                                  Tree.of("a", parameter).with("b", fill(0, D));
                              OneStep step =
                                  OneStep.first(new Quadratic(D), parameters, key.fold(g), x);
                              Tensor value = loss.loss(step, x);
                              return new Tensors.ScanStep(
                                  List.of(), List.of(value, Gradients.of(value, parameter)));
                            })
                        .collected());
    return new double[][] {results.get(0).toDoubles(), results.get(1).toDoubles()};
  }

  private static double[] differences(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
  }

  /**
   * An Ornstein-Uhlenbeck step of theta = a/2 is in detailed balance with exp(-a|x|^2/2). Its
   * contrastive potential is then U itself, so that energy discrepancy is contrastive divergence,
   * less the theta t d that the former leaves out. The former's derivative for a fixed q takes the
   * posterior of x given y, which is the kernel once more: two steps of contrastive divergence.
   * With 400 negatives the logarithm's bias is far below the standard errors.
   */
  @Test
  void isEnergyDiscrepancyWithAKernelInDetailedBalance() {
    double a = 1.3;
    double t = 0.4;
    OrnsteinUhlenbeck q = new OrnsteinUhlenbeck(t, a / 2);
    Schedule none = Schedule.constant(0);
    double[][] discrepancy = onGaussianRows(new EnergyDiscrepancy(400, 0, q), a);
    double[][] once = onGaussianRows(new ContrastiveDivergence(1, new Kernel(q), none), a);
    double[][] twice = onGaussianRows(new ContrastiveDivergence(2, new Kernel(q), none), a);
    ZTest test = new ZTest(2);
    test.assertMean("value", differences(discrepancy[0], once[0]), -a / 2 * t * D);
    test.assertMean("derivative", differences(discrepancy[1], twice[1]), 0);
    assertThatThrownBy(() -> test.assertMean("derivative", differences(discrepancy[1], once[1]), 0))
        .isInstanceOf(AssertionError.class);
    double[][] other =
        onGaussianRows(
            new ContrastiveDivergence(1, new Kernel(new OrnsteinUhlenbeck(t, a)), none), a);
    assertThatThrownBy(
            () -> test.assertMean("value", differences(discrepancy[0], other[0]), -a / 2 * t * D))
        .isInstanceOf(AssertionError.class);
  }

  /** Langevin steps that say how often they were accepted. */
  private record Accepting(double eta, double acceptance) implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Transition plain = new Langevin(eta, 1).step(energy, key, state);
      Tensor accepted = fill(acceptance, state.get(POSITION).dim(0));
      return new Transition(plain.state(), Tree.of(ACCEPTANCE, accepted));
    }
  }

  private static List<String> warnings(Sampler sampler) {
    List<String> codes = new ArrayList<>();
    List<TensorData> held =
        DOUBLE.run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", Tensors.constant(1)).with("b", fill(0, D));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              new ContrastiveDivergence(STEPS, sampler, Schedule.constant(0)).loss(step, in.get(0));
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
  void warnsOfChainsThatStandStillAndOfAcceptanceNearZeroOrOne() {
    assertThat(warnings(new Langevin(ETA, 1))).isEmpty();
    assertThat(warnings(new Langevin(1e-7, 1))).containsExactly("EBM-W001");
    assertThat(warnings(new Accepting(ETA, 0.6))).isEmpty();
    assertThat(warnings(new Accepting(ETA, 0.02))).containsExactly("EBM-W002");
    assertThat(warnings(new Accepting(ETA, 0.995))).containsExactly("EBM-W003");
  }

  @Test
  void reportsEnergiesDisplacementAndAcceptance() {
    double[] at = {1, 0, 0, 0};
    Map<String, Double> metrics = metrics(new Accepting(ETA, 0.6));
    double data = Arrays.stream(rows()).mapToDouble(x -> energy(at, x)).average().orElseThrow();
    assertThat(metrics.get("energy/data")).isCloseTo(data, within(1e-6));
    assertThat(metrics.get("energy/gap"))
        .isCloseTo(metrics.get("energy/negatives") - data, within(1e-6));
    assertThat(metrics.get("acceptance")).isCloseTo(0.6, within(1e-6));
    assertThat(metrics.get("displacement")).isBetween(0.3, 3.0);
    assertThat(metrics(new Langevin(ETA, 1))).doesNotContainKey("acceptance");
  }

  private static Map<String, Double> metrics(Sampler sampler) {
    List<String> names = new ArrayList<>();
    List<TensorData> values =
        DOUBLE.run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", Tensors.constant(1)).with("b", fill(0, D));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              new ContrastiveDivergence(STEPS, sampler, Schedule.constant(0)).loss(step, in.get(0));
              names.addAll(step.metrics().keySet());
              return List.copyOf(step.metrics().values());
            });
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      metrics.put(names.get(i), values.get(i).at(0));
    }
    return metrics;
  }
}
