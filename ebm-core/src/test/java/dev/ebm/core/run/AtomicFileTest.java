package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  @Test
  void writesAndReplacesAFileInFoldersThatItMakes() throws IOException {
    Path file = folder.resolve("a/b/file.txt");
    AtomicFile.write(file, "first ä\n");
    AtomicFile.write(file, "second ä\n");
    assertThat(file).hasContent("second ä\n");
    assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
    assertThat(file.getParent().toFile().list()).containsExactly("file.txt");
  }

  @Test
  void isNotSeenUnderItsNameBeforeItIsWhole() {
    Path file = folder.resolve("file.txt");
    AtomicFile.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          assertThat(file).doesNotExist();
        });
    assertThat(file).hasSize(1 << 20);
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenTheDiskIsFull() {
    Path file = folder.resolve("file.txt");
    AtomicFile.write(file, "old");
    assertFails(
            "EBM-R001",
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("the disk is full");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("file.txt");
  }

  @Test
  void leavesNothingBehindWhenTheContentFails() {
    Path file = folder.resolve("file.txt");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("no content");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void doesNotReplaceAFolder() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    assertFails("EBM-R001", () -> AtomicFile.write(inside, "text"))
        .hasMessageContaining("not a regular file");
    assertThat(inside).isDirectory();
  }

  @Test
  void saysThatAParentIsAFile() {
    AtomicFile.write(folder.resolve("file"), "text");
    assertFails("EBM-R001", () -> AtomicFile.write(folder.resolve("file/child"), "text"))
        .hasMessageContaining("file");
    assertThat(folder.resolve("file")).hasContent("text");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void writesThroughALink() throws IOException {
    Path real = folder.resolve("real.txt");
    AtomicFile.write(real, "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
    AtomicFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }
}
