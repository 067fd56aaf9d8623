package dev.ebm.core.plugin;

import java.util.ArrayList;
import java.util.List;

/**
 * Who loads which native library. A JVM loads one into a single class loader, and some abort it
 * when they are loaded twice, so a second claimant is refused before anything is loaded. The claims
 * are system properties, {@code ebm.native.LIBRARY}: they hold for the whole JVM, however often
 * this class is in it.
 */
final class NativeClaims {

  private static final String PREFIX = "ebm.native.";

  /** Separates the claimant from the identity of its class loader. */
  private static final String LOADER = " @";

  private NativeClaims() {}

  /**
   * Claims libraries until the JVM ends.
   *
   * @param plugin the claimant as messages name it
   * @param loader the class loader that is to hold the libraries
   * @throws PluginException EBM-P130 for each library that another class loader holds; nothing is
   *     claimed then
   */
  static void claim(String plugin, ClassLoader loader, List<String> libraries) {
    String claim = plugin + LOADER + Integer.toHexString(System.identityHashCode(loader));
    List<String> claimed = new ArrayList<>();
    for (String library : libraries) {
      Object holder = System.getProperties().putIfAbsent(PREFIX + library, claim);
      if (holder == null) {
        claimed.add(library);
      } else if (!loaderOf(holder.toString()).equals(loaderOf(claim))) {
        claimed.forEach(mine -> System.clearProperty(PREFIX + mine));
        throw PluginException.of(
            "EBM-P130",
            plugin,
            "the native library '%s' belongs to %s".formatted(library, holderOf(holder.toString())),
            "use one of the two in a run of the program; remove the other plugin if need be");
      }
    }
  }

  private static String holderOf(String claim) {
    return claim.substring(0, claim.lastIndexOf(LOADER));
  }

  private static String loaderOf(String claim) {
    return claim.substring(claim.lastIndexOf(LOADER));
  }
}
