package dev.ebm.core.energy;

import dev.ebm.api.config.Option;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.evaluate.ModelRunner;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.train.ConstrainedEnergy;
import dev.ebm.core.train.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The energy of an earlier run, whose parameters start as the newest checkpoint has them, averaged
 * where the run kept an average. In a {@code product} energies that were trained apart are sampled
 * together; with {@code train.steps: 0} nothing is trained on top of them.
 *
 * <p>Rows are taken in the model's units. A run on data that were standardised is only right beside
 * data standardised in the same way, which is not checked. The run's folder is read whenever a
 * model that uses it is made, so it has to stay where it is.
 */
public final class TrainedEnergy implements Energy {

  private static final String WHERE = "energy 'trained'";

  /** Chosen by {@code trained}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "trained",
          Config.class,
          "Energy of an earlier run, with the parameters of its newest checkpoint",
          TrainedEnergy::open);

  /**
   * The options.
   *
   * @param run the run's folder
   * @param trainable whether training goes on with the parameters
   */
  public record Config(
      @Option(doc = "Folder of the run, relative to the working directory") Path run,
      @Option(doc = "Train the parameters further instead of keeping them", byDefault = "false")
          boolean trainable) {}

  private final Energy energy;
  private final Tree<TensorData> values;
  private final boolean trainable;

  private TrainedEnergy(Energy energy, Tree<TensorData> values, boolean trainable) {
    this.energy = energy;
    this.values = values;
    this.trainable = trainable;
  }

  /**
   * Reads a run.
   *
   * @throws EbmException EBM-R003 to EBM-R014 if the folder is not a readable run with a
   *     checkpoint, EBM-M008 if its rows are of other features than the data's, or its checkpoint
   *     is not one of its energy
   */
  private static TrainedEnergy open(Config config, ComponentContext context) {
    RunFolder run = RunFolder.open(config.run());
    Experiment experiment =
        new RecordBinder()
            .bind(Experiment.class, YamlFile.read(run.experimentFile()), "")
            .orThrow();
    Snapshot snapshot = run.checkpoints().loadLatest().snapshot();
    Features features = context.create(experiment.data()).restored(snapshot.data()).features();
    if (!features.equals(context.features())) {
      throw new EbmException(
          Problem.error(
              "EBM-M008",
              WHERE,
              "%s models rows %s, and those of the data are %s"
                  .formatted(config.run(), rows(features), rows(context.features())),
              "name a run on the same columns"));
    }
    Energy energy = ConstrainedEnergy.of(context.create(experiment.energy()), experiment.train());
    snapshot.requireParametersOf(energy, WHERE, config.run());
    return new TrainedEnergy(energy, snapshot.evaluationParameters(), config.trainable());
  }

  /** Such as {@code [2] of x0, x1}; kinds are named where they are not real numbers. */
  private static String rows(Features features) {
    return features.columns().stream()
        .map(
            column ->
                column.kind() == Feature.Kind.CONTINUOUS
                    ? column.name()
                    : "%s (%s)"
                        .formatted(column.name(), column.kind().name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(", ", features.shape() + " of ", ""));
  }

  /** Those of the run's energy, under the same names. */
  @Override
  public Tree<Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    energy.parameters().entries().forEach((name, own) -> parameters.put(name, kept(name, own)));
    return Tree.copyOf(parameters);
  }

  private Parameter kept(String name, Parameter own) {
    TensorData value = ModelRunner.inPrecision(values.get(name), DType.FLOAT32);
    Initializer initializer = Initializer.given(() -> value);
    return new Parameter(own.shape(), initializer, trainable && own.trainable());
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy.energy(parameters, x);
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return energy.energy(parameters, x, condition);
  }

  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return energy.logZ(parameters);
  }
}
