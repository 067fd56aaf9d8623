package dev.ebm.app.model;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.evaluate.ChainRunner;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.evaluate.TrainingRows;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.train.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A run's model, ready to be asked. Closing it closes its backend. */
public final class TrainedModel implements AutoCloseable {

  private final RunFolder folder;
  private final Experiment experiment;
  private final Dataset data;
  private final Energy energy;
  private final Snapshot snapshot;
  private final Backend backend;
  private final ModelRunner runner;

  /**
   * A model of these parts.
   *
   * @param data as it was when the model was trained, see {@link Dataset#restored}
   * @param backend closed with this model
   */
  public TrainedModel(
      RunFolder folder,
      Experiment experiment,
      Dataset data,
      Energy energy,
      Snapshot snapshot,
      Backend backend) {
    this.folder = folder;
    this.experiment = experiment;
    this.data = data;
    this.energy = energy;
    this.snapshot = snapshot;
    this.backend = backend;
    this.runner = new ModelRunner(backend, energy, data, precision(), experiment.seed());
  }

  /** Its run. */
  public RunFolder folder() {
    return folder;
  }

  /** Its experiment. */
  public Experiment experiment() {
    return experiment;
  }

  /** The data that it was trained on. */
  public Dataset data() {
    return data;
  }

  /** The number of updates behind it. */
  public int step() {
    return snapshot.step();
  }

  /** What its numbers come from: fresh rows, energies, known densities. */
  public ModelRunner runner() {
    return runner;
  }

  /** The energies of rows in the model's units. */
  public double[] energy(TensorData rows) {
    return runner.energy(parameters(), rows);
  }

  /**
   * The results of metrics, in their order.
   *
   * @param warned hears their warnings
   */
  public Map<String, Estimate> evaluate(List<Metric> metrics, Consumer<Problem> warned) {
    return runner.evaluate(metrics, parameters(), warned);
  }

  /** The results of metrics for rows that stand in for the test split. */
  public Map<String, Estimate> evaluate(List<Metric> metrics, Rows rows, Consumer<Problem> warned) {
    Dataset view = new RowsAsTestSplit(data, rows);
    try (ModelRunner other =
        new ModelRunner(backend, energy, view, precision(), experiment.seed())) {
      return other.evaluate(metrics, parameters(), warned);
    }
  }

  /** Up to so many rows of the training split. */
  public TensorData trainingRows(int count) {
    return new TrainingRows(data, backend, experiment.seed()).apply(count);
  }

  /** The results of metrics whose chains give these draws, whatever they ask for. */
  public Map<String, Estimate> evaluate(
      List<Metric> metrics, Draws draws, Consumer<Problem> warned) {
    Evaluation drawn = new EvaluationOfDraws(runner.evaluation(parameters(), warned), draws);
    Map<String, Estimate> results = new LinkedHashMap<>();
    metrics.forEach(metric -> results.putAll(metric.evaluate(drawn)));
    return results;
  }

  /** Draws from the model by chains. */
  public Draws sample(Sampler sampler, ChainOptions options, ChainRunner.Progress progress) {
    return new ChainRunner(backend, energy, data, precision(), experiment.seed())
        .run(sampler, parameters(), "sample", options, progress);
  }

  private Tree<TensorData> parameters() {
    return snapshot.evaluationParameters();
  }

  private DType precision() {
    return experiment.train().precision().dtype();
  }

  @Override
  public void close() {
    try (backend) {
      runner.close();
    }
  }
}
