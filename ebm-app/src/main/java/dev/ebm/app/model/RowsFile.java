package dev.ebm.app.model;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.TensorData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rows as files that other programs read. */
public final class RowsFile {

  /** What a file may hold. */
  public enum Format {
    /** Text with a header line. */
    CSV,
    /** NumPy's array format, version 1.0, little-endian float32. */
    NPY,
    /** A scatter plot. */
    PNG
  }

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int NPY_ALIGNMENT = 64;

  private RowsFile() {}

  /**
   * The format that a file's name asks for.
   *
   * @throws EbmException EBM-A013 if it ends in none that is known
   */
  public static Format format(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new EbmException(
        Problem.error(
            "EBM-A013",
            "--out " + file,
            "the file's name does not say its format",
            "let it end in .csv, .npy or .png"));
  }

  /**
   * A header line, then a line for each row; floats are written so that they read back equal.
   *
   * @param columns one name for each element of a row
   * @param rows float32 {@code [n, ...]}
   */
  public static void csv(OutputStream out, List<String> columns, TensorData rows)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(columns.stream().map(RowsFile::quoted).collect(Collectors.joining(",")))
        .append('\n');
    float[] values = rows.floats();
    for (int i = 0; i < values.length; i++) {
      text.append(values[i]).append((i + 1) % columns.size() == 0 ? '\n' : ',');
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** A text as a field of a CSV file. */
  public static String quoted(String name) {
    return name.matches("[^\",\r\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The array as NumPy's {@code np.load} reads it.
   *
   * @param rows float32 {@code [n, ...]}
   */
  public static void npy(OutputStream out, TensorData rows) throws IOException {
    String shape =
        Arrays.stream(rows.shape().dims())
            .mapToObj(dim -> dim + ",")
            .collect(Collectors.joining(" ", "(", ")"));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    int before = NPY_MAGIC.length + Short.BYTES;
    int padding = Math.floorMod(-(before + header.length() + 1), NPY_ALIGNMENT);
    byte[] description = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    float[] values = rows.floats();
    ByteBuffer bytes =
        ByteBuffer.allocate(before + description.length + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(NPY_MAGIC)
            .putShort((short) description.length)
            .put(description);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }
}
