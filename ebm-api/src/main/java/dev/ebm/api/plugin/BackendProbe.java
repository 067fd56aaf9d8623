package dev.ebm.api.plugin;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Whether a backend can be opened here.
 *
 * @param usable whether it can
 * @param detail versions and platform, or what is missing and how to get it; one line
 * @param nativeLibraries the native libraries that opening it loads into its own class loader, by
 *     the names that {@link System#loadLibrary} takes, such as {@code torch}; a JVM loads each into
 *     one class loader only
 */
@API(status = API.Status.STABLE, since = "1.0")
public record BackendProbe(boolean usable, String detail, List<String> nativeLibraries) {

  /** Copies the list. */
  public BackendProbe {
    nativeLibraries = List.copyOf(nativeLibraries);
  }

  /** A backend without native libraries. */
  public BackendProbe(boolean usable, String detail) {
    this(usable, detail, List.of());
  }
}
