package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.experiment.TrainingOptions;
import dev.ebm.testkit.Traced;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ConstrainedEnergyTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /**
   * Two experts that pull x to their means, the second one three times as much: U(x) = |x -
   * mean0|^2 / 2 + 3 |x - mean1|^2 / 2, and a scalar {@code height} that is added; a condition
   * multiplies it.
   */
  private record Pair() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      Parameter mean = new Parameter(Shape.of(2), Initializer.normal(1));
      return Tree.of("energies/0/mean", mean)
          .with("energies/1/mean", mean)
          .with("height", new Parameter(Shape.SCALAR, Initializer.normal(1)));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      Tensor first = x.sub(parameters.get("energies/0/mean")).square().sum(1);
      Tensor second = x.sub(parameters.get("energies/1/mean")).square().sum(1).mul(3);
      return first.add(second).mul(0.5).add(parameters.get("height"));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
      return energy(parameters, x).mul(condition);
    }

    @Override
    public Optional<Tensor> logZ(Tree<Tensor> parameters) {
      return Optional.of(
          parameters.get("energies/0/mean").sub(parameters.get("energies/1/mean")).sum());
    }
  }

  private static TrainingOptions options(
      int steps, double ema, List<String> freeze, Map<String, String> share) {
    return new TrainingOptions(
        steps, 8, ema, 0, freeze, share, 1, 0, 0, TrainingOptions.Precision.FLOAT32);
  }

  private static Energy constrained(List<String> freeze, Map<String, String> share) {
    return ConstrainedEnergy.of(new Pair(), options(1, 0, freeze, share));
  }

  private static List<String> frozen(String... names) {
    Tree<Parameter> parameters = constrained(List.of(names), Map.of()).parameters();
    return parameters.names().stream().filter(name -> !parameters.get(name).trainable()).toList();
  }

  @Test
  void isTheEnergyItselfWithoutConstraints() {
    Energy pair = new Pair();
    assertThat(ConstrainedEnergy.of(pair, options(1, 0, List.of(), Map.of()))).isSameAs(pair);
  }

  @Test
  void freezesByNameOrByPattern() {
    assertThat(frozen("height")).containsExactly("height");
    assertThat(frozen("energies/0/*")).containsExactly("energies/0/mean");
    assertThat(frozen("*/mean")).containsExactly("energies/0/mean", "energies/1/mean");
    assertThat(frozen("*")).hasSize(3);
    assertThat(frozen("energies/1/mean", "h*t")).containsExactly("energies/1/mean", "height");
  }

  /** A point is a point, not any character. */
  @Test
  void aPatternHasNoOtherSpecialCharacters() {
    for (String name : List.of("heigh.", "energies.0.mean", "[a-z]*", "heigh")) {
      assertRefused(
          List.of(name),
          Map.of(),
          "EBM-M006 train.freeze: the energy has no parameter '%s', but energies/0/mean,"
                  .formatted(name)
              + " energies/1/mean, height (name parameters as in a run's checkpoints)");
    }
  }

  @Test
  void aSharedParameterIsNoneOfItsOwn() {
    Energy shared = constrained(List.of(), Map.of("energies/1/mean", "energies/0/mean"));
    assertThat(shared.parameters().names()).containsExactly("energies/0/mean", "height");
  }

  private static List<TensorData> run(Traced.Body body, TensorData... more) {
    return new Traced(BACKEND, DType.FLOAT64).run(0, List.of(more), body);
  }

  /** By mean0 the energy of x = 0 falls by mean0 and by 3 mean1: tied, by their sum. */
  @Test
  void theGradientOfASharedParameterIsTheSumOfBoth() {
    TensorData mean = TensorData.of(new double[] {1, -2}, 2);
    TensorData height = TensorData.of(new double[] {0.5});
    TensorData x = TensorData.of(new double[] {0, 0, 1, 0}, 2, 2);
    Energy shared = constrained(List.of(), Map.of("energies/1/mean", "energies/0/mean"));
    List<TensorData> results =
        run(
            (key, in) -> {
              Tree<Tensor> parameters = Tree.zip(shared.parameters().names(), in.subList(0, 2));
              Tensor u = shared.energy(parameters, in.get(2));
              return List.of(
                  u,
                  Gradients.of(u.sum(), in.get(0)),
                  shared.energy(parameters, in.get(2), u.mul(0).add(2)),
                  shared.logZ(parameters).orElseThrow());
            },
            mean,
            height,
            x);
    assertThat(results.get(0).toDoubles()).containsExactly(10.5, 8.5);
    assertThat(results.get(1).toDoubles()).containsExactly(4 * 1, 4 * -4);
    assertThat(results.get(2).toDoubles()).as("given a condition").containsExactly(21, 17);
    assertThat(results.get(3).toDoubles()).as("log Z of equal means").containsExactly(0);
  }

  private static void assertRefused(
      List<String> freeze, Map<String, String> share, String message) {
    assertThatExceptionOfType(EbmException.class)
        .isThrownBy(() -> constrained(freeze, share))
        .withMessage(message);
  }

  @Test
  void saysWhatCannotBeShared() {
    String hint = " (name parameters as in a run's checkpoints)";
    String known = "', but energies/0/mean, energies/1/mean, height" + hint;
    assertRefused(
        List.of(),
        Map.of("mean", "height"),
        "EBM-M006 train.share: the energy has no parameter 'mean" + known);
    assertRefused(
        List.of(),
        Map.of("height", "mean"),
        "EBM-M006 train.share: the energy has no parameter 'mean" + known);
    assertRefused(
        List.of(),
        Map.of("height", "energies/0/mean"),
        "EBM-M006 train.share: 'height' and 'energies/0/mean' differ in shape" + hint);
    assertRefused(
        List.of(),
        Map.of("height", "height"),
        "EBM-M006 train.share: 'height' is itself another parameter" + hint);
    assertRefused(
        List.of("energies/1/*"),
        Map.of("energies/1/mean", "energies/0/mean"),
        "EBM-M006 train.freeze: the energy has no parameter 'energies/1/*', but energies/0/mean,"
            + " height"
            + hint);
  }

  /** Plain gradient descent. */
  private static final Optimizer DESCENT =
      new Optimizer() {
        @Override
        public Tree<Parameter> state(Tree<Shape> parameters) {
          return Tree.empty();
        }

        @Override
        public Update update(
            Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
          assertThat(gradients.names()).isEqualTo(parameters.names());
          Map<String, Tensor> next = new LinkedHashMap<>();
          parameters
              .entries()
              .forEach((name, value) -> next.put(name, value.sub(gradients.get(name).mul(0.05))));
          return new Update(Tree.copyOf(next), state);
        }
      };

  private static Snapshot train(int steps, List<String> freeze, Map<String, String> share) {
    Loss mean = (context, x) -> context.energy(x).mean();
    TrainingOptions options = options(steps, 0.5, freeze, share);
    TrainingSetup setup =
        new TrainingSetup(
            Quadratic.stream(),
            ConstrainedEnergy.of(new Pair(), options),
            mean,
            DESCENT,
            options,
            List.of(),
            4);
    RunListener nobody = new RunListener() {};
    return new Trainer(setup, BACKEND).run(Optional.empty(), 0, nobody, () -> false).snapshot();
  }

  @Test
  void aFrozenParameterKeepsEveryBitAndHasNoAverage() {
    List<String> freeze = List.of("energies/0/*", "height");
    Snapshot start = train(0, freeze, Map.of());
    Snapshot end = train(20, freeze, Map.of());
    for (String name : List.of("energies/0/mean", "height")) {
      assertThat(end.parameters().get(name)).isEqualTo(start.parameters().get(name));
    }
    assertThat(end.parameters().get("energies/1/mean"))
        .isNotEqualTo(start.parameters().get("energies/1/mean"));
    assertThat(end.ema().names()).containsExactly("energies/1/mean");
    assertThat(end.evaluationParameters().names())
        .containsExactlyInAnyOrderElementsOf(end.parameters().names());
    assertThat(end.evaluationParameters().get("energies/1/mean"))
        .isEqualTo(end.ema().get("energies/1/mean"))
        .isNotEqualTo(end.parameters().get("energies/1/mean"));
    assertThat(end.evaluationParameters().get("height")).isEqualTo(end.parameters().get("height"));
  }

  /** Steps of 0.05 (1 + 3): the tied mean moves to the data's as the faster expert and more. */
  @Test
  void aSharedParameterMovesByBothGradients() {
    Map<String, String> share = Map.of("energies/1/mean", "energies/0/mean");
    double start = train(0, List.of(), share).parameters().get("energies/0/mean").at(0);
    double tied = train(1, List.of(), share).parameters().get("energies/0/mean").at(0);
    double alone =
        train(1, List.of("energies/1/mean", "height"), Map.of())
            .parameters()
            .get("energies/0/mean")
            .at(0);
    assertThat(tied - start).isCloseTo(4 * (alone - start), within(1e-5));
    assertThat(train(1, List.of(), share).parameters().names())
        .containsExactly("energies/0/mean", "height");
  }

  @Test
  void nothingIsLeftToTrainWhereAllIsFrozen() {
    Snapshot start = train(0, List.of("*"), Map.of());
    assertThat(train(5, List.of("*"), Map.of()).parameters()).isEqualTo(start.parameters());
  }
}
