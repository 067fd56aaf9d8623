package dev.ebm.losses;

import static dev.ebm.losses.Descent.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sgd, AdamW and RmsProp beside plain arithmetic and sequences worked out by hand. */
class OptimizersTest {

  private static final int STEPS = 20;
  private static final double RATE = 0.03;

  private static Schedule of(double value) {
    return Schedule.constant(value);
  }

  private static Sgd sgd(double rate, double momentum, boolean nesterov, double decay) {
    return new Sgd(of(rate), of(momentum), nesterov, of(decay));
  }

  private static RmsProp rmsProp(double decay, double momentum, boolean centered, double pull) {
    return new RmsProp(of(RATE), of(decay), 1e-8, of(momentum), centered, of(pull));
  }

  /** One number's path: p, gradient without decay and memory to the next p. */
  private interface Rule {
    double step(double p, double g, double[] memory, int t);
  }

  private static double[] plain(Rule rule) {
    double[] end = START.clone();
    for (int i = 0; i < end.length; i++) {
      double[] memory = new double[3];
      for (int t = 1; t <= STEPS; t++) {
        end[i] = rule.step(end[i], Descent.gradient(i, end[i]), memory, t);
      }
    }
    return end;
  }

  private static Rule sgdRule(double momentum, boolean nesterov, double decay) {
    return (p, g, memory, t) -> {
      double pulled = g + decay * p;
      memory[0] = momentum * memory[0] + pulled;
      return p - RATE * (nesterov ? pulled + momentum * memory[0] : memory[0]);
    };
  }

  private static Rule adamWRule(double lambda) {
    return (p, g, memory, t) -> {
      memory[0] = 0.9 * memory[0] + 0.1 * g;
      memory[1] = 0.99 * memory[1] + 0.01 * g * g;
      double mean = memory[0] / (1 - Math.pow(0.9, t));
      double square = memory[1] / (1 - Math.pow(0.99, t));
      return p * (1 - RATE * lambda) - RATE * mean / (Math.sqrt(square) + 1e-8);
    };
  }

  private static Rule rmsPropRule(double decay, double momentum, boolean centered, double pull) {
    return (p, g, memory, t) -> {
      double pulled = g + pull * p;
      memory[0] = decay * memory[0] + (1 - decay) * pulled * pulled;
      memory[1] = decay * memory[1] + (1 - decay) * pulled;
      double spread = centered ? memory[0] - memory[1] * memory[1] : memory[0];
      memory[2] = momentum * memory[2] + pulled / (Math.sqrt(spread) + 1e-8);
      return p - RATE * memory[2];
    };
  }

  private static void assertFollows(Optimizer optimizer, Rule rule) {
    double[] expected = plain(rule);
    assertThat(Descent.end(optimizer, STEPS)).containsExactly(expected, within(1e-9));
    assertThat(Descent.end(optimizer, "p", STEPS, DType.FLOAT32))
        .containsExactly(expected, within(1e-5));
  }

  @Test
  void sgdFollowsItsRule() {
    assertFollows(sgd(RATE, 0, false, 0), sgdRule(0, false, 0));
    assertFollows(sgd(RATE, 0.8, false, 0), sgdRule(0.8, false, 0));
    assertFollows(sgd(RATE, 0.8, true, 0), sgdRule(0.8, true, 0));
    assertFollows(sgd(RATE, 0.5, true, 0.3), sgdRule(0.5, true, 0.3));
    assertFollows(sgd(RATE, 0, false, 0.3), sgdRule(0, false, 0.3));
  }

  @Test
  void adamWFollowsItsRule() {
    assertFollows(new AdamW(of(RATE), 0.9, 0.99, 1e-8, of(0.4)), adamWRule(0.4));
    assertFollows(new AdamW(of(RATE), 0.9, 0.99, 1e-8, of(0)), adamWRule(0));
  }

