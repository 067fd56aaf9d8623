package dev.ebm.app.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The program itself; everything is done by its commands. */
@Command(
    name = "ebm",
    description = "Trains energy-based models and asks them questions.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    subcommands = {
      TrainCommand.class,
      SampleCommand.class,
      EnergyCommand.class,
      EvaluateCommand.class,
      PlotCommand.class,
      ReportCommand.class,
      StudyCommand.class,
      ComponentsCommand.class,
      SchemaCommand.class,
      BackendsCommand.class,
      PluginsCommand.class,
      BenchCommand.class,
      DoctorCommand.class
    })
public final class EbmCommand extends CommandGroup {

  /** The commands that do something, for the injector. */
  public static final List<Class<? extends Callable<Integer>>> SUBCOMMANDS =
      List.of(
          TrainCommand.class,
          SampleCommand.class,
          EnergyCommand.class,
          EvaluateCommand.class,
          PlotCommand.class,
          ReportCommand.class,
          StudyCommand.class,
          ComponentsListCommand.class,
          ComponentsDescribeCommand.class,
          SchemaCommand.class,
          BackendsListCommand.class,
          BackendsProbeCommand.class,
          PluginsListCommand.class,
          PluginsShowCommand.class,
          PluginsVerifyCommand.class,
          PluginsNewCommand.class,
          BenchCommand.class,
          DoctorCommand.class);

  @Mixin private final GlobalOptions options;

  /** The program with options read before. */
  public EbmCommand(GlobalOptions options) {
    this.options = options;
  }
}
