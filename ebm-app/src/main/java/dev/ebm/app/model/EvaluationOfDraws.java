package dev.ebm.app.model;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.TensorData;
import java.util.List;

/**
 * A model whose chains have run already.
 *
 * @param model gives everything else
 * @param draws what chains give, whatever is asked for
 */
record EvaluationOfDraws(Evaluation model, Draws draws) implements Evaluation {

  @Override
  public Dataset dataset() {
    return model.dataset();
  }

  @Override
  public double[] energy(TensorData rows) {
    return model.energy(rows);
  }

  @Override
  public double[] logDensity(TensorData rows) {
    return model.logDensity(rows);
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
    return draws;
  }

  @Override
  public void warn(Problem warning) {
    model.warn(warning);
  }
}
