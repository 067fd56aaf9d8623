package org.example.npy;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Shape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the beginning of a NumPy file says of the array in it ("NEP 1: A Simple File Format for
 * NumPy Arrays", versions 1.0 to 3.0): six bytes of magic, two of the version, the length of the
 * header, and the header, a literal of Python such as
 *
 * <pre>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (1000, 2), }</pre>
 *
 * @param type of an element: f, i, u or b for floating, signed, unsigned and truth value, with its
 *     bytes
 * @param order of an element's bytes
 * @param columnMajor whether the first axis is the fastest, as in Fortran
 * @param shape of the array, of one axis or more
 * @param start the position of the first element in the file
 */
record NpyHeader(String type, ByteOrder order, boolean columnMajor, Shape shape, int start) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 20;
  private static final int CHUNK = 1 << 16;

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)(\\w+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

  /**
   * Reads the header of a file.
   *
   * @throws EbmException EBM-D003 if there is no such file, EBM-D004 if it is no NumPy file or
   *     holds something else than numbers, EBM-D005 if it holds no rows
   */
  static NpyHeader read(Path file) {
    if (!Files.exists(file)) {
      throw problem(
          "EBM-D003",
          file.toString(),
          "no such file",
          "paths are relative to the folder in which the program runs");
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return read(file, in);
    } catch (EOFException e) {
      throw unreadable(file, "it ends within its header");
    } catch (IOException e) {
      throw unreadable(file, e.toString());
    }
  }

  private static NpyHeader read(Path file, DataInputStream in) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw unreadable(file, "it does not begin as NumPy's files do");
    }
    int version = in.readUnsignedByte();
    in.readUnsignedByte(); // the minor version changes nothing
    if (version < 1 || version > 3) {
      throw unreadable(file, "its format has version " + version);
    }
    long length =
        version == 1
            ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    if (length > LONGEST) {
      throw unreadable(file, "its header has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!order.find() || !shape.find()) {
      throw unreadable(file, "its header is " + text.strip());
    }
    if (!type.find() || size(type.group(2)) == 0) {
      throw unreadable(file, "its elements are no numbers of a type that Java has");
    }
    int start = MAGIC.length + 2 + (version == 1 ? Short.BYTES : Integer.BYTES) + (int) length;
    return new NpyHeader(
        type.group(2),
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        order.group(1).equals("True"),
        shape(file, shape.group(1)),
        start);
  }

  private static Shape shape(Path file, String text) {
    int[] dims;
    Shape shape;
    try {
      dims =
          Stream.of(text.split(","))
              .map(String::strip)
              .filter(dim -> !dim.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      shape = Shape.of(dims);
    } catch (IllegalArgumentException tooLarge) {
      throw unreadable(file, "an array of shape (" + text + ") has more than 2^31-1 numbers");
    }
    if (shape.size() == 0 || shape.rank() == 0) {
      throw problem(
          "EBM-D005",
          file.toString(),
          "holds no rows",
          "an array of shape [n, ...] holds n rows; this one's shape is " + shape);
    }
    return shape;
  }

  /** The bytes of an element, or 0 if the type is not read. */
  private static int size(String type) {
    return switch (type) {
      case "b1", "i1", "u1" -> 1;
      case "i2", "u2" -> 2;
      case "f4", "i4", "u4" -> 4;
      case "f8", "i8" -> 8;
      default -> 0;
    };
  }

  /** How many rows. */
  int count() {
    return shape.dim(0);
  }

  /** The shape of a row. */
  Shape row() {
    return shape.rank() == 1 ? Shape.of(1) : shape.range(1, shape.rank());
  }

  /**
   * The elements in row-major order.
   *
   * @param file the file that this is the header of
   * @param scale what they are divided by
   * @throws EbmException EBM-D004 if the file has not as many bytes as it should, EBM-D008 if an
   *     element is not a finite float32 number
   */
  float[] values(Path file, double scale) {
    int size = size(type);
    long wanted = start + (long) size * shape.size();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (Files.size(file) != wanted) {
        throw unreadable(file, "it has %d bytes instead of %d".formatted(Files.size(file), wanted));
      }
      in.skipNBytes(start);
      int[] places = columnMajor ? columnMajorPlaces() : new int[0];
      float[] values = new float[shape.size()];
      ByteBuffer bytes = ByteBuffer.allocate(0);
      for (int i = 0; i < values.length; i++) {
        if (!bytes.hasRemaining()) {
          bytes = ByteBuffer.wrap(in.readNBytes(CHUNK * size)).order(order);
        }
        int place = columnMajor ? places[i] : i;
        values[place] = finite(file, place, element(bytes) / scale);
      }
      return values;
    } catch (IOException e) {
      throw unreadable(file, e.toString());
    }
  }

  private double element(ByteBuffer bytes) {
    return switch (type) {
      case "b1", "u1" -> Byte.toUnsignedInt(bytes.get());
      case "i1" -> bytes.get();
      case "u2" -> Short.toUnsignedInt(bytes.getShort());
      case "i2" -> bytes.getShort();
      case "u4" -> Integer.toUnsignedLong(bytes.getInt());
      case "i4" -> bytes.getInt();
      case "i8" -> bytes.getLong();
      case "f4" -> bytes.getFloat();
      default -> bytes.getDouble();
    };
  }

  private float finite(Path file, int place, double value) {
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      int columns = shape.size() / count();
      throw problem(
          "EBM-D008",
          file + ":" + (place / columns + 1),
          "'%s' in column 'x%d' is not a finite float32 number".formatted(value, place % columns),
          "remove the row or mend its values; they are never guessed");
    }
    return (float) value;
  }

  /** Where the elements go that a file has in the order of Fortran. */
  private int[] columnMajorPlaces() {
    int[] places = {0};
    for (int axis = 0; axis < shape.rank(); axis++) {
      int[] inner = places;
      int stride = shape.strides()[axis];
      places =
          IntStream.range(0, inner.length * shape.dim(axis))
              .map(i -> inner[i % inner.length] + i / inner.length * stride)
              .toArray();
    }
    return places;
  }

  private static EbmException unreadable(Path file, String why) {
    return problem(
        "EBM-D004",
        file.toString(),
        "cannot be read: " + why,
        "write numbers with numpy.save, for example as float32");
  }

  private static EbmException problem(String code, String where, String what, String hint) {
    return new EbmException(Problem.error(code, where, what, hint));
  }
}
