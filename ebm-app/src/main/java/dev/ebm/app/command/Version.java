package dev.ebm.app.command;

import dev.ebm.core.run.Machine;
import dev.ebm.core.run.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code ebm --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Machine machine = Machine.current();
    return new String[] {
      "ebm " + Provenance.frameworkVersion(), "Java " + machine.java(), machine.os()
    };
  }
}
