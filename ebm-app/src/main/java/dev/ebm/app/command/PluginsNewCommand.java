package dev.ebm.app.command;

import dev.ebm.api.plugin.PluginId;
import dev.ebm.app.console.Console;
import dev.ebm.app.scaffold.PluginProject;
import dev.ebm.core.run.Provenance;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebm plugins new}. */
@Command(
    name = "new",
    description = "Writes a Maven project of a plugin: one working component with its tests.")
public final class PluginsNewCommand implements Callable<Integer>, ShowsPluginProblems {

  @Parameters(
      paramLabel = "NAME",
      description = "The plugin's id and the component's name, such as acme-margin.")
  private String name;

  @Option(
      names = "--kind",
      paramLabel = "loss|sampler|energy|backend",
      description = "What it offers (default: loss).")
  private PluginProject.Kind kind = PluginProject.Kind.LOSS;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Its folder (default: NAME in the current folder).")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec;

  private final Console console;

  /** Tells what was written to this console. */
  @Inject
  public PluginsNewCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Path folder = out.orElseGet(() -> Path.of(name));
    project().writeTo(folder).forEach(file -> console.print("%s", file));
    console.note("Next: mvn -f %s package", folder);
    return 0;
  }

  private PluginProject project() {
    try {
      return new PluginProject(new PluginId(name), kind, Provenance.frameworkVersion());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
