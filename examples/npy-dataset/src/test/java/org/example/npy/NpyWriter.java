package org.example.npy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes files as NumPy does, well-made or broken.
 *
 * @param descr such as {@code <f4}
 * @param fortran {@code True} or {@code False}
 * @param shape such as {@code (3, 2)}
 * @param version of the format, 1 to 3
 */
record NpyWriter(String descr, String fortran, String shape, int version) {

  static NpyWriter of(String descr, String shape) {
    return new NpyWriter(descr, "False", shape, 1);
  }

  static NpyWriter ofBytes(String shape) {
    return of("|u1", shape);
  }

  /** The values in the order of the file, by their positions. */
  Path write(Path file, IntToDoubleFunction values) {
    int count =
        Stream.of(shape.replaceAll("[()\\s]", "").split(","))
            .filter(dim -> !dim.isEmpty())
            .mapToInt(Integer::parseInt)
            .reduce(1, (a, b) -> a * b);
    ByteBuffer data = ByteBuffer.allocate(8 * count).order(order());
    IntStream.range(0, count).forEach(i -> put(data, values.applyAsDouble(i)));
    return write(file, data);
  }

  private Path write(Path file, ByteBuffer data) {
    String text =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(descr, fortran, shape);
    int before = 8 + (version == 1 ? 2 : 4);
    String header = text + " ".repeat(63 - (before + text.length()) % 64) + "\n";
    ByteBuffer all =
        ByteBuffer.allocate(before + header.length() + data.position())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    all = version == 1 ? all.putShort((short) header.length()) : all.putInt(header.length());
    all.put(header.getBytes(StandardCharsets.US_ASCII)).put(data.array(), 0, data.position());
    try {
      return Files.write(file, all.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteOrder order() {
    return descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private void put(ByteBuffer data, double value) {
    switch (descr.substring(1)) {
      case "f4" -> data.putFloat((float) value);
      case "f8" -> data.putDouble(value);
      case "i2", "u2" -> data.putShort((short) (long) value);
      case "i4", "u4" -> data.putInt((int) (long) value);
      case "i8" -> data.putLong((long) value);
      default -> data.put((byte) (long) value);
    }
  }
}
