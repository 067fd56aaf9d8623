package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.experiment.TrainingOptions;
import dev.ebm.core.experiment.TrainingOptions.Precision;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.train.StepProgram;
import dev.ebm.core.train.TrainingSetup;
import java.util.List;
import java.util.Map;

/** Workloads that are one training step each: loss, gradients, Adam and averaged parameters. */
final class TrainingSteps {

  private static final long SEED = 1;
  private static final double EMA = 0.999;

  private final PluginCatalog catalog;

  TrainingSteps(PluginCatalog catalog) {
    this.catalog = catalog;
  }

  /** Energy discrepancy on 25 Gaussians, as in the experiment 25gaussians-ed. */
  Workload energyDiscrepancy(String name, int batch, int negatives, Backend backend) {
    return onThePlane(
        name,
        "energy discrepancy, M " + negatives,
        batch,
        discrepancy(Features.continuous(2), negatives),
        backend);
  }

  /** Denoising score matching with the net of that experiment. */
  Workload denoising(String name, Backend backend) {
    return onThePlane(name, "denoising score matching", 128, ScoreMatching::denoising, backend);
  }

  /** Exact score matching with the net of that experiment. */
  Workload scoreMatching(String name, Backend backend) {
    return onThePlane(name, "exact score matching", 128, ScoreMatching::exact, backend);
  }

  /** Energy discrepancy on images with a convolution energy. */
  Workload images(String name, Backend backend) {
    int batch = 32;
    int negatives = 8;
    Dataset data = new Noise(ResidualConvolution.IMAGE);
    String summary =
        "step of energy discrepancy, M %d, batch %d, residual convolutions on 28 x 28"
            .formatted(negatives, batch);
    return step(
        name,
        summary,
        data,
        new ResidualConvolution(),
        discrepancy(data.features(), negatives),
        batch,
        backend);
  }

  private Workload onThePlane(String name, String method, int batch, Loss loss, Backend backend) {
    Dataset data =
        new Components(catalog)
            .create(new ComponentSpec<>(Dataset.class, "gaussians-25", Map.of()));
    Map<String, Object> net =
        Map.of("hidden", List.of(128, 128, 128, 128), "activation", "softplus");
    Energy energy =
        new Components(catalog, data.features())
            .create(new ComponentSpec<>(Energy.class, "mlp", net));
    String summary =
        "step of %s, batch %d, net 2-128-128-128-128-1 on 25 Gaussians".formatted(method, batch);
    return step(name, summary, data, energy, loss, batch, backend);
  }

  private Loss discrepancy(Features features, int negatives) {
    Map<String, Object> options =
        Map.of("negatives", negatives, "w", 1, "perturbation", Map.of("name", "gaussian", "t", 1));
    return new Components(catalog, features)
        .create(new ComponentSpec<>(Loss.class, "energy-discrepancy", options));
  }

  private Workload step(
      String name,
      String summary,
      Dataset data,
      Energy energy,
      Loss loss,
      int batch,
      Backend backend) {
    Optimizer adam =
        new Components(catalog)
            .create(new ComponentSpec<>(Optimizer.class, "adam", Map.of("learning-rate", 1e-3)));
    TrainingOptions options =
        new TrainingOptions(1, batch, EMA, 0, List.of(), Map.of(), 1, 0, 0, Precision.FLOAT32);
    TrainingSetup setup = new TrainingSetup(data, energy, loss, adam, options, List.of(), SEED);
    try (ModelRunner model = new ModelRunner(backend, energy, data, DType.FLOAT32, SEED)) {
      return new Workload(
          name,
          summary,
          StepProgram.trace(setup, data.split(Dataset.TRAIN), batch).program(),
          StepProgram.initialState(setup, model, Philox.seed(SEED)));
    }
  }
}