  @Test
  void rmsPropFollowsItsRule() {
    assertFollows(rmsProp(0.9, 0, false, 0), rmsPropRule(0.9, 0, false, 0));
    assertFollows(rmsProp(0.9, 0.7, false, 0.2), rmsPropRule(0.9, 0.7, false, 0.2));
    assertFollows(rmsProp(0.9, 0, true, 0), rmsPropRule(0.9, 0, true, 0));
    assertFollows(rmsProp(0.8, 0.5, true, 0.2), rmsPropRule(0.8, 0.5, true, 0.2));
  }

  /** The first number of {@link Descent}: gradient p, from 1.5. */
  private static double first(Optimizer optimizer, int steps) {
    return Descent.end(optimizer, steps)[0];
  }

  /** v = 1.5, p = 0.75; v = 0.75 + 0.75, p = 0; v = 0.75, p = -0.375. */
  @Test
  void sgdWithMomentumGoesAsByHand() {
    Sgd half = sgd(0.5, 0.5, false, 0);
    assertThat(first(half, 1)).isEqualTo(0.75);
    assertThat(first(half, 2)).isEqualTo(0);
    assertThat(first(half, 3)).isEqualTo(-0.375);
  }

  /** v = 1.5, p = 1.5 - (1.5 + 0.75) / 2; v = 0.75 + 0.375, p = 0.375 - (0.375 + 0.5625) / 2. */
  @Test
  void sgdByNesterovGoesAsByHand() {
    Sgd half = sgd(0.5, 0.5, true, 0);
    assertThat(first(half, 1)).isEqualTo(0.375);
    assertThat(first(half, 2)).isEqualTo(-0.09375);
  }

  /** The first step of Adam has the length of the rate; decay takes 0.5 * 0.1 * 1.5 besides. */
  @Test
  void adamWGoesAsByHand() {
    AdamW adam = new AdamW(of(0.1), 0.9, 0.999, 1e-300, of(0.5));
    assertThat(first(adam, 1)).isCloseTo(1.5 - 0.1 - 0.075, within(1e-12));
  }

  /** v = 2.25 / 4, its root 0.75: steps of 2 and, centred, of 1.5 / sqrt(0.5625 - 0.140625). */
  @Test
  void rmsPropGoesAsByHand() {
    RmsProp plain = new RmsProp(of(0.1), of(0.75), 1e-300, of(0), false, of(0));
    assertThat(first(plain, 1)).isCloseTo(1.3, within(1e-12));
    RmsProp centered = new RmsProp(of(0.1), of(0.75), 1e-300, of(0), true, of(0));
    assertThat(first(centered, 1)).isCloseTo(1.5 - 0.15 / Math.sqrt(0.421875), within(1e-12));
  }

  /** A rule with a change of what it is given. */
  private record Changed(Optimizer rule, BiFunction<Tensor, Tensor, Tensor> gradient)
      implements Optimizer {
    @Override
    public Tree<Parameter> state(Tree<Shape> parameters) {
      return rule.state(parameters);
    }

    @Override
    public Update update(
        Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
      Map<String, Tensor> changed = new LinkedHashMap<>();
      gradients
          .entries()
          .forEach((name, g) -> changed.put(name, gradient.apply(g, parameters.get(name))));
      return rule.update(step, parameters, Tree.copyOf(changed), state);
    }
  }

  private static void assertNoticed(Optimizer mutant, Rule rule) {
    assertThatThrownBy(() -> assertFollows(mutant, rule)).isInstanceOf(AssertionError.class);
  }

