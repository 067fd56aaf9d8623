package dev.ebm.app.command;

import picocli.CommandLine.Command;

/** Groups the commands about components. */
@Command(
    name = "components",
    description = "The components that experiments name.",
    subcommands = {ComponentsListCommand.class, ComponentsDescribeCommand.class})
final class ComponentsCommand extends CommandGroup {}
