package dev.ebm.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The index of what can be wrong with plugins is complete. */
final class PluginErrorIndexTest {

  private static List<String> codes(String page, String line) {
    return Pattern.compile(line)
        .matcher(DocumentationPage.of(page).text())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyCodeOfPluginsIsListedOnce() {
    List<String> listed = codes("docs/plugins/errors.md", "(?m)^\\| \\[(EBM-[A-Z]\\d{3})\\]");

    assertThat(listed).doesNotHaveDuplicates();
    assertThat(listed)
        .filteredOn(code -> code.startsWith("EBM-P"))
        .containsExactlyInAnyOrderElementsOf(codes("docs/errors.md", "(?m)^### (EBM-P\\d{3})$"));
  }

  @Test
  void warningsAreMarkedAsSuch() {
    assertThat(codes("docs/plugins/errors.md", "\\[(EBM-P\\d{3})\\]\\S+ \\| warning: "))
        .containsExactlyInAnyOrderElementsOf(
            codes("docs/errors.md", "(?m)^### (EBM-P\\d{3})\\n\\nWarning"));
  }
}
