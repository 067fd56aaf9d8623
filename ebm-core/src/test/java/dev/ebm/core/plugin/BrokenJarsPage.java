package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.error.Problem;
import dev.ebm.core.run.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The page docs/plugins/broken-jars.md, which shows what the tests of broken jars have seen. */
final class BrokenJarsPage {

  private static final String REFRESH =
      "mvn -pl ebm-core -am test -Dtest=BrokenDropInTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Debm.broken-jars=write";

  private static final String HEAD =
      """
      # Broken jars

      Generated from what the test `BrokenDropInTest` sees; `%s` writes this page anew.

      Each jar is put into the plugins directory beside a good plugin. What is wrong with it is one line; with
      `--plugins-on-problem warn` the program goes on without it, and the last column says how the good plugin fared: its
      loss was made, traced and computed. By default (`fail`) the lines of all broken jars are printed, and nothing is done.

      | Code | The jar | What is told | The plugin beside it |
      |---|---|---|---|
      """
          .formatted(REFRESH);

  /** Surefire sets it; an IDE runs tests in the module's folder. */
  private static final Path FILE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .getParent()
          .resolve("docs/plugins/broken-jars.md");

  private BrokenJarsPage() {}

  /**
   * A line of the table for a jar beside which the good plugin has run.
   *
   * @param how the jar is broken
   * @param problem what is told of it
   * @param plugins where the jar lay
   */
  static String row(String how, Problem problem, Path plugins) {
    return "| [%s](../errors.md#%s) | %s | `%s` | ran |\n"
        .formatted(
            problem.code(),
            problem.code().toLowerCase(Locale.ROOT),
            how,
            problem.toString().replace(plugins.toString(), "plugins"));
  }

  static void assertShows(List<String> rows) throws IOException {
    String page = HEAD + String.join("", rows);
    if (System.getProperty("ebm.broken-jars", "").equals("write")) {
      AtomicFile.write(FILE, page);
    }
    assertThat(FILE).as(REFRESH).isRegularFile();
    assertThat(Files.readString(FILE)).as(REFRESH).isEqualTo(page);
  }
}
