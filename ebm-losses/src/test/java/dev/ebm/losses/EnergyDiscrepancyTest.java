package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnergyDiscrepancyTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final long SEED = 7;
  private static final int B = 5;
  private static final int M = 4;
  private static final int D = 3;
  private static final double W = 0.7;
  private static final double T = 0.6;
  private static final double[] ROWS = {
    0.3, -1.2, 0.5, 2.1, 0.4, -0.6, -1.5, 0.9, 0.2, 1.1, 1.3, -0.8, 0.0, -0.4, 1.7
  };

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** scale x0 everywhere: constant for scale 0. */
  private record Linear(double scale) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.get(1, 0).mul(scale).add(1000);
    }
  }

  private static double loss(Loss loss, Energy energy) {
    return DOUBLE
        .run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) ->
                List.of(loss.loss(OneStep.first(energy, Tree.empty(), key, in.get(0)), in.get(0))))
        .get(0)
        .at(0);
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "32, 1", "1, 1", "1, 5", "3, 0.25", "8, 0"})
  void constantEnergyGivesTheLogarithmOfMPlusWOverM(int m, double w) {
    assertThat(loss(new EnergyDiscrepancy(m, w, new Gaussian(1)), new Linear(0)))
        .isCloseTo(Math.log((m + w) / m), within(1e-7));
  }

  /** Reached where every negative is far less likely than its row. */
  @Test
  void isBoundedBelowByTheLogarithmOfWOverM() {
    Energy steep =
        new Energy() {
          @Override
          public Tree<Parameter> parameters() {
            return Tree.empty();
          }

          @Override
          public Tensor energy(Tree<Tensor> parameters, Tensor x) {
            Tensor rows = x.dim(0) == B ? fill(-1e6, B) : fill(1e6, x.dim(0));
            return rows.add(x.sum(1));
          }
        };
    assertThat(loss(new EnergyDiscrepancy(8, 0.5, new Gaussian(1)), steep))
        .isCloseTo(Math.log(0.5 / 8), within(1e-7));
    assertThat(loss(new EnergyDiscrepancy(8, 0, new Gaussian(1)), steep)).isLessThan(-1e6);
  }

  /** Symmetric noise with weights that are not 1. */
  private record Weighted(double t) implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return new Gaussian(t).perturb(key, x);
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      Tensor samples = new Gaussian(t).recover(key, y, count).samples();
      return new Recovery(samples, samples.get(2, 0).mul(0.5));
    }
  }

  /** The definition in plain arithmetic, on the draws that the loss is given. */
  private static double plain(double[] a, boolean weighted) {
    double[] xi = normal("perturbation", B * D);
    double[] xiPrime = normal("recovery", B * M * D);
    double total = 0;
    for (int i = 0; i < B; i++) {
      double sum = W;
      for (int j = 0; j < M; j++) {
        double[] negative = new double[D];
        for (int k = 0; k < D; k++) {
          negative[k] =
              ROWS[i * D + k]
                  + Math.sqrt(T) * xi[i * D + k]
                  + Math.sqrt(T) * xiPrime[(i * M + j) * D + k];
        }
        double omega = weighted ? Math.exp(0.5 * negative[0]) : 1;
        double[] row = Arrays.copyOfRange(ROWS, i * D, (i + 1) * D);
        sum += omega * Math.exp(energy(a, row) - energy(a, negative));
      }
      total += Math.log(sum) - Math.log(M);
    }
    return total / B;
  }

  private static double energy(double[] a, double[] x) {
    return a[0] * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]) / 2
        + a[1] * x[0]
        + a[2] * x[1]
        + a[3] * x[2];
  }

  private static double[] normal(String purpose, int count) {
    TensorData key = Philox.fold(Philox.seed(SEED), purpose);
    return Philox.draw(Op.NORMAL, key, TensorType.float32(count)).toDoubles();
  }

  /** Value and derivatives by a and b against the definition and its central differences. */
  private static void assertAgreesWithTheDefinition(Loss loss, boolean weighted) {
    double[] at = {0.8, 0.3, -0.5, 0.2};
    List<TensorData> results =
        DOUBLE.run(
            SEED,
            List.of(
                TensorData.of(ROWS, B, D),
                TensorData.of(new double[] {at[0]}),
                TensorData.of(new double[] {at[1], at[2], at[3]}, D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", in.get(1)).with("b", in.get(2));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              Tensor value = loss.loss(step, in.get(0));
              List<Tensor> gradients = Gradients.of(value, parameters.values());
              return List.of(value, gradients.get(0), gradients.get(1));
            });
    assertThat(results.get(0).at(0)).isCloseTo(plain(at, weighted), within(1e-6));
    for (int p = 0; p < at.length; p++) {
      double h = 1e-5;
      double[] up = at.clone();
      double[] down = at.clone();
      up[p] += h;
      down[p] -= h;
      double difference = (plain(up, weighted) - plain(down, weighted)) / (2 * h);
      double gradient = p == 0 ? results.get(1).at(0) : results.get(2).at(p - 1);
      assertThat(gradient).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void agreesWithTheDefinition() {
    assertAgreesWithTheDefinition(new EnergyDiscrepancy(M, W, new Gaussian(T)), false);
  }

  @Test
  void weighsNegativesOfALawThatIsNotSymmetric() {
    assertAgreesWithTheDefinition(new EnergyDiscrepancy(M, W, new Weighted(T)), true);
    assertThatThrownBy(
            () -> assertAgreesWithTheDefinition(new EnergyDiscrepancy(M, W, new Gaussian(T)), true))
        .isInstanceOf(AssertionError.class);
  }

  /** Losses with one mistake each, which the comparison above has to notice. */
  static Map<String, Loss> mutants() {
    Perturbation q = new Gaussian(T);
    return Map.of(
        "stabiliser missing", mutant(q, 1, false, true),
        "sign flipped", mutant(q, -1, true, true),
        "log M missing", mutant(q, 1, true, false),
        "t taken for a deviation", mutant(new Gaussian(T * T), 1, true, true),
        "noise used twice", mutant(new NoiseUsedTwice(T), 1, true, true));
  }

  static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  private static Loss mutant(Perturbation q, int sign, boolean stabilised, boolean logM) {
    return (context, x) -> {
      Tensor y = q.perturb(context.key("perturbation"), x);
      Tensor negatives = q.recover(context.key("recovery"), y, M).samples();
      Tensor gap = context.energy(x).expandDims(1).sub(context.energy(negatives)).mul(sign);
      Tensor all = stabilised ? concat(1, gap, fill(Math.log(W), B, 1)) : gap;
      return logSumExp(all, 1).mean().sub(logM ? Math.log(M) : 0);
    };
  }

  private record NoiseUsedTwice(double t) implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x;
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      Tensor noise = key.normal(y.dim(0), count, y.dim(1)).mul(Math.sqrt(t));
      return Recovery.symmetric(y.expandDims(1).add(noise).add(noise));
    }
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertAgreesWithTheDefinition(mutant(new Gaussian(T), 1, true, true), false);
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertAgreesWithTheDefinition(mutants().get(name), false))
        .isInstanceOf(AssertionError.class);
  }

  /** Equal negatives count M; one dominant negative counts 1. */
  @Test
  void reportsEnergiesAndEffectiveNegatives() {
    assertThat(metrics(new Linear(0), "effective-negatives")).isCloseTo(M, within(1e-6));
    assertThat(metrics(new Linear(0), "energy/data")).isCloseTo(1000, within(1e-6));
    assertThat(metrics(new Linear(0), "energy/negatives")).isCloseTo(1000, within(1e-6));
    assertThat(metrics(new Linear(1e6), "effective-negatives")).isCloseTo(1, within(1e-6));
    assertThat(metrics(new Linear(0), "stabiliser-share")).isCloseTo(W / (M + W), within(1e-6));
    assertThat(metrics(new Linear(1), "energy/gap"))
        .isCloseTo(
            metrics(new Linear(1), "energy/negatives") - metrics(new Linear(1), "energy/data"),
            within(1e-6));
    double meanOfFirstColumn = (0.3 + 2.1 - 1.5 + 1.1) / 5;
    assertThat(metrics(new Linear(1), "energy/data"))
        .isCloseTo(1000 + meanOfFirstColumn, within(1e-6));
  }

  private static double metrics(Energy energy, String name) {
    return DOUBLE
        .run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) -> {
              OneStep step = OneStep.first(energy, Tree.empty(), key, in.get(0));
              new EnergyDiscrepancy(M, W, new Gaussian(T)).loss(step, in.get(0));
              return List.of(step.metrics().get(name));
            })
        .get(0)
        .at(0);
  }

  /** 0 at the rows, and far above at all their negatives. */
  private record Above(double gap) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.dim(0) == B ? fill(0, B) : fill(gap, x.dim(0));
    }
  }

  private static List<String> warnings(EnergyDiscrepancy loss, Energy energy) {
    List<String> codes = new ArrayList<>();
    List<TensorData> held =
        DOUBLE.run(
            SEED,
            List.of(TensorData.of(ROWS, B, D)),
            (key, in) -> {
              OneStep step = OneStep.first(energy, Tree.empty(), key, in.get(0));
              loss.loss(step, in.get(0));
              step.warnings().keySet().forEach(problem -> codes.add(problem.code()));
              return step.warnings().values().stream().map(w -> w.cast(DType.FLOAT32)).toList();
            });
    return IntStream.range(0, codes.size())
        .filter(i -> held.get(i).at(0) == 1)
        .mapToObj(codes::get)
        .toList();
  }

  @Test
  void warnsWhereOneNegativeOrTheStabiliserCarriesTheLoss() {
    Perturbation q = new Gaussian(1);
    assertThat(warnings(new EnergyDiscrepancy(M, 1, q), new Linear(1))).isEmpty();
    assertThat(warnings(new EnergyDiscrepancy(M, 1, q), new Linear(1000)))
        .containsExactly("EBM-W006");
    assertThat(warnings(new EnergyDiscrepancy(1, 1, q), new Linear(1000))).isEmpty();
    assertThat(warnings(new EnergyDiscrepancy(2, 1, q), new Above(1e4)))
        .containsExactly("EBM-W007");
    assertThat(warnings(new EnergyDiscrepancy(M, 0, q), new Linear(0))).isEmpty();
  }
}
