package org.example.barker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.ReferenceBackend;
import dev.ebm.testkit.Traced;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On Gumbel's law, U(x) = sum_i x_i + exp(-x_i), which is steep on one side and can be drawn from.
 * Chains that start from it still follow it after some steps, and are reversible: x0^2 x1 and x0
 * x1^2 have equal means. N independent chains give six plain z-tests, which together fail falsely
 * for one seed in a million, and notice a mean that is off by 0.04 or a variance by 6 %.
 */
class BarkerTest {

  private static final int N = 40_000;
  private static final int D = 2;
  private static final int STEPS = 3;
  private static final double SIGMA = 1.5;

  private static final double MEAN = 0.5772156649015329; // Euler's constant
  private static final double VARIANCE = Math.PI * Math.PI / 6;

  /** Two-sided standard normal quantile of 1e-6 / 6. */
  private static final double Z = 5.24;

  private record Function(UnaryOperator<Tensor> u) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return u.apply(x);
    }
  }

  private static EnergyFunction energy(UnaryOperator<Tensor> u) {
    return new EnergyFunction(new Function(u), Tree.empty(), Shape.of(D));
  }

  private static Tensor gumbel(Tensor x) {
    return x.add(x.neg().exp()).sum(1);
  }

  private static List<TensorData> run(List<TensorData> inputs, Traced.Body body) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64).run(1, inputs, body);
    }
  }

  private static void assertKeepsTheLaw(Sampler sampler) {
    EnergyFunction energy = energy(BarkerTest::gumbel);
    List<TensorData> ends =
        run(
            List.of(),
            (key, none) -> {
              Tensor start = key.fold("start").gumbel(N, D);
              Tree<Tensor> state = sampler.init(energy, start);
              List<Tensor> end =
                  Tensors.loop(
                      STEPS,
                      state.values(),
                      (i, values) ->
                          sampler
                              .step(energy, key.fold(i), Tree.zip(state.names(), values))
                              .state()
                              .values());
              return List.of(start, Tree.zip(state.names(), end).get(Sampler.POSITION));
            });
    for (int column = 0; column < D; column++) {
      double[] x = column(ends.get(0), column);
      double[] y = column(ends.get(1), column);
      assertMean("mean", IntStream.range(0, N).mapToDouble(i -> y[i]).toArray());
      assertMean(
          "square", IntStream.range(0, N).mapToDouble(i -> y[i] * y[i] - VARIANCE).toArray());
      assertMean(
          "flow", IntStream.range(0, N).mapToDouble(i -> x[i] * y[i] * (x[i] - y[i])).toArray());
    }
  }

  /** Deviations from the mean. */
  private static double[] column(TensorData rows, int column) {
    return IntStream.range(0, N).mapToDouble(i -> rows.at(i * D + column) - MEAN).toArray();
  }

  /** That numbers have mean 0. */
  private static void assertMean(String what, double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double square = Arrays.stream(values).map(v -> v * v).sum() / N;
    double z = mean / Math.sqrt((square - mean * mean) / N);
    assertThat(Math.abs(z)).as("z of the %s, %s", what, mean).isLessThan(Z);
  }

  @Test
  void leavesItsTargetAsItIs() {
    assertKeepsTheLaw(new Barker(SIGMA, 1));
  }

  /**
   * The algorithm once more, with factors that are 1.
   *
   * @param steering of the slope that turns a move
   * @param there of the slope at x in the correction
   * @param back of the slope at y in the correction
   * @param corrected whether proposals may be refused
   * @param acceptance the purpose of the draw that decides
   */
  private record Variant(
      double steering, double there, double back, boolean corrected, String acceptance)
      implements Sampler {

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor x = state.get(POSITION);
      Tensor size = key.fold("size").normal(x.shape()).mul(SIGMA);
      Tensor slope = energy.gradient(x);
      Tensor turn = key.fold("direction").uniform(N, D);
      Tensor move =
          Tensors.where(turn.lt(size.mul(slope).mul(-steering).logistic()), size, size.neg());
      Tensor y = x.add(move);
      Tensor log =
          energy
              .of(x)
              .sub(energy.of(y))
              .add(move.mul(slope).mul(there).softplus().sum(1))
              .sub(move.mul(energy.gradient(y)).mul(-back).softplus().sum(1));
      Tensor decision = key.fold(acceptance).uniform(N, D).get(1, 0);
      Tensor taken = corrected ? decision.lt(log.exp()) : decision.lt(2);
      return new Transition(
          Tree.of(POSITION, Tensors.where(taken.reshape(N, 1), y, x)), Tree.empty());
    }
  }

  /** Forgets to update what it remembers of the positions. */
  private record Stale(Barker barker) implements Sampler {

    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return barker.init(energy, position);
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor y = barker.step(energy, key, state).state().get(POSITION);
      List<Tensor> values =
          state.names().stream().map(name -> name.equals(POSITION) ? y : state.get(name)).toList();
      return new Transition(Tree.zip(state.names(), values), Tree.empty());
    }
  }

  static Map<String, Sampler> mutants() {
    Map<String, Sampler> mutants = new LinkedHashMap<>();
    mutants.put("turned uphill", new Variant(-1, 1, 1, true, "acceptance"));
    mutants.put("energies alone compared", new Variant(1, 0, 0, true, "acceptance"));
    mutants.put("way there forgotten", new Variant(1, 0, 1, true, "acceptance"));
    mutants.put("way back forgotten", new Variant(1, 1, 0, true, "acceptance"));
    mutants.put("signs of the ways exchanged", new Variant(1, -1, -1, true, "acceptance"));
    mutants.put("every proposal taken", new Variant(1, 1, 1, false, "acceptance"));
    mutants.put("one key for two purposes", new Variant(1, 1, 1, true, "size"));
    mutants.put("energy and gradient of the start kept", new Stale(new Barker(SIGMA, 1)));
    return mutants;
  }

  static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertKeepsTheLaw(new Variant(1, 1, 1, true, "acceptance"));
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertKeepsTheLaw(mutants().get(name)))
        .isInstanceOf(AssertionError.class);
  }

  private static List<TensorData> step(double sigma, double t, UnaryOperator<Tensor> u, float[] x) {
    return run(
        List.of(TensorData.of(x, x.length / D, D)),
        (key, in) -> {
          Sampler barker = new Barker(sigma, t);
          EnergyFunction energy = energy(u);
          Sampler.Transition next = barker.step(energy, key, barker.init(energy, in.get(0)));
          Tree<Tensor> info = next.info();
          return List.of(
              next.state().get(Sampler.POSITION),
              info.get("energy"),
              info.get("acceptance"),
              info.get("displacement"));
        });
  }

  private static float[] start() {
    return new float[] {-1.5f, 2, 0, 0.5f, 3, -2, 1, 1, 4, 0, -1, -1, 0.25f, 2.5f, 2, 2};
  }

  /** With the formula of the paper in plain Java, where a chain has moved and so shows its y. */
  @Test
  void reportsEnergyAcceptanceAndDisplacement() {
    float[] x = start();
    double t = 2;
    List<TensorData> results = step(SIGMA, t, BarkerTest::gumbel, x);
    double[] y = results.get(0).toDoubles();
    int moved = 0;
    for (int chain = 0; chain < x.length / D; chain++) {
      double before = 0;
      double log = 0;
      double squares = 0;
      for (int i = chain * D; i < (chain + 1) * D; i++) {
        double move = y[i] - x[i];
        double slope = (1 - Math.exp(-x[i])) / t;
        double back = (1 - Math.exp(-y[i])) / t;
        before += x[i] + Math.exp(-x[i]);
        log += (x[i] + Math.exp(-x[i]) - y[i] - Math.exp(-y[i])) / t;
        log += Math.log1p(Math.exp(move * slope)) - Math.log1p(Math.exp(-move * back));
        squares += move * move;
      }
      assertThat(results.get(1).at(chain)).isCloseTo(before, within(1e-12));
      assertThat(results.get(3).at(chain)).isCloseTo(Math.sqrt(squares), within(1e-12));
      if (squares > 0) {
        moved++;
        assertThat(results.get(2).at(chain)).isCloseTo(Math.min(1, Math.exp(log)), within(1e-12));
      }
    }
    assertThat(moved).isBetween(2, x.length / D - 1);
  }

  @Test
  void takesEveryMoveOnAFlatEnergy() {
    List<TensorData> results = step(SIGMA, 1, x -> x.sum(1).mul(0), start());
    assertThat(results.get(2).toDoubles()).containsOnly(1);
    assertThat(Arrays.stream(results.get(3).toDoubles())).allMatch(length -> length > 0);
  }

  @Test
  void atTemperatureTDrawsFromTheEnergyDividedByT() {
    TensorData tempered = step(SIGMA, 4, BarkerTest::gumbel, start()).get(0);
    assertThat(tempered)
        .isEqualTo(step(SIGMA, 1, x -> gumbel(x).div(4), start()).get(0))
        .isNotEqualTo(step(SIGMA, 1, BarkerTest::gumbel, start()).get(0));
  }

  @Test
  void staysWhereTheProposedEnergyIsNotANumber() {
    UnaryOperator<Tensor> onlyNear = x -> x.square().sub(1e-8).neg().log().sum(1);
    float[] x = new float[16];
    List<TensorData> results = step(SIGMA, 1, onlyNear, x);
    assertThat(results.get(0).toDoubles()).containsOnly(0);
    assertThat(results.get(2).toDoubles()).containsOnly(Double.NaN);
  }
}
