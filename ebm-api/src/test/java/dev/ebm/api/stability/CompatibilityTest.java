package dev.ebm.api.stability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the stable API with the lists in {@code src/test/api}, one file for each version. A
 * list, unlike a released jar, can be kept beside the sources and reviewed: a change of the API is
 * a change of a text file. The system property {@code api.write} writes the current version's.
 */
class CompatibilityTest {

  private static final Path LISTS = Path.of("src", "test", "api");

  private static Path list(ApiVersion version) {
    return LISTS.resolve(version + ".txt");
  }

  private static Set<String> read(Path list) throws IOException {
    return new TreeSet<>(Files.readAllLines(list));
  }

  @Test
  void isTheListOfItsVersion() throws IOException {
    Path current = list(ApiVersion.CURRENT);
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(current, String.join("\n", PublicApi.signatures()) + "\n");
    }
    assertThat(current)
        .as("the API's version was raised: write its list with -DargLine=-Dapi.write=true")
        .exists();
    Set<String> listed = read(current);
    assertThat(without(listed, PublicApi.signatures()))
        .as("gone from the API; once %s is released, a new major version", ApiVersion.CURRENT)
        .isEmpty();
    assertThat(without(PublicApi.signatures(), listed))
        .as("new in the API; once %s is released, a new minor version", ApiVersion.CURRENT)
        .isEmpty();
  }

  /** So that a plugin that was built against an older minor version still links. */
  @Test
  void keepsWhatOlderMinorVersionsHad() throws IOException {
    try (Stream<Path> lists = Files.list(LISTS)) {
      for (Path older : lists.toList()) {
        String name = older.getFileName().toString().replace(".txt", "");
        if (ApiVersion.CURRENT.accepts(ApiVersion.parse(name))) {
          Set<String> before = read(older);
          assertThat(without(before, PublicApi.signatures()))
              .as("gone since version %s; that needs a new major version", name)
              .isEmpty();
          assertThat(newDuties(before))
              .as("new without a default since version %s, which plugins may implement", name)
              .isEmpty();
        }
      }
    }
  }

  /** Abstract methods that types got which were there before. */
  private static List<String> newDuties(Set<String> before) {
    return without(PublicApi.signatures(), before).stream()
        .filter(line -> line.contains(" abstract ") && !line.contains(" type "))
        .filter(line -> !line.endsWith(" with a default"))
        .filter(
            line -> {
              String type = line.substring(0, line.indexOf(' ')) + " type ";
              return before.stream().anyMatch(old -> old.startsWith(type));
            })
        .toList();
  }

  @Test
  void seesWhatPluginsSee() {
    assertThat(PublicApi.signatures())
        .contains(
            "dev.ebm.api.plugin.EbmPlugin public abstract dev.ebm.api.plugin.PluginId"
                + " dev.ebm.api.plugin.EbmPlugin.id()")
        .noneMatch(line -> line.contains("dev.ebm.api.tensor.Nodes"));
  }

  private static List<String> without(Set<String> all, Set<String> some) {
    return all.stream().filter(line -> !some.contains(line)).toList();
  }
}
