package dev.ebm.core.experiment;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Metric;
import java.util.List;

/**
 * An experiment file, bound. Components are still named, not made.
 *
 * @param name names the run folder
 * @param seed the only source of randomness
 * @param backend the engine
 * @param data the dataset
 * @param energy the energy
 * @param loss the loss
 * @param optimizer the update rule
 * @param sampler the sampler of {@code ebm sample}
 * @param train how to train
 * @param evaluate the metrics
 */
public record Experiment(
    @Option(doc = "Name of the experiment, part of the run folder's name") String name,
    @Option(doc = "Seed of every random number of the run", byDefault = "0") long seed,
    @Option(doc = "Compute backend", byDefault = "jvm") ComponentSpec<Backend> backend,
    @Option(doc = "Dataset") ComponentSpec<Dataset> data,
    @Option(doc = "Energy U(x); p(x) is proportional to exp(-U(x))") ComponentSpec<Energy> energy,
    @Option(doc = "Training loss") ComponentSpec<Loss> loss,
    @Option(doc = "Optimiser", byDefault = "adam") ComponentSpec<Optimizer> optimizer,
    @Option(doc = "Sampler that 'ebm sample' uses", byDefault = "langevin")
        ComponentSpec<Sampler> sampler,
    @Option(doc = "Training schedule") TrainingOptions train,
    @Option(
            doc = "Metrics of 'ebm evaluate' and of the evaluations during training",
            byDefault = "[]")
        List<ComponentSpec<Metric>> evaluate) {}
