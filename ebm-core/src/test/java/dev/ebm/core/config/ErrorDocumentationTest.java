package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md explains every code in the sources of all modules. */
class ErrorDocumentationTest {

  private static final Pattern CODE = Pattern.compile("EBM-[A-Z][0-9]{3}");
  private static final Pattern ENTRY = Pattern.compile("(?m)^### (EBM-[A-Z][0-9]{3})$");

  /** Surefire sets it; an IDE runs tests in the module's folder. */
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

  private final String document = read(ROOT.resolve("docs/errors.md"));

  @Test
  void everyCodeOfTheSourcesIsExplained() throws IOException {
    List<Path> sources = sources();

    assertThat(sources).hasSizeGreaterThan(100);
    assertThat(entries()).containsAll(codes(sources));
  }

  @Test
  void everyEntryHasAnExampleAndARemedy() {
    List<String> sections =
        Stream.of(document.split("(?m)^##+ ")).filter(part -> part.startsWith("EBM-")).toList();

    assertThat(sections)
        .isNotEmpty()
        .allSatisfy(
            section ->
                assertThat(section)
                    .contains("```\n" + section.substring(0, "EBM-X000".length()) + " ")
                    .contains("\nMend it: "));
  }

  @Test
  void entriesAreUniqueAndSorted() {
    List<String> entries = entries();

    assertThat(entries).doesNotHaveDuplicates().isSorted();
  }

  private List<String> entries() {
    return ENTRY.matcher(document).results().map(match -> match.group(1)).toList();
  }

  private static TreeSet<String> codes(List<Path> sources) {
    return sources.stream()
        .flatMap(source -> CODE.matcher(read(source)).results().map(MatchResult::group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> sources() throws IOException {
    List<Path> found;
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> folders =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      found =
          folders.stream()
              .flatMap(ErrorDocumentationTest::files)
              .filter(file -> file.toString().endsWith(".java"))
              .toList();
    }
    return found;
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
