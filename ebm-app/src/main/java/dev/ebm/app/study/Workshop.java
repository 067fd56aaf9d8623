package dev.ebm.app.study;

import dev.ebm.app.console.Console;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.app.train.Interrupts;
import dev.ebm.app.train.Training;
import dev.ebm.core.experiment.ExperimentLoader;
import java.nio.file.Path;

/**
 * What a study works with.
 *
 * @param folder of the study
 * @param base where the paths of a study file begin
 * @param loader reads experiments
 * @param assembly makes components
 * @param training trains
 * @param models opens runs
 * @param interrupts hears who asks to stop
 * @param console tells how far the study is
 */
public record Workshop(
    Path folder,
    Path base,
    ExperimentLoader loader,
    Assembly assembly,
    Training training,
    TrainedModels models,
    Interrupts interrupts,
    Console console) {

  /** A file of the study's folder {@code plots/}. */
  Path picture(String name) {
    return folder.resolve("plots").resolve(name + ".png");
  }
}
