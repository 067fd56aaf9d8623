package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebm.core.describe.Description;
import dev.ebm.core.describe.Descriptions;
import dev.ebm.core.describe.ReferencePage;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.run.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pages of docs/reference say what the records say. {@value #REFRESH} writes them anew. */
final class ReferencePagesTest {

  private static final String REFRESH =
      "mvn -pl ebm-app -am test -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Debm.reference=write";

  private static final Path FOLDER = Path.of("..", "docs", "reference");

  private static Map<String, String> pages() {
    PluginCatalog catalog = new PluginLoader().load();
    Descriptions descriptions = new Descriptions(catalog);
    ReferencePage page = new ReferencePage(catalog);
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(
        "experiment.md",
        head("Experiment")
            + "The keys of an experiment file; those of `train` follow it. A component is written as"
            + " its name, or as a mapping with `name` and its options.\n\n"
            + ReferencePage.table(Description.entries(Experiment.class))
            + "\n"
            + ReferencePage.schedules());
    for (String label : Descriptions.labels()) {
      List<Description> all =
          descriptions.of(Descriptions.kind(label)).stream()
              .filter(one -> one.plugin().builtIn())
              .toList();
      pages.put(
          label + ".md",
          head(label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1))
              + all.stream().map(page::section).collect(Collectors.joining("\n")));
    }
    return pages;
  }

  private static String head(String title) {
    return "# %s\n\nGenerated from the code; `%s` writes this page anew.\n\n"
        .formatted(title, REFRESH);
  }

  @TestFactory
  Stream<DynamicTest> pagesAreUpToDate() {
    return pages().entrySet().stream()
        .map(
            page ->
                dynamicTest(
                    page.getKey(),
                    () -> {
                      Path file = FOLDER.resolve(page.getKey());
                      if (System.getProperty("ebm.reference", "").equals("write")) {
                        AtomicFile.write(file, page.getValue());
                      }
                      assertThat(Files.isRegularFile(file)).as(REFRESH).isTrue();
                      assertThat(Files.readString(file)).as(REFRESH).isEqualTo(page.getValue());
                    }));
  }

  @Test
  void thereAreNoOtherPages() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(pages().keySet());
    }
  }
}
