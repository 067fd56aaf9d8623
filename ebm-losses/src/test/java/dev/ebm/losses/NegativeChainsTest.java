package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.fill;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions.Start;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.samplers.Langevin;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import dev.ebm.testkit.contract.ZTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mean energy of negatives after k Langevin steps on a |x|^2 / 2, beside its closed form. Rows
 * are normal with mean 0 and variance 4. Keys that are used twice show here whatever their names.
 *
 * <p>One seed in a million fails falsely. 60 000 squares know their mean to 0.6 %, so that one that
 * is off by 5 % is missed for one seed in a thousand; the closest mutant is off by 6 %.
 */
class NegativeChainsTest {

  private static final int D = 3;
  private static final int ROWS = 100;
  private static final int GROUPS = 200;
  private static final int STEPS = 3;
  private static final double A = 0.8;
  private static final double ETA = 0.12;
  private static final double VARIANCE = 4;
  private static final double T = 0.6;
  private static final Schedule NONE = Schedule.constant(0);
  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** How a loss is made. */
  private interface Maker {
    Loss of(int steps, Sampler sampler);
  }

  /**
   * A loss with chains.
   *
   * @param start the purpose of the key that draws where chains start, if any
   * @param energy of the negatives
   */
  private record Method(String name, Maker maker, String start, double energy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Method> methods() {
    double kept = Math.pow(1 - ETA * A, STEPS);
    double ofData = D * A / 2 * (kept * kept * VARIANCE + noise(A));
    double curvature = A + 1 / T;
    double rest = Math.pow(1 - ETA * curvature, STEPS);
    double ofY = rest + (1 - rest) / (curvature * T);
    double recovered = D * A / 2 * (ofY * ofY * (VARIANCE + T) + noise(curvature));
    return List.of(
        new Method(
            "contrastive-divergence",
            (k, sampler) -> new ContrastiveDivergence(k, sampler, NONE),
            "",
            ofData),
        new Method(
            "persistent-contrastive-divergence, all chains anew",
            (k, sampler) -> new PersistentContrastiveDivergence(anew(), k, sampler, NONE),
            "noise",
            ofData),
        new Method(
            "recovery-likelihood",
            (k, sampler) -> new RecoveryLikelihood(k, sampler, new Gaussian(T)),
            "perturbation",
            recovered));
  }

  /** The variance that the noise of all steps leaves. */
  private static double noise(double curvature) {
    double kept = Math.pow(1 - ETA * curvature, 2);
    return 2 * ETA * (1 - Math.pow(kept, STEPS)) / (1 - kept);
  }

  private static ChainBuffer anew() {
    double deviation = Math.sqrt(VARIANCE);
    double[] rows = {-deviation, -deviation, -deviation, deviation, deviation, deviation};
    return ChainBuffer.of(ROWS, Start.NOISE, Schedule.constant(1), KnownRows.of(rows, 2, D));
  }

  private static void assertHasItsLaw(Method method, Loss loss) {
    double[] means =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(),
                (key, in) ->
                    Tensors.scan(
                            GROUPS,
                            List.of(),
                            List.of(),
                            (g, none, entries) ->
                                new Tensors.ScanStep(
                                    List.of(), List.of(energyOfNegatives(loss, key.fold(g)))))
                        .collected())
            .get(0)
            .toDoubles();
    new ZTest(1).assertMean(method.name, means, method.energy);
  }

  private static Tensor energyOfNegatives(Loss loss, Key key) {
    return step(loss, key).metrics().get("energy/negatives");
  }

  private static OneStep step(Loss loss, Key key) {
    Tensor x = key.fold("rows").normal(ROWS, D).mul(Math.sqrt(VARIANCE));
    EnergyFunction energy = EnergyFunction.of(rows -> rows.square().sum(1).mul(A / 2), Shape.of(D));
    List<Tensor> state = new ArrayList<>();
    loss.state()
        .entries()
        .forEach(
            (name, value) ->
                state.add(value.initializer().initial(key.fold("state"), value.shape())));
    Tensor first = fill(DType.INT32, 0, Shape.SCALAR);
    OneStep step =
        new OneStep(energy, key.fold("step"), first, Tree.zip(loss.state().names(), state));
    loss.loss(step, x);
    return step;
  }

  private static final Sampler LANGEVIN = new Langevin(ETA, 1);

