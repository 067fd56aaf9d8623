package dev.ebm.app.study;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.tensor.DType;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.train.LossRunner;
import dev.ebm.core.train.TrainingSetup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A small experiment in float64 that is asked, not trained: standard normal data and model unless
 * its parts say otherwise.
 *
 * @param batch rows of a batch
 * @param parts of the experiment
 */
record Example(Workshop workshop, int batch, Map<String, Object> parts) {

  /**
   * What there is to ask.
   *
   * @param model whose energies take the parameters of {@code loss}
   */
  record Asked(
      TrainingSetup setup, Backend backend, Sampler sampler, ModelRunner model, LossRunner loss) {}

  <T> T ask(LossRunner.Wanted wanted, Function<Asked, T> question) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", "example");
    values.put("data", "gaussian-mixture");
    values.put("energy", "gaussian");
    values.put("loss", "energy-discrepancy");
    values.put("train", Map.of("steps", 0, "batch-size", batch, "precision", "float64"));
    values.putAll(parts);
    Experiment experiment = workshop.loader().bind(values).experiment();
    Dataset data = workshop.assembly().data(experiment);
    DType precision = experiment.train().precision().dtype();
    try (Backend backend = workshop.assembly().open(experiment)) {
      TrainingSetup setup = workshop.assembly().training(experiment, data, backend);
      Sampler sampler = workshop.assembly().sampler(experiment, data);
      try (ModelRunner model =
              new ModelRunner(backend, setup.energy(), data, precision, experiment.seed());
          LossRunner loss = new LossRunner(setup, backend, wanted)) {
        return question.apply(new Asked(setup, backend, sampler, model, loss));
      }
    }
  }
}
