package dev.ebm.core.train;

import dev.ebm.api.data.Split;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Traces one training step as one program: (state, batch, step, key) to (state, metrics). State is
 * a tree of {@code energy/...}, {@code optimizer/...}, {@code loss/...} (the loss's parameters and
 * state) and, with an average, {@code ema/...}; an input and an output of the same name for each
 * entry.
 */
public final class StepProgram {

  static final String ENERGY = "energy";
  static final String OPTIMIZER = "optimizer";
  static final String LOSS = Optimizer.LOSS;
  static final String EMA = "ema";
  static final String METRIC = "metric";
  static final String WARNING = "warning";

  /** The input that holds the number of steps done before, int32 scalar. */
  public static final String STEP = "step";

  /** The input that holds the step's key. */
  public static final String KEY = "key";

  static final String ROWS = "data/rows";
  static final String BATCH = "data/batch";

  private StepProgram() {}

  /**
   * The state before the first step; the average starts as the parameters.
   *
   * @param model computes it
   * @param key the root of the keys that initialise parameters
   */
  public static Tree<TensorData> initialState(
      TrainingSetup setup, ModelRunner model, TensorData key) {
    Tree<TensorData> state = model.initialValues(state(setup), key);
    if (setup.options().ema() == 0) {
      return state;
    }
    Tree<Parameter> trained = trained(setup);
    return state.and(chosen(state.at(ENERGY), trained).under(EMA));
  }

  /** The entries of the state and how each starts, without the average. */
  private static Tree<Parameter> state(TrainingSetup setup) {
    Tree<Shape> shapes = optimized(setup).map(Parameter::shape);
    return setup
        .energy()
        .parameters()
        .under(ENERGY)
        .and(setup.optimizer().state(shapes).under(OPTIMIZER))
        .and(setup.loss().parameters().and(setup.loss().state()).under(LOSS));
  }

  /** The energy's parameters that training changes. */
  private static Tree<Parameter> trained(TrainingSetup setup) {
    return trainable(setup.energy().parameters());
  }

  /** All parameters that the optimiser updates. */
  private static Tree<Parameter> optimized(TrainingSetup setup) {
    return trained(setup).and(trainable(setup.loss().parameters()).under(LOSS));
  }

  private static Tree<Parameter> trainable(Tree<Parameter> parameters) {
    Map<String, Parameter> trainable = new LinkedHashMap<>(parameters.entries());
    trainable.values().removeIf(parameter -> !parameter.trainable());
    return Tree.copyOf(trainable);
  }

  private static <T> Tree<T> chosen(Tree<T> all, Tree<?> names) {
    return Tree.zip(names.names(), names.names().stream().map(all::get).toList());
  }

  /**
   * A step as a program, and what it may warn of.
   *
   * @param program (state, batch, step, key) to (state, metrics, conditions of the warnings with
   *     the numbers of their words)
   * @param warnings by the names of the outputs that are 1 where they hold
   */
  public record Traced(Program program, Map<String, Problem> warnings) {}

