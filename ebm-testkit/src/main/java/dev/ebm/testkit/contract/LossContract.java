package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every loss owes, shown on an energy whose every parameter moves with the data. */
public final class LossContract {

  private static final int ROWS = 8;
  private static final int DRAWS = 200;

  private final Loss loss;
  private final Features features;

  private LossContract(Loss loss, Features features) {
    this.loss = loss;
    this.features = features;
  }

  /**
   * The tests of one loss.
   *
   * @param features what its rows are made of
   */
  public static Stream<DynamicTest> of(Loss loss, Features features) {
    LossContract contract = new LossContract(loss, features);
    return Stream.of(
        Trial.test("is a finite scalar, as its metrics are", contract::isAFiniteScalar),
        Trial.test("keeps the names and types of its state", contract::keepsItsState),
        Trial.test(
            "reaches every parameter of the energy and its own", contract::reachesEveryParameter),
        Trial.test("depends on its key alone", contract::dependsOnItsKey),
        Trial.test("treats all rows alike", contract::treatsRowsAlike));
  }

  /** U = sum_i exp(scale_i) x_i^2 / 2 + tilt_i x_i. */
  private record Tilted(int columns) implements Energy {

    @Override
    public Tree<Parameter> parameters() {
      Initializer initializer = Initializer.normal(0.3);
      return Tree.of("scale", new Parameter(Shape.of(columns), initializer))
          .with("tilt", new Parameter(Shape.of(columns), initializer));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      Tensor rows = x.reshape(x.dim(0), columns);
      Tensor squares = rows.square().mul(parameters.get("scale").exp()).mul(0.5);
      return squares.add(rows.mul(parameters.get("tilt"))).sum(1);
    }
  }

  /**
   * One step on the reference.
   *
   * @param value the loss
   * @param gradients of the energy's parameters and the loss's own
   * @param metrics in the order in which they were reported
   * @param state the next step's
   */
  private record Outcome(
      TensorData value,
      List<TensorData> gradients,
      List<TensorData> metrics,
      List<TensorData> state) {}

  private Energy energy() {
    return new Tilted(features.columns().size());
  }

  private Outcome step(DType floating, long seed, TensorData rows, List<TensorData> state) {
    Tree<Parameter> parameters = energy().parameters();
    Tree<Parameter> own = loss.parameters();
    List<TensorData> inputs = new ArrayList<>(Initial.values(parameters, 1));
    inputs.addAll(Initial.values(own, 5));
    inputs.addAll(state);
    inputs.add(rows);
    inputs.add(TensorData.scalar(0));
    List<Integer> ends = new ArrayList<>();
    List<TensorData> results =
        Trial.run(
            floating,
            seed,
            inputs,
            (key, in) -> {
              int k = parameters.size();
              int n = k + own.size();
              int m = n + state.size();
              EnergyFunction energy =
                  new EnergyFunction(
                      energy(), Tree.zip(parameters.names(), in.subList(0, k)), features.shape());
              OneStep context =
                  new OneStep(
                      energy,
                      key,
                      in.get(m + 1),
                      Tree.zip(loss.state().names(), in.subList(n, m)),
                      Tree.zip(own.names(), in.subList(k, n)));
              Tensor value = loss.loss(context, in.get(m));
              Trial.assertType("loss", value, DType.FLOAT32, Shape.SCALAR);
              List<Tensor> outputs = new ArrayList<>(List.of(value));
              outputs.addAll(Gradients.of(value, in.subList(0, n)));
              ends.add(outputs.size());
              outputs.addAll(context.metrics().values());
              ends.add(outputs.size());
              outputs.addAll(context.nextState().values());
              return outputs;
            });
    return new Outcome(
        results.get(0),
        results.subList(1, ends.get(0)),
        results.subList(ends.get(0), ends.get(1)),
        results.subList(ends.get(1), results.size()));
  }

  private List<TensorData> firstState() {
    return Initial.values(loss.state(), 2);
  }

  private void isAFiniteScalar() {
    for (DType floating : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Outcome outcome = step(floating, 1, Trial.rows(features, ROWS, 3), firstState());
      assertThat(outcome.value().type().dtype()).isEqualTo(floating);
      Trial.assertFinite("loss", outcome.value());
      outcome.metrics().forEach(metric -> Trial.assertFinite("metric", metric));
    }
  }

  /**
   * Types are checked where the loss sets its state; here a second step takes what the first left.
   */
  private void keepsItsState() {
    Outcome first = step(DType.FLOAT32, 1, Trial.rows(features, ROWS, 3), firstState());
    Outcome second = step(DType.FLOAT32, 2, Trial.rows(features, ROWS, 4), first.state());
    Trial.assertFinite("loss of the second step", second.value());
    second.state().forEach(value -> Trial.assertFinite("state", value));
  }

  private void reachesEveryParameter() {
    Outcome outcome = step(DType.FLOAT64, 1, Trial.rows(features, ROWS, 3), firstState());
    List<String> names = new ArrayList<>(energy().parameters().names());
    names.addAll(loss.parameters().names());
    for (int i = 0; i < names.size(); i++) {
      String what = "gradient by " + names.get(i);
      Trial.assertFinite(what, outcome.gradients().get(i));
      assertThat(outcome.gradients().get(i).toDoubles()).as(what).doesNotContain(0);
    }
  }

  private void dependsOnItsKey() {
    TensorData rows = Trial.rows(features, ROWS, 3);
    assertThat(step(DType.FLOAT64, 1, rows, firstState()))
        .isEqualTo(step(DType.FLOAT64, 1, rows, firstState()));
  }

  /**
   * The mean over keys does not depend on the order of the batch. With one key it may, since each
   * place in the batch has its own noise.
   */
  private void treatsRowsAlike() {
    TensorData rows = Trial.rows(features, ROWS, 3);
    TensorData reversed = Trial.take(rows, ROWS, i -> ROWS - 1 - i);
    double[] differences = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      differences[draw] =
          step(DType.FLOAT64, draw, rows, firstState()).value().at(0)
              - step(DType.FLOAT64, draw, reversed, firstState()).value().at(0);
    }
    new ZTest(1).assertMean("change of the loss when rows change places", differences, 0);
  }
}
