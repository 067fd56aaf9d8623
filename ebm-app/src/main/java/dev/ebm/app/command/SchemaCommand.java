package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.core.describe.ExperimentSchema;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.run.AtomicFile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ebm schema}. */
@Command(
    name = "schema",
    description = {
      "Prints the JSON Schema of experiment files, for editors that complete and check YAML.",
      "It knows the components and backends of all plugins that are installed now."
    })
public final class SchemaCommand implements Callable<Integer> {

  @Option(names = "--out", paramLabel = "FILE", description = "Write it to a file.")
  private Optional<Path> out = Optional.empty();

  private final PluginCatalog catalog;
  private final Console console;

  /** The schema of this catalogue. */
  @Inject
  public SchemaCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() {
    String schema = JsonText.of(ExperimentSchema.of(catalog));
    if (out.isPresent()) {
      AtomicFile.write(out.get(), schema + "\n");
      console.note("Schema   %s", out.get());
    } else {
      console.print("%s", schema);
    }
    return 0;
  }
}
