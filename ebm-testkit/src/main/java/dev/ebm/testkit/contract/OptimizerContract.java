package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every optimiser owes. */
public final class OptimizerContract {

  private static final int UPDATES = 5000;

  private static final Tree<Shape> SHAPES =
      Tree.of("layer/weight", Shape.of(2, 2))
          .with("layer/bias", Shape.of(3))
          .with("scale", Shape.SCALAR);

  private static final List<TensorData> START =
      List.of(
          TensorData.of(new float[] {1, -1, 0.5f, 2}, 2, 2),
          TensorData.of(new float[] {-0.5f, 1.5f, 1}, 3),
          TensorData.scalar(-1f));

  private final Optimizer optimizer;

  private OptimizerContract(Optimizer optimizer) {
    this.optimizer = optimizer;
  }

  /** The tests of one optimiser. */
  public static Stream<DynamicTest> of(Optimizer optimizer) {
    OptimizerContract contract = new OptimizerContract(optimizer);
    return Stream.of(
        Trial.test("keeps the names and types of parameters and state", contract::keepsTypes),
        Trial.test("remembers the same for the same parameters", contract::remembersTheSame),
        Trial.test("minimises a quadratic", contract::minimises));
  }

  private void keepsTypes() {
    Optimizer.Update update = trace(0);
    assertThat(update.parameters().map(Tensor::type))
        .isEqualTo(SHAPES.map(shape -> new TensorType(DType.FLOAT32, shape)));
    assertThat(update.parameters().names()).isEqualTo(SHAPES.names());
    assertThat(update.state().map(Tensor::type))
        .isEqualTo(optimizer.state(SHAPES).map(p -> new TensorType(DType.FLOAT32, p.shape())));
    assertThat(update.state().names()).isEqualTo(optimizer.state(SHAPES).names());
  }

  private Optimizer.Update trace(int step) {
    List<Optimizer.Update> updates = new ArrayList<>();
    List<TensorData> inputs = new ArrayList<>(START);
    inputs.addAll(Initial.values(optimizer.state(SHAPES), 1));
    inputs.add(TensorData.scalar(step));
    int n = START.size();
    Trial.run(
        DType.FLOAT32,
        1,
        inputs,
        (key, in) -> {
          Tree<Tensor> parameters = Tree.zip(SHAPES.names(), in.subList(0, n));
          Tree<Tensor> state =
              Tree.zip(optimizer.state(SHAPES).names(), in.subList(n, in.size() - 1));
          updates.add(optimizer.update(in.get(in.size() - 1), parameters, parameters, state));
          return updates.get(0).parameters().values();
        });
    return updates.get(0);
  }

  private void remembersTheSame() {
    Tree<Parameter> state = optimizer.state(SHAPES);
    assertThat(optimizer.state(SHAPES).map(Parameter::shape))
        .isEqualTo(state.map(Parameter::shape));
    assertThat(Initial.values(optimizer.state(SHAPES), 1)).isEqualTo(Initial.values(state, 1));
    optimizer.state(Tree.empty());
  }

  /** Of sum p^2 / 2, to less than a hundredth in 5000 updates; its gradient is p itself. */
  private void minimises() {
    List<TensorData> inputs = new ArrayList<>(START);
    inputs.addAll(Initial.values(optimizer.state(SHAPES), 1));
    List<String> stateNames = optimizer.state(SHAPES).names();
    int n = START.size();
    List<TensorData> end =
        Trial.run(
            DType.FLOAT64,
            1,
            inputs,
            (key, in) ->
                Tensors.loop(
                        UPDATES,
                        in,
                        (i, values) -> {
                          Tree<Tensor> parameters = Tree.zip(SHAPES.names(), values.subList(0, n));
                          Tree<Tensor> state =
                              Tree.zip(stateNames, values.subList(n, values.size()));
                          Optimizer.Update update =
                              optimizer.update(i, parameters, parameters, state);
                          List<Tensor> next = new ArrayList<>(update.parameters().values());
                          next.addAll(update.state().values());
                          return next;
                        })
                    .subList(0, n));
    double before = START.stream().mapToDouble(OptimizerContract::squares).sum();
    double after = end.stream().mapToDouble(OptimizerContract::squares).sum();
    assertThat(after).as("sum of squares, %s at first", before).isLessThan(before / 100);
  }

  private static double squares(TensorData data) {
    double sum = 0;
    for (double value : data.toDoubles()) {
      sum += value * value;
    }
    return sum;
  }
}
