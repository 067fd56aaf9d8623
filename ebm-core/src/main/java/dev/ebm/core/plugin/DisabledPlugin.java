package dev.ebm.core.plugin;

/**
 * A plugin that is there and is not wanted.
 *
 * @param id its id as its manifest has it
 * @param location its jar or folder, or {@code class path}
 */
public record DisabledPlugin(String id, String location) {

  /** The form in which messages name it. */
  @Override
  public String toString() {
    return "plugin " + id + " (" + location + ")";
  }
}
