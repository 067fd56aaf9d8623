package dev.ebm.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/plugins/compatibility.md promises is what the code says. */
final class CompatibilityPageTest {

  private static final String PAGE =
      DocumentationPage.of("docs/plugins/compatibility.md").text().replaceAll("\\s+", " ");

  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)`");

  @Test
  void namesTheVersion() {
    assertThat(PAGE).contains("`MAJOR.MINOR`, now " + ApiVersion.CURRENT);
  }

  @Test
  void namesEveryTypeThatIsExperimental() throws IOException {
    String sentence = PAGE.replaceFirst(".*`EXPERIMENTAL` types may change", "").split("\\.")[0];
    try (Stream<Path> files = Files.walk(DocumentationPage.ROOT.resolve("ebm-api/src/main/java"))) {
      List<String> experimental =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> DocumentationPage.of(file).text().contains("Status.EXPERIMENTAL"))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .toList();
      assertThat(NAME.matcher(sentence).results().map(match -> match.group(1)))
          .containsExactlyInAnyOrderElementsOf(experimental);
    }
  }
}
