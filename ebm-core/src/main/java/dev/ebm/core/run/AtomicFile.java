package dev.ebm.core.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, synced, then renamed.
 * After a failure, the old file is as it was and the temporary one is gone.
 */
public final class AtomicFile {

  private static final int BUFFER_BYTES = 1 << 16;

  /** What a file shall hold. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it; does not close the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file and makes its missing parent folders.
   *
   * @param file new, or a regular file to replace; a link is followed
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public static void write(Path file, Content content) {
    try {
      replace(target(file), content);
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * Writes text in UTF-8.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path target(Path file) throws IOException {
    if (!Files.exists(file)) {
      return file.toAbsolutePath();
    }
    if (!Files.isRegularFile(file)) {
      // A rename would replace a folder or a device.
      throw new IOException("it exists and is not a regular file");
    }
    return file.toRealPath();
  }

  private static void replace(Path target, Content content) throws IOException {
    Path folder = target.getParent();
    createFolders(folder);
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out =
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      rename(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Makes a folder and its missing parents. */
  static void createFolders(Path folder) throws IOException {
    // Files.createDirectories refuses a link to a folder before Java 19.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  /** Renames within a folder so that the new name survives a loss of power. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(to.getParent());
  }

  /** Syncs a folder's entries where the system can; Windows and some network disks cannot. */
  static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The rename itself has succeeded; only its durability after a loss of power is weaker.
      return;
    }
  }
}
