package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.config.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.jar.Attributes;

/**
 * What the manifest of a plugin's jar says, read before any class of it is loaded.
 *
 * @param id the plugin's identity
 * @param version the plugin's version
 * @param api the API that it was built against
 */
record PluginManifest(PluginId id, String version, ApiVersion api) {

  static final String ID = "Ebm-Plugin-Id";
  static final String VERSION = "Ebm-Plugin-Version";
  static final String API = "Ebm-Api-Version";
  private static final String JAVA = "Ebm-Requires-Java";
  private static final List<String> REQUIRED = List.of(ID, VERSION, API);
  private static final List<String> KNOWN =
      List.of(ID, VERSION, API, JAVA, "Ebm-Description", "Ebm-Requires");

  /**
   * Reads and checks the main attributes.
   *
   * @throws PluginException EBM-P103 if a key is missing, unknown or malformed, EBM-P104 if this
   *     application does not accept the API version, EBM-P107 if the plugin needs a newer Java
   */
  static PluginManifest of(Attributes attributes, String location) {
    List<Problem> problems = new ArrayList<>();
    for (String key : REQUIRED) {
      String value = attributes.getValue(key);
      if (value == null || value.isBlank()) {
        problems.add(malformed(location, "the manifest lacks " + key, "the jar's build writes it"));
      }
    }
    for (Object name : attributes.keySet()) {
      String key = name.toString();
      if (key.startsWith("Ebm-") && KNOWN.stream().noneMatch(key::equalsIgnoreCase)) {
        List<String> near = Nearest.to(key, KNOWN);
        problems.add(
            malformed(
                location,
                "the manifest has an unknown key " + key,
                near.isEmpty()
                    ? "known: " + String.join(", ", KNOWN)
                    : "did you mean " + String.join(" or ", near) + "?"));
      }
    }
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    PluginManifest manifest = parse(attributes, location);
    requireJava(attributes.getValue(JAVA), manifest.at(location));
    if (!ApiVersion.CURRENT.accepts(manifest.api)) {
      throw PluginException.of(
          "EBM-P104",
          manifest.at(location),
          "is built against API "
              + manifest.api
              + ", and this application offers "
              + ApiVersion.CURRENT,
          manifest.api.major() > ApiVersion.CURRENT.major()
                  || manifest.api.major() == ApiVersion.CURRENT.major()
              ? "update the application, or use an older version of the plugin"
              : "use a newer version of the plugin");
    }
    return manifest;
  }

  /** The form in which messages name the plugin. */
  String at(String location) {
    return LoadedPlugin.name(id, version, location);
  }

  private static PluginManifest parse(Attributes attributes, String location) {
    try {
      parseJava(attributes.getValue(JAVA));
      return new PluginManifest(
          new PluginId(attributes.getValue(ID)),
          attributes.getValue(VERSION),
          parseApi(attributes.getValue(API)));
    } catch (IllegalArgumentException e) {
      throw new PluginException(malformed(location, e.getMessage(), "mend the jar's manifest"));
    }
  }

  private static ApiVersion parseApi(String built) {
    try {
      return ApiVersion.parse(built);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          API + " is '" + built + "' and has to be MAJOR.MINOR such as 1.0", e);
    }
  }

  private static OptionalInt parseJava(String needed) {
    if (needed == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(needed.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          JAVA + " is '" + needed + "' and has to be a number such as 17", e);
    }
  }

  private static void requireJava(String needed, String plugin) {
    int present = Runtime.version().feature();
    if (parseJava(needed).orElse(present) > present) {
      throw PluginException.of(
          "EBM-P107",
          plugin,
          "needs Java " + needed.strip() + " and this is Java " + present,
          "run the application with a newer Java");
    }
  }

  private static Problem malformed(String location, String what, String hint) {
    return Problem.error("EBM-P103", location, what, hint);
  }
}
