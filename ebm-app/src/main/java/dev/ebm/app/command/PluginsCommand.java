package dev.ebm.app.command;

import picocli.CommandLine.Command;

/** Groups the commands about plugins. */
@Command(
    name = "plugins",
    description = "The plugins that components and backends come from.",
    subcommands = {
      PluginsListCommand.class,
      PluginsShowCommand.class,
      PluginsVerifyCommand.class,
      PluginsNewCommand.class
    })
final class PluginsCommand extends CommandGroup {}
