package dev.ebm.core.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file as it was at some time.
 *
 * @param file the file
 * @param size its bytes
 * @param modified when it was last written
 */
record FileStamp(Path file, long size, FileTime modified) {

  /** A file as it is now. */
  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(file, now.size(), now.lastModifiedTime());
  }

  /** Whether the file is gone or another one by now. */
  boolean isOutdated() {
    try {
      return !of(file).equals(this);
    } catch (IOException gone) {
      return true;
    }
  }

  URL url() {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
