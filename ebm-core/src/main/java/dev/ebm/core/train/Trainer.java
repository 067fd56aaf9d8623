package dev.ebm.core.train;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.experiment.TrainingOptions;
import dev.ebm.core.plugin.Origins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains an energy. A step is a pure function of (state, step, seed), so that a run that is stopped
 * and resumed equals one that was not, bit for bit.
 */
public final class Trainer {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final TrainingSetup setup;
  private final TrainingOptions options;
  private final Backend backend;
  private final DType precision;
  private final TensorData root;

  /** Traces and compiles nothing yet. */
  public Trainer(TrainingSetup setup, Backend backend) {
    this.setup = setup;
    this.options = setup.options();
    this.backend = backend;
    this.precision = options.precision().dtype();
    this.root = Philox.fold(Philox.seed(setup.seed()), "train");
  }

  /**
   * How a run ended.
   *
   * @param snapshot the last state
   * @param seconds of wall time, over all sessions, evaluations and checkpoints included
   * @param finished whether all steps were done
   */
  public record Outcome(Snapshot snapshot, double seconds, boolean finished) {}

  /**
   * Trains from the start, or on from a snapshot.
   *
   * @param start where to go on
   * @param secondsBefore training time of earlier sessions
   * @param listener hears of metrics, evaluations and states, the last one included
   * @param stop asked after every step; true ends the run early
   * @throws DivergenceException EBM-N001 when the loss is not finite; the state before that step
   *     was given to the listener as a checkpoint if it is finite
   */
  public Outcome run(
      Optional<Snapshot> start, double secondsBefore, RunListener listener, BooleanSupplier stop) {
    Split split = setup.data().split(Dataset.TRAIN);
    int batchSize = batchSize(split);
    StepProgram.Traced traced = StepProgram.trace(setup, split, batchSize);
    try (ModelRunner model =
            new ModelRunner(backend, setup.energy(), setup.data(), precision, setup.seed());
        Executable executable = backend.compile(traced.program().withPrecision(precision));
        Session session =
            new Session(executable, split, batchSize, new Warnings(traced.warnings(), listener))) {
      session.upload(start.isPresent() ? stateOf(start.get()) : initialState(model));
      return session.run(start.map(Snapshot::step).orElse(0), secondsBefore, model, listener, stop);
    }
  }

  /** Traces a step, which finds mistakes of its parts. */
  public void check() {
    Split split = setup.data().split(Dataset.TRAIN);
    StepProgram.trace(setup, split, batchSize(split));
  }

  private int batchSize(Split split) {
    return split instanceof Split.Table table
        ? Math.min(options.batchSize(), table.rows().count())
        : options.batchSize();
  }

  private Tree<TensorData> initialState(ModelRunner model) {
    return StepProgram.initialState(setup, model, Philox.fold(root, "init"));
  }

  private static Tree<TensorData> stateOf(Snapshot snapshot) {
    return snapshot
        .parameters()
        .under(StepProgram.ENERGY)
        .and(snapshot.state())
        .and(snapshot.ema().under(StepProgram.EMA));
  }

  private Snapshot snapshot(int step, Tree<TensorData> state) {
    return new Snapshot(
        step,
        state.at(StepProgram.ENERGY),
        state.at(StepProgram.EMA),
        state
            .at(StepProgram.OPTIMIZER)
            .under(StepProgram.OPTIMIZER)
            .and(state.at(StepProgram.LOSS).under(StepProgram.LOSS)),
        setup.data().fitted());
  }

  /** The values on the backend while a run lasts. */
  private final class Session implements AutoCloseable {

    private final Executable executable;
    private final List<String> inputNames;
    private final List<String> outputNames;
    private final Optional<BatchOrder> order;
    private final Warnings warnings;
    private final Map<String, Value> constants = new LinkedHashMap<>();
    private Map<String, Value> state = new LinkedHashMap<>();

    Session(Executable executable, Split split, int batchSize, Warnings warnings) {
      this.warnings = warnings;
      this.executable = executable;
      this.inputNames = executable.program().inputNames();
      this.outputNames = executable.program().outputNames();
      if (split instanceof Split.Table table) {
        constants.put(StepProgram.ROWS, backend.upload(held(table.rows().values())));
        order =
            Optional.of(
                new BatchOrder(Philox.fold(root, "order"), table.rows().count(), batchSize));
      } else {
        order = Optional.empty();
      }
    }

    void upload(Tree<TensorData> values) {
      values.entries().forEach((name, data) -> state.put(name, backend.upload(held(data))));
    }

    private TensorData held(TensorData data) {
      return ModelRunner.inPrecision(data, precision);
    }

