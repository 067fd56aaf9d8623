package dev.ebm.metrics;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.evaluate.ModelRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model without parameters, and tables of rows, as the application evaluates them. */
final class ModelEvaluation implements AutoCloseable {

  private final ModelRunner runner;
  private final List<Problem> warnings = new ArrayList<>();
  private final Evaluation evaluation;

  /** In float32, with the table as every split, of unknown density. */
  ModelEvaluation(Backend backend, Energy energy, TensorData table, long seed) {
    this(backend, energy, table, Optional.empty(), seed);
  }

  /** In float32, with the table as every split. */
  ModelEvaluation(
      Backend backend, Energy energy, TensorData table, Optional<LogDensity> density, long seed) {
    this.runner = new ModelRunner(backend, energy, data(table, density), DType.FLOAT32, seed);
    this.evaluation = runner.evaluation(Tree.empty(), warnings::add);
  }

  private static Dataset data(TensorData table, Optional<LogDensity> density) {
    return new Dataset() {
      @Override
      public Features features() {
        return Features.continuous(table.shape().dim(1));
      }

      @Override
      public List<String> splits() {
        return List.of(TRAIN, TEST);
      }

      @Override
      public Split split(String name) {
        return new Split.Table(Rows.unlabelled(table));
      }

      @Override
      public Optional<LogDensity> logDensity() {
        return density;
      }
    };
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /** The same, whose chains give these rows of the model at once. */
  Evaluation withDraws(TensorData rows) {
    return new Sampled(evaluation, rows);
  }

  List<Problem> problems() {
    return warnings;
  }

  List<String> warnings() {
    return warnings.stream().map(Problem::code).toList();
  }

  @Override
  public void close() {
    runner.close();
  }

  private record Sampled(Evaluation model, TensorData rows) implements Evaluation {
    @Override
    public Dataset dataset() {
      return model.dataset();
    }

    @Override
    public double[] energy(TensorData x) {
      return model.energy(x);
    }

    @Override
    public double[] logDensity(TensorData x) {
      return model.logDensity(x);
    }

    @Override
    public TensorData draw(String split, String purpose, int count) {
      return model.draw(split, purpose, count);
    }

    @Override
    public List<TensorData> compute(String purpose, List<TensorData> inputs, Body body) {
      return model.compute(purpose, inputs, body);
    }

    @Override
    public Draws sample(Sampler sampler, String purpose, ChainOptions options) {
      return new Draws(
          TensorData.of(rows.floats(), rows.shape().prepend(options.kept()).dims()), Map.of());
    }

    @Override
    public void warn(Problem warning) {
      model.warn(warning);
    }
  }
}
