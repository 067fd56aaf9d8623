package dev.ebm.core.plugin;

import java.util.List;

/**
 * A plugin that is there and is not used.
 *
 * @param identity what is known of it
 * @param state why it is not used
 * @param codes of the problems that it has, such as {@code EBM-P104}; none if it is disabled
 */
public record LeftOutPlugin(Identity identity, State state, List<String> codes) {

  /** Why a plugin is not used. */
  public enum State {
    /** The policy keeps it out. */
    DISABLED,
    /** Its file, its manifest or its id is refused; none of a drop-in's classes was loaded. */
    REJECTED,
    /** Its classes do not load, or its code fails or does not come back. */
    FAILED
  }

  /** Copies the codes. */
  public LeftOutPlugin {
    codes = List.copyOf(codes);
  }

  /** The form in which messages name it. */
  @Override
  public String toString() {
    return identity.toString();
  }
}
