package dev.ebm.api.plugin;

import java.util.regex.Pattern;
import org.apiguardian.api.API;

/**
 * A plugin's identity, in kebab-case.
 *
 * @param value such as {@code ebm-losses}
 */
@API(status = API.Status.STABLE, since = "1.0")
public record PluginId(String value) {

  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not kebab-case
   */
  public PluginId {
    if (!KEBAB.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "plugin id '" + value + "' is not kebab-case, such as 'acme-losses'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
