package dev.ebm.core.train;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.metric.Metric;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.List;

/**
 * What a training run is made of.
 *
 * @param data the dataset
 * @param energy the energy
 * @param loss the loss
 * @param optimizer the update rule
 * @param options how long, how large, how often
 * @param metrics what evaluations measure, in the order of the experiment's {@code evaluate}
 * @param seed the only source of randomness
 */
public record TrainingSetup(
    Dataset data,
    Energy energy,
    Loss loss,
    Optimizer optimizer,
    TrainingOptions options,
    List<Metric> metrics,
    long seed) {}
