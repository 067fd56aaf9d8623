package dev.ebm.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder with all that is in it. */
final class FolderTree {

  private FolderTree() {}

  /** Deletes a file, or a folder with its contents; of a link, only the link. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> contentsFirst;
    try (Stream<Path> walk = Files.walk(root)) {
      contentsFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : contentsFirst) {
      Files.delete(path);
    }
  }
}
