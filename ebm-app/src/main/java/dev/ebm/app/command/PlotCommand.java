package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.app.model.RunPlots;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.app.model.TrainedModels;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ebm plot}. */
@Command(name = "plot", description = "Draws a run: density, energies, curves; PNG in its plots/.")
public final class PlotCommand implements Callable<Integer> {

  @Mixin private RunArgument run;

  private final TrainedModels models;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public PlotCommand(TrainedModels models, Console console) {
    this.models = models;
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TrainedModel model = models.open(run.folder(), List.of())) {
      RunPlots.write(model).forEach(picture -> console.print("%s", picture));
    }
    return 0;
  }
}
