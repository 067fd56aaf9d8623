package dev.ebm.metrics;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** A model given by plain functions of a row, and standard normal draws named by their purpose. */
record FakeEvaluation(
    Split split,
    ToDoubleFunction<double[]> model,
    ToDoubleFunction<double[]> truth,
    Consumer<Problem> warned)
    implements Evaluation {

  FakeEvaluation(Split split, ToDoubleFunction<double[]> model, ToDoubleFunction<double[]> truth) {
    this(split, model, truth, warning -> {});
  }

  @Override
  public void warn(Problem warning) {
    warned.accept(warning);
  }

  @Override
  public Dataset dataset() {
    return new Dataset() {
      @Override
      public Features features() {
        return Features.continuous(1);
      }

      @Override
      public List<String> splits() {
        return List.of(TRAIN, TEST);
      }

      @Override
      public Split split(String name) {
        return split;
      }
    };
  }

  @Override
  public double[] energy(TensorData rows) {
    return apply(model, rows);
  }

  @Override
  public double[] logDensity(TensorData rows) {
    return apply(truth, rows);
  }

  private static double[] apply(ToDoubleFunction<double[]> function, TensorData rows) {
    double[] results = new double[rows.shape().dim(0)];
    for (int i = 0; i < results.length; i++) {
      results[i] = function.applyAsDouble(new double[] {rows.at(i)});
    }
    return results;
  }

  @Override
  public List<TensorData> compute(String purpose, List<TensorData> inputs, Body body) {
    throw new UnsupportedOperationException("this model has no program");
  }

  @Override
  public Draws sample(Sampler sampler, String purpose, ChainOptions options) {
    throw new UnsupportedOperationException("this model has no sampler");
  }

  @Override
  public TensorData draw(String splitName, String purpose, int count) {
    Random random = new Random(purpose.hashCode());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorData.of(values, count, 1);
  }
}
