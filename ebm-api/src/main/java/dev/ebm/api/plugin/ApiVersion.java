package dev.ebm.api.plugin;

import org.apiguardian.api.API;

/**
 * A version of the plugin API.
 *
 * @param major changes when plugins must be rebuilt
 * @param minor grows when something is added
 */
@API(status = API.Status.STABLE, since = "1.0")
public record ApiVersion(int major, int minor) {

  /** The version that this jar offers. */
  public static final ApiVersion CURRENT = new ApiVersion(1, 0);

  /**
   * Reads {@code major.minor}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static ApiVersion parse(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("API version '" + text + "' is not MAJOR.MINOR");
    }
    return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /** Whether a host of this version runs a plugin built against another. */
  public boolean accepts(ApiVersion builtAgainst) {
    return major == builtAgainst.major && minor >= builtAgainst.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