  @ParameterizedTest
  @MethodSource("methods")
  void negativesHaveTheLawOfTheirSteps(Method method) {
    assertHasItsLaw(method, method.maker.of(STEPS, LANGEVIN));
  }

  private static void assertNoticed(Method method, Loss mutant) {
    assertThatThrownBy(() -> assertHasItsLaw(method, mutant)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStepTooFewOrTooManyIsNoticed(Method method) {
    assertNoticed(method, method.maker.of(STEPS - 1, LANGEVIN));
    assertNoticed(method, method.maker.of(STEPS + 1, LANGEVIN));
  }

  /** Langevin steps under one key. */
  private record OneKey(Key key) implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return LANGEVIN.init(energy, position);
    }

    @Override
    public Transition step(EnergyFunction energy, Key ofTheStep, Tree<Tensor> state) {
      return LANGEVIN.step(energy, key, state);
    }
  }

  private record UnderOneKey(Method method) implements Loss {
    @Override
    public Tree<Parameter> state() {
      return method.maker.of(STEPS, LANGEVIN).state();
    }

    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Sampler sampler = new OneKey(context.key("chains").fold(0));
      return method.maker.of(STEPS, sampler).loss(context, x);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void oneKeyForAllStepsIsNoticed(Method method) {
    assertNoticed(method, new UnderOneKey(method));
  }

  /** Steps that leave a position as it is but for some chains, which are lost after some steps. */
  private record Losing(Map<Integer, Integer> steps, boolean sized) implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return Tree.of(POSITION, position).with("step", Tensors.zeros(Shape.of(position.dim(0))));
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor x = state.get(POSITION);
      Tensor step = state.get("step").add(1);
      Tensor chain = Tensors.iota(x.dim(0));
      Tensor next = x;
      for (Map.Entry<Integer, Integer> lost : steps.entrySet()) {
        Tensor now = chain.eq(lost.getKey()).and(step.ge(lost.getValue()));
        next = Tensors.where(now.expandDims(1), Tensors.constant(Double.NaN), next);
      }
      Tensor size = chain.cast(DType.FLOAT32).add(100);
      return new Transition(
          Tree.of(POSITION, next).with("step", step),
          sized ? Tree.of(STEP_SIZE, size) : Tree.empty());
    }
  }

  /** Whether EBM-W017 is told, its numbers, and its words. */
  private static String lost(Method method, Sampler sampler) {
    List<Problem> warned = new ArrayList<>();
    List<TensorData> results =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(),
                (key, in) -> {
                  OneStep step = step(method.maker.of(STEPS, sampler), key);
                  step.warnings().keySet().stream()
                      .filter(warning -> warning.code().equals("EBM-W017"))
                      .forEach(warned::add);
                  List<Tensor> outputs = new ArrayList<>(step.numbers(warned.get(0)));
                  outputs.add(step.warnings().get(warned.get(0)).cast(DType.FLOAT32));
                  return outputs;
                });
    if (results.get(results.size() - 1).at(0) == 0) {
      return "";
    }
    Object[] numbers =
        results.subList(0, results.size() - 1).stream().map(number -> number.at(0)).toArray();
    return String.format(Locale.ROOT, warned.get(0).toString(), numbers);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void namesTheFirstChainThatIsLostItsStepAndItsStepSize(Method method) {
    String loss = method.name.replaceAll(",.*", "");
    assertThat(lost(method, new Losing(Map.of(), true))).isEmpty();
    assertThat(lost(method, new Losing(Map.of(40, 1, 17, 3, 99, 2), true)))
        .isEqualTo(
            "EBM-W017 loss '%s': chain 17 is no longer finite after step 3 of its sampler, at a"
                + " step size of 117 (lower loss.sampler.step-size)",
            loss);
    assertThat(lost(method, new Losing(Map.of(0, 1), false)))
        .isEqualTo(
            "EBM-W017 loss '%s': chain 0 is no longer finite after step 1 of its sampler (lower"
                + " loss.sampler.step-size)",
            loss);
  }

  static List<Method> methodsThatDrawTheirStart() {
    return methods().stream().filter(method -> !method.start.isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("methodsThatDrawTheirStart")
  void oneKeyForTheStartAndTheFirstStepIsNoticed(Method method) {
    Loss right = method.maker.of(STEPS, LANGEVIN);
    assertHasItsLaw(method, new Rekeyed(right, method.start, context -> context.key(method.start)));
    assertNoticed(
        method, new Rekeyed(right, method.start, context -> context.key("chains").fold(0)));
  }
}
