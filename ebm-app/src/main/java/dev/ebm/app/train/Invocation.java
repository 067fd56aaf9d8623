package dev.ebm.app.train;

import java.util.List;

/**
 * How the program was called, for the record of a run.
 *
 * @param args the command line as it was typed
 */
public record Invocation(List<String> args) {

  /** Copies the arguments. */
  public Invocation {
    args = List.copyOf(args);
  }
}
