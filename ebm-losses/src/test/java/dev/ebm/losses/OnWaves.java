package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
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
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Losses of five rows under an energy with the parameters of {@link Waves}, beside their
 * definitions in plain arithmetic.
 */
final class OnWaves implements AutoCloseable {

  static final int B = 5;
  static final int D = Waves.D;
  static final double[][] ROWS = {
    {0.3, -1.2, 0.5}, {2.1, 0.4, -0.6}, {-1.5, 0.9, 0.2}, {1.1, 1.3, -0.8}, {0.0, -0.4, 1.7}
  };

  /** The value of every parameter of a loss: a number without meaning. */
  static final double OWN = 0.3;

  private static final long SEED = 7;

  private final JvmBackend backend = new JvmBackend(1);
  private final Energy energy;

  OnWaves() {
    this(new Waves());
  }

  OnWaves(Energy energy) {
    this.energy = energy;
  }

  static TensorData rows() {
    return TensorData.of(Arrays.stream(ROWS).flatMapToDouble(Arrays::stream).toArray(), B, D);
  }

  /** The key of a purpose. */
  static TensorData key(String purpose) {
    return Philox.fold(Philox.seed(SEED), purpose);
  }

  /** Float32 draws that a loss gets from the key of a purpose, as {@code [count][D]}. */
  static double[][] draws(Op law, String purpose, int count) {
    TensorData key = key(purpose);
    double[] flat = Philox.draw(law, key, TensorType.float32(count, D)).toDoubles();
    double[][] draws = new double[count][];
    for (int i = 0; i < count; i++) {
      draws[i] = Arrays.copyOfRange(flat, i * D, (i + 1) * D);
    }
    return draws;
  }

  /** A function of the rows' energy at {@link Waves#THETA}, whose result is a scalar. */
  double of(BiFunction<OneStep, Tensor, Tensor> function) {
    Loss none = (context, x) -> x.sum();
    return run(none, 0, (step, x, theta) -> List.of(function.apply(step, x))).get(0).at(0);
  }

  /** The value at a step. */
  double at(int number, Loss loss) {
    return run(loss, number, (step, x, theta) -> List.of(loss.loss(step, x))).get(0).at(0);
  }

  /** The value at a step, its derivatives, and what is left of the loss's state, in one row. */
  double[] results(int number, Loss loss) {
    return run(
            loss,
            number,
            (step, x, theta) -> {
              Tensor value = loss.loss(step, x);
              List<Tensor> results = new ArrayList<>(List.of(value, Gradients.of(value, theta)));
              results.addAll(step.nextState().values());
              return results;
            })
        .stream()
        .flatMapToDouble(result -> Arrays.stream(result.toDoubles()))
        .toArray();
  }

  /** What the loss reports at the first step. */
  double metric(Loss loss, String name) {
    return metric(0, loss, name);
  }

  /** What the loss reports at a step. */
  double metric(int number, Loss loss, String name) {
    return run(
            loss,
            number,
            (step, x, theta) -> {
              loss.loss(step, x);
              return List.of(step.metrics().get(name));
            })
        .get(0)
        .at(0);
  }

  /** A value of the loss's state after the first step. */
  double nextState(Loss loss, String name) {
    return run(
            loss,
            0,
            (step, x, theta) -> {
              loss.loss(step, x);
              return List.of(step.nextState().get(name));
            })
        .get(0)
        .at(0);
  }

  /** What a loss warns of. */
  List<Problem> warnings(Loss loss) {
    List<Problem> problems = new ArrayList<>();
    List<TensorData> held =
        run(
            loss,
            0,
            (step, x, theta) -> {
              loss.loss(step, x);
              problems.addAll(step.warnings().keySet());
              return step.warnings().values().stream().map(w -> w.cast(DType.FLOAT32)).toList();
            });
    return problems.stream().filter(p -> held.get(problems.indexOf(p)).at(0) == 1).toList();
  }

  /** A program of one step; theta are the energy's parameters and then the loss's own. */
  private interface Body {
    List<Tensor> of(OneStep step, Tensor x, Tensor theta);
  }

  /** {@link Waves#THETA}, then {@link #OWN} for each parameter of the loss. */
  private static double[] theta(Loss loss) {
    double[] theta = Arrays.copyOf(Waves.THETA, Waves.THETA.length + loss.parameters().size());
    Arrays.fill(theta, Waves.THETA.length, theta.length, OWN);
    return theta;
  }

  private List<TensorData> run(Loss loss, int number, Body body) {
    double[] theta = theta(loss);
    return new Traced(backend, DType.FLOAT64)
        .run(
            SEED,
            List.of(rows(), TensorData.of(theta, theta.length)),
            (key, in) -> body.of(step(loss, number, key, in.get(1)), in.get(0), in.get(1)));
  }

  private OneStep step(Loss loss, int number, Key key, Tensor theta) {
    List<Tensor> own =
        IntStream.range(Waves.THETA.length, theta.dim(0)).mapToObj(p -> theta.get(0, p)).toList();
    List<Tensor> state =
        loss.state().values().stream()
            .map(value -> value.initializer().initial(key.fold("state"), value.shape()))
            .toList();
    return new OneStep(
        new EnergyFunction(energy, parameters(theta), Shape.of(D)),
        key,
        Tensors.fill(DType.INT32, number, Shape.SCALAR),
        Tree.zip(loss.state().names(), state),
        Tree.zip(loss.parameters().names(), own));
  }

  private static Tree<Tensor> parameters(Tensor theta) {
    int k = Waves.K;
    return Tree.of("c", theta.slice(0, 0, k)).with("v", theta.slice(0, k, k + k * D).reshape(k, D));
  }

  /**
   * Value and every derivative by the parameters against a definition and its central differences.
   *
   * @param definition from the energy's and the loss's parameters to the loss
   */
  void assertAgrees(Loss loss, ToDoubleFunction<double[]> definition) {
    double[] at = theta(loss);
    List<TensorData> results =
        run(
            loss,
            0,
            (step, x, theta) -> {
              Tensor value = loss.loss(step, x);
              return List.of(value, Gradients.of(value, theta));
            });
    assertThat(results.get(0).at(0)).isCloseTo(definition.applyAsDouble(at), within(1e-6));
    for (int p = 0; p < at.length; p++) {
      double h = 1e-5;
      double[] up = at.clone();
      double[] down = at.clone();
      up[p] += h;
      down[p] -= h;
      double difference = (definition.applyAsDouble(up) - definition.applyAsDouble(down)) / (2 * h);
      assertThat(results.get(1).at(p)).as("derivative %d", p).isCloseTo(difference, within(1e-6));
    }
  }

  /** The mean of a function of rows. */
  static double mean(ToDoubleFunction<double[]> function) {
    return Arrays.stream(ROWS).mapToDouble(function).average().orElseThrow();
  }

  @Override
  public void close() {
    backend.close();
  }
}
