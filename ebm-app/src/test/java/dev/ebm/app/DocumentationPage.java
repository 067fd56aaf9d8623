package dev.ebm.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A page of docs.
 *
 * @param path below docs
 * @param text all of it
 */
public record DocumentationPage(String path, String text) {

  private static final Path DOCS = Path.of("..", "docs");

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
  public record Block(Optional<String> file, String language, String text) {}

  /** Reads a page. */
  public static DocumentationPage of(String path) {
    try {
      return new DocumentationPage(path, Files.readString(DOCS.resolve(path)));
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