  @Test
  void mistakesAreNoticed() {
    Rule momentum = sgdRule(0.8, false, 0);
    assertNoticed(sgd(RATE * (1 - 0.8), 0.8, false, 0), momentum); // dampened
    assertNoticed(sgd(RATE, 0.8, true, 0), momentum); // looks ahead
    assertNoticed(sgd(RATE, 0.8, false, 0.3), momentum); // decays
    Rule decaying = sgdRule(0.5, true, 0.3);
    assertNoticed(new Changed(sgd(RATE, 0.5, true, 0), (g, p) -> g.add(p.mul(2 * 0.3))), decaying);
    // Decay through the moments, beside them without the rate, and none.
    Rule decoupled = adamWRule(0.4);
    Adam adam = new Adam(of(RATE), 0.9, 0.99, 1e-8);
    assertNoticed(new Changed(adam, (g, p) -> g.add(p.mul(0.4))), decoupled);
    assertNoticed(new AdamW(of(RATE), 0.9, 0.99, 1e-8, of(0.4 / RATE)), decoupled);
    assertNoticed(adam, decoupled);
    Rule scaled = rmsPropRule(0.9, 0, false, 0);
    assertNoticed(rmsProp(0.1, 0, false, 0), scaled); // decay of the wrong side
    assertNoticed(rmsProp(0.9, 0, true, 0), scaled);
    assertNoticed(rmsProp(0.9, 0.1, false, 0), scaled);
    assertNoticed(rmsProp(0.9, 0, false, 0.1), scaled);
  }

  private static FlawedAdam flawedAdamW(FlawedAdam.Mistake mistake) {
    return new FlawedAdam(mistake, RATE, 0.9, 0.99, 1e-8, 0.4);
  }

  static List<FlawedAdam.Mistake> mistakesOfAdam() {
    return FlawedAdam.Mistake.all();
  }

  @Test
  void adamWWithoutMistakePasses() {
    assertFollows(flawedAdamW(FlawedAdam.Mistake.NONE), adamWRule(0.4));
  }

  @ParameterizedTest
  @MethodSource("mistakesOfAdam")
  void mistakesOfAdamAreNoticedInAdamW(FlawedAdam.Mistake mistake) {
    assertNoticed(flawedAdamW(mistake), adamWRule(0.4));
  }

  /** log Z is no weight. */
  @Test
  void theLossesOwnParametersDoNotDecay() {
    List<Optimizer> decaying =
        List.of(
            sgd(RATE, 0.5, false, 0.5),
            new AdamW(of(RATE), 0.9, 0.99, 1e-8, of(0.5)),
            rmsProp(0.9, 0, false, 0.5));
    List<Optimizer> still =
        List.of(
            sgd(RATE, 0.5, false, 0),
            new AdamW(of(RATE), 0.9, 0.99, 1e-8, of(0)),
            rmsProp(0.9, 0, false, 0));
    for (int i = 0; i < decaying.size(); i++) {
      double[] expected = Descent.end(still.get(i), 5);
      assertThat(Descent.end(decaying.get(i), "loss/log-z", 5, DType.FLOAT64))
          .containsExactly(expected);
      assertThat(Descent.end(decaying.get(i), "lossless", 5, DType.FLOAT64)[1])
          .isNotCloseTo(expected[1], within(1e-6));
    }
  }

  @Test
  void takeTheirSettingsFromTheStep() {
    Schedule late = new Schedule.Piecewise(List.of(2), List.of(0.5, 0.25));
    assertThat(first(new Sgd(late, of(0), false, of(0)), 3)).isEqualTo(1.5 / 4 * 0.75);
    Schedule begins = new Schedule.Piecewise(List.of(1), List.of(0.0, 0.5));
    assertThat(first(new Sgd(of(0.5), begins, false, of(0)), 2)).isEqualTo(0);
    assertThat(first(new Sgd(of(0.5), of(0), false, begins), 2)).isEqualTo(0.75 / 4);
  }

  @Test
  void remembersNothingThatItDoesNotNeed() {
    Tree<Shape> shapes = Tree.of("p", Shape.of(3));
    assertThat(sgd(1, 0, false, 0).state(shapes).isEmpty()).isTrue();
    assertThat(sgd(1, 0.1, false, 0).state(shapes).names()).containsExactly("v/p");
    assertThat(rmsProp(0.9, 0, false, 0).state(shapes).names()).containsExactly("v/p");
    assertThat(rmsProp(0.9, 0.1, true, 0).state(shapes).names())
        .containsExactly("v/p", "m/p", "u/p");
  }

  @Test
  void nesterovNeedsAMomentum() {
    assertThatThrownBy(() -> sgd(1, 0, true, 0)).hasMessage("nesterov needs a momentum above 0");
  }
}
