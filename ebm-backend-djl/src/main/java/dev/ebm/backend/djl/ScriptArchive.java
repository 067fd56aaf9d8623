package dev.ebm.backend.djl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The file that TorchScript modules are loaded from: a zip of code and of pickled attributes. */
final class ScriptArchive {

  /** The class of the module, which {@link Emitter} defines. */
  static final String MODULE = "Program";

  /**
   * Pickle's protocol 2: an object of the class, with the one attribute {@code training}, false.
   */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\n" + MODULE + "\n)\u0081}X\b\0\0\0training\u0089sb.";

  /** Pickle's protocol 2: an empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  /** Of the file's format; operations of today keep their meaning in it. */
  private static final String VERSION = "3\n";

  private ScriptArchive() {}

  /** The file's content. */
  static byte[] of(String code) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      add(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry("program/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
