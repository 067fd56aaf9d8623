package dev.ebm.core.train;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.core.evaluate.ModelRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates a loss without training: its value, and its gradient if it is wanted, on batches for
 * parameters that somebody chooses, such as those of a scan. The loss's own state is that of the
 * first step.
 */
public final class LossRunner implements AutoCloseable {

  private final Backend backend;
  private final DType precision;
  private final TensorData root;
  private final Tree<TensorData> initial;
  private final Executable executable;
  private final Optional<BatchOrder> order;
  private final Optional<TensorData> rows;

  /** What a runner computes. */
  public enum Wanted {
    /** The loss alone. */
    VALUE,
    /** The loss and its gradient by the energy's parameters. */
    GRADIENT
  }

  /**
   * The loss on one batch.
   *
   * @param value of the loss
   * @param gradient by the energy's parameters; empty if it was not wanted
   */
  public record Point(double value, Tree<TensorData> gradient) {}

  /** Compiles the loss of a setup, whose optimiser and steps do not matter. */
  public LossRunner(TrainingSetup setup, Backend backend, Wanted wanted) {
    this.backend = backend;
    this.precision = setup.options().precision().dtype();
    this.root = Philox.fold(Philox.seed(setup.seed()), "loss");
    Split split = setup.data().split(Dataset.TRAIN);
    int batch = setup.options().batchSize();
    if (split instanceof Split.Table table) {
      batch = Math.min(batch, table.rows().count());
      order = Optional.of(new BatchOrder(root, table.rows().count(), batch));
      rows = Optional.of(table.rows().values());
    } else {
      order = Optional.empty();
      rows = Optional.empty();
    }
    try (ModelRunner model =
        new ModelRunner(backend, setup.energy(), setup.data(), precision, setup.seed())) {
      Tree<TensorData> state = StepProgram.initialState(setup, model, Philox.fold(root, "init"));
      initial =
          state
              .at(StepProgram.ENERGY)
              .under(StepProgram.ENERGY)
              .and(state.at(StepProgram.LOSS).under(StepProgram.LOSS));
    }
    executable = backend.compile(trace(setup, split, batch, wanted).withPrecision(precision));
  }

  private Program trace(TrainingSetup setup, Split split, int batch, Wanted wanted) {
    Program.Builder program = Program.builder("loss");
    Map<String, Tensor> given = new LinkedHashMap<>();
    initial
        .entries()
        .forEach(
            (name, value) ->
                given.put(name, program.input(name, new TensorType(DType.FLOAT32, value.shape()))));
    Tree<Tensor> state = Tree.copyOf(given);
    Tensor step = program.input(StepProgram.STEP, new TensorType(DType.INT32, Shape.SCALAR));
    Key key = program.key(StepProgram.KEY);
    Shape features = setup.data().features().shape();
    Tensor x = StepProgram.batch(program, split, features, key, batch);
    EnergyFunction energy =
        new EnergyFunction(setup.energy(), state.at(StepProgram.ENERGY), features);
    StepContext context =
        new StepContext(
            energy,
            key.fold(StepProgram.LOSS),
            step,
            state.at(StepProgram.LOSS),
            state.at(StepProgram.LOSS));
    Tensor loss = setup.loss().loss(context, x);
    program.output("loss", loss);
    if (wanted == Wanted.GRADIENT) {
      Tree<Tensor> parameters = state.at(StepProgram.ENERGY);
      Tree.zip(parameters.names(), Gradients.of(loss, parameters.values()))
          .entries()
          .forEach(program::output);
    }
    return program.build();
  }

  /** The energy's parameters as they are initialised, by name. */
  public Tree<TensorData> parameters() {
    return initial.at(StepProgram.ENERGY);
  }

  /**
   * The loss on independent batches. Equal numbers of a batch mean equal rows and draws, whatever
   * the parameters are.
   *
   * @param parameters a value for each of {@link #parameters()}
   * @param batches how many
   */
  public List<Point> evaluate(Tree<TensorData> parameters, int batches) {
    List<Point> points = new ArrayList<>();
    List<Value> fixed = new ArrayList<>();
    try {
      Map<String, Value> held = new LinkedHashMap<>();
      for (String name : executable.program().inputNames()) {
        Optional<TensorData> value = fixed(name, parameters);
        if (value.isPresent()) {
          Value uploaded = backend.upload(ModelRunner.inPrecision(value.get(), precision));
          fixed.add(uploaded);
          held.put(name, uploaded);
        }
      }
      for (int batch = 0; batch < batches; batch++) {
        points.add(point(held, batch));
      }
    } finally {
      fixed.forEach(Value::close);
    }
    return points;
  }

  private Optional<TensorData> fixed(String name, Tree<TensorData> parameters) {
    if (name.equals(StepProgram.ROWS)) {
      return rows;
    }
    if (name.equals(StepProgram.STEP)) {
      return Optional.of(TensorData.scalar(0));
    }
    String energy = StepProgram.ENERGY + "/";
    if (name.startsWith(energy)) {
      return Optional.of(parameters.get(name.substring(energy.length())));
    }
    return initial.names().contains(name) ? Optional.of(initial.get(name)) : Optional.empty();
  }

  private Point point(Map<String, Value> held, int batch) {
    List<Value> inputs = new ArrayList<>();
    List<Value> lent = new ArrayList<>();
    try {
      for (String name : executable.program().inputNames()) {
        if (!held.containsKey(name)) {
          TensorData data =
              name.equals(StepProgram.KEY)
                  ? Philox.fold(root, batch)
                  : order.orElseThrow().batch(batch);
          lent.add(backend.upload(data));
        }
        inputs.add(held.containsKey(name) ? held.get(name) : lent.get(lent.size() - 1));
      }
      List<Value> outputs = executable.run(inputs);
      lent.addAll(outputs);
      List<TensorData> results = outputs.stream().map(Value::download).toList();
      List<String> names = executable.program().outputNames();
      return new Point(
          results.get(0).at(0),
          Tree.zip(names.subList(1, names.size()), results.subList(1, results.size())));
    } finally {
      lent.forEach(Value::close);
    }
  }

  @Override
  public void close() {
    executable.close();
  }
}