    Outcome run(
        int firstStep,
        double secondsBefore,
        ModelRunner model,
        RunListener listener,
        BooleanSupplier stop) {
      long began = System.nanoTime();
      int step = firstStep;
      int saved = -1;
      boolean owes = step > 0 && isDue(step, options.evaluateEvery());
      if (owes && step < options.steps() && !listener.hasEvaluated(step)) {
        evaluate(model, finiteSnapshot(step), secondsBefore, listener);
      }
      while (step < options.steps() && !stop.getAsBoolean()) {
        Map<String, Value> results = advance(step);
        checkFinite(results, step);
        boolean logs = (step + 1) % options.logEvery() == 0 || step == 0;
        Map<String, Double> metrics = logs ? scalars(results, StepProgram.METRIC) : Map.of();
        Map<String, Double> alarms = logs ? scalars(results, StepProgram.WARNING) : Map.of();
        replaceState(results);
        step++;
        double seconds = secondsBefore + secondsSince(began);
        if (logs) {
          listener.logged(step, seconds, metrics);
          warnings.heard(step, alarms);
        }
        boolean last = step == options.steps();
        boolean evaluates = isDue(step, options.evaluateEvery()) || last;
        boolean saves = isDue(step, options.checkpointEvery()) || last;
        if (evaluates || saves) {
          Snapshot now = finiteSnapshot(step);
          if (saves) {
            listener.checkpoint(now, seconds);
            saved = step;
          }
          if (evaluates) {
            evaluate(model, now, seconds, listener);
          }
        }
      }
      double seconds = secondsBefore + secondsSince(began);
      Snapshot end = finiteSnapshot(step);
      if (saved != step) {
        listener.checkpoint(end, seconds);
      }
      boolean finished = step >= options.steps();
      if (finished && step == firstStep) {
        evaluate(model, end, seconds, listener);
      }
      return new Outcome(end, seconds, finished);
    }

    /** A metric that fails is told of, and costs nothing but its own results. */
    private void evaluate(ModelRunner model, Snapshot now, double seconds, RunListener listener) {
      if (setup.metrics().isEmpty()) {
        return;
      }
      Map<String, Estimate> results =
          model.evaluate(
              setup.metrics(),
              now.evaluationParameters(),
              warning -> warnings.tell(now.step(), warning),
              (place, failure) ->
                  failure
                      .problems()
                      .forEach(p -> warnings.tell(now.step(), Warnings.ofMetric(place, p))));
      listener.evaluated(now.step(), seconds, results);
    }

    /** A finite loss may have a gradient that is not, which would spoil the next state. */
    private void checkFinite(Map<String, Value> results, int step) {
      for (String metric : List.of("loss", "gradient-norm")) {
        double value = results.get(StepProgram.METRIC + "/" + metric).download().at(0);
        if (!Double.isFinite(value)) {
          warnings.heardLast(step, scalars(results, StepProgram.WARNING));
          closeAll(results);
          throw diverged(step, metric, value);
        }
      }
    }

    private Map<String, Value> advance(int step) {
      List<Value> lent = new ArrayList<>();
      try {
        List<Value> inputs = new ArrayList<>(inputNames.size());
        for (String name : inputNames) {
          Value value = state.containsKey(name) ? state.get(name) : constants.get(name);
          if (value == null) {
            value = backend.upload(perStep(name, step));
            lent.add(value);
          }
          inputs.add(value);
        }
        List<Value> outputs = executable.run(inputs);
        Map<String, Value> results = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
          results.put(outputNames.get(i), outputs.get(i));
        }
        return results;
      } finally {
        lent.forEach(Value::close);
      }
    }

    private TensorData perStep(String name, int step) {
      return switch (name) {
        case StepProgram.STEP -> TensorData.scalar(step);
        case StepProgram.KEY -> Philox.fold(root, step);
        case StepProgram.BATCH -> order.orElseThrow().batch(step);
        default -> throw new IllegalStateException("no value for the step's input " + name);
      };
    }

    private static Map<String, Double> scalars(Map<String, Value> results, String kind) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      String prefix = kind + "/";
      results.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              metrics.put(name.substring(prefix.length()), value.download().at(0));
            }
          });
      return metrics;
    }

    private void replaceState(Map<String, Value> results) {
      closeAll(state);
      state = new LinkedHashMap<>();
      results.forEach(
          (name, value) -> {
            if (name.startsWith(StepProgram.METRIC + "/")
                || name.startsWith(StepProgram.WARNING + "/")) {
              value.close();
            } else {
              state.put(name, value);
            }
          });
    }

    private Tree<TensorData> download() {
      return Tree.copyOf(state).map(Value::download);
    }

    /** The state, which is never evaluated or saved unless all of it is finite. */
    private Snapshot finiteSnapshot(int step) {
      Tree<TensorData> values = download();
      values
          .entries()
          .forEach(
              (name, data) -> {
                for (int i = 0; i < data.shape().size(); i++) {
                  if (!Double.isFinite(data.at(i))) {
                    throw diverged(step, name, data.at(i));
                  }
                }
              });
      return snapshot(step, values);
    }

    @Override
    public void close() {
      closeAll(state);
      closeAll(constants);
    }
  }

  private DivergenceException diverged(int step, String what, double value) {
    DivergenceException failure = new DivergenceException(step, what, value);
    Origins.among(setup.data(), setup.energy(), setup.loss(), setup.optimizer())
        .ifPresent(failure::attribute);
    return failure;
  }

  private static boolean isDue(int step, int interval) {
    return interval > 0 && step % interval == 0;
  }

  private static double secondsSince(long began) {
    return (double) (System.nanoTime() - began) / NANOS_PER_SECOND;
  }

  private static void closeAll(Map<String, Value> values) {
    values.values().forEach(Value::close);
  }
}