  /**
   * The step as a program.
   *
   * @param split the training rows
   * @param batchSize rows in a batch
   */
  public static Traced trace(TrainingSetup setup, Split split, int batchSize) {
    Program.Builder program = Program.builder("training step");
    Tree<Tensor> state = inputs(program, state(setup));
    Tree<Tensor> parameters = state.at(ENERGY);
    boolean averages = setup.options().ema() > 0;
    Tree<Tensor> average = averages ? inputs(program, trained(setup).under(EMA)) : Tree.empty();
    Tensor step = program.input(STEP, new TensorType(DType.INT32, Shape.SCALAR));
    Key key = program.key(KEY);
    Tensor x = batch(program, split, setup.data().features().shape(), key, batchSize);

    EnergyFunction energy =
        new EnergyFunction(setup.energy(), parameters, setup.data().features().shape());
    Tree<Tensor> ofLoss = chosen(state.at(LOSS), setup.loss().parameters());
    StepContext context =
        new StepContext(
            energy, key.fold(LOSS), step, chosen(state.at(LOSS), setup.loss().state()), ofLoss);
    Tensor loss = setup.loss().loss(context, x);
    Tree<Tensor> all = parameters.and(ofLoss.under(LOSS));
    Tree<Tensor> optimized = chosen(all, optimized(setup));
    List<Tensor> gradients = Gradients.of(loss, optimized.values());
    Tensor norm = norm(gradients);
    Optimizer.Update update =
        setup
            .optimizer()
            .update(
                step,
                optimized,
                Tree.zip(optimized.names(), clipped(gradients, norm, setup.options())),
                state.at(OPTIMIZER));

    Map<String, Tensor> next = new LinkedHashMap<>(all.entries());
    next.putAll(update.parameters().entries());
    outputs(program, chosen(Tree.copyOf(next), parameters).under(ENERGY));
    outputs(program, chosen(Tree.copyOf(next), ofLoss.under(LOSS)));
    outputs(program, update.state().under(OPTIMIZER));
    outputs(program, context.newState().under(LOSS));
    if (averages) {
      Tensor decay = averageDecay(step, setup.options().ema());
      outputs(program, new Average(decay).of(average.at(EMA), update.parameters()).under(EMA));
    }
    Map<String, Tensor> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss);
    metrics.putAll(context.metrics());
    metrics.put("gradient-norm", norm);
    outputs(program, Tree.copyOf(metrics).under(METRIC));
    Map<String, Problem> warnings = new LinkedHashMap<>();
    context
        .warnings()
        .forEach(
            (warning, numbers) -> {
              String name = WARNING + "/" + warnings.size();
              program.output(name, numbers.get(0));
              for (int i = 1; i < numbers.size(); i++) {
                program.output(name + "/" + i, numbers.get(i));
              }
              warnings.put(name, warning);
            });
    return new Traced(program.build(), warnings);
  }

  private static Tree<Tensor> inputs(Program.Builder program, Tree<Parameter> entries) {
    Map<String, Tensor> map = new LinkedHashMap<>();
    entries
        .entries()
        .forEach(
            (name, parameter) ->
                map.put(
                    name, program.input(name, new TensorType(DType.FLOAT32, parameter.shape()))));
    return Tree.copyOf(map);
  }

  private static void outputs(Program.Builder program, Tree<Tensor> entries) {
    entries.entries().forEach(program::output);
  }

  static Tensor batch(
      Program.Builder program, Split split, Shape features, Key key, int batchSize) {
    if (split instanceof Split.Stream stream) {
      return stream.generator().draw(key.fold("data"), batchSize);
    }
    int count = ((Split.Table) split).rows().count();
    Tensor rows = program.input(ROWS, new TensorType(DType.FLOAT32, features.prepend(count)));
    Tensor positions = program.input(BATCH, new TensorType(DType.INT32, Shape.of(batchSize)));
    return rows.gather(positions);
  }

  /** The decay of the average after a step: (1 + n) / (10 + n) until that exceeds the final one. */
  private static Tensor averageDecay(Tensor step, double decay) {
    Tensor n = step.cast(DType.FLOAT32).add(1);
    return n.add(1).div(n.add(10)).minimum(decay);
  }

  /** An exponential moving average. */
  private record Average(Tensor decay) {
    Tree<Tensor> of(Tree<Tensor> average, Tree<Tensor> values) {
      Tensor rest = decay.neg().add(1);
      Map<String, Tensor> map = new LinkedHashMap<>();
      average
          .entries()
          .forEach((name, old) -> map.put(name, old.mul(decay).add(values.get(name).mul(rest))));
      return Tree.copyOf(map);
    }
  }

  private static List<Tensor> clipped(
      List<Tensor> gradients, Tensor norm, TrainingOptions options) {
    double largest = options.clipGradientNorm();
    if (largest == 0) {
      return gradients;
    }
    Tensor scale = norm.maximum(largest).reciprocal().mul(largest);
    return gradients.stream().map(gradient -> gradient.mul(scale)).toList();
  }

  private static Tensor norm(List<Tensor> gradients) {
    return gradients.stream()
        .map(gradient -> gradient.square().sum())
        .reduce(Tensor::add)
        .orElseGet(() -> Tensors.constant(0))
        .sqrt();
  }
}
