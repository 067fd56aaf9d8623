package dev.ebm.app.command;

import picocli.CommandLine.Command;

/** Groups the commands about backends. */
@Command(
    name = "backends",
    description = "The engines that run experiments.",
    subcommands = {BackendsListCommand.class, BackendsProbeCommand.class})
final class BackendsCommand extends CommandGroup {}
