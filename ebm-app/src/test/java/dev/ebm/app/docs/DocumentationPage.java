package dev.ebm.app.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A page of documentation.
 *
 * @param file the page
 * @param text all of it
 */
public record DocumentationPage(Path file, String text) {

  /** The repository's folder; tests run in that of their module. */
  static final Path ROOT = Path.of("..");

  /** A fence with its language, and before it perhaps a line that is a file's name alone. */
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)(?:^`([^`\\n]+)`\\n\\n)?^```(\\w*)\\n(.*?)^```$");

  /**
   * A block of code.
   *
   * @param file where a reader shall put it, if the page says so
   * @param language as the fence has it
   * @param text its lines
   */
  public record Block(Optional<String> file, String language, String text) {

    /** Whether it is a file below a folder of the reader's project. */
    boolean isBelow(String folder) {
      return file.filter(name -> name.startsWith(folder)).isPresent();
    }

    /** The class that it declares, if it is the source of one. */
    String className() {
      String path = file.orElseThrow().replaceFirst("^src/(main|test)/java/", "");
      return path.replace(".java", "").replace('/', '.');
    }
  }

  /** Reads a page below the repository's folder. */
  public static DocumentationPage of(String path) {
    return of(ROOT.resolve(path));
  }

  static DocumentationPage of(Path file) {
    try {
      return new DocumentationPage(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks of code, in order. */
  public List<Block> blocks() {
    return BLOCK
        .matcher(text)
        .results()
        .map(m -> new Block(Optional.ofNullable(m.group(1)), m.group(2), m.group(3)))
        .toList();
  }
}
