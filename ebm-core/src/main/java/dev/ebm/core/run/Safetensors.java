package dev.ebm.core.run;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors in the safetensors format: 8 bytes with the header's length (little-endian), a JSON
 * header with each tensor's dtype, shape and place, then the elements (little-endian). Holds
 * float32, float64, int32 and bool.
 */
public final class Safetensors {

  private static final int CHUNK_BYTES = 1 << 16;

  /** The longest header that readers of the format accept. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private Safetensors() {}

  /**
   * Writes tensors without metadata.
   *
   * @throws IllegalArgumentException if one is a key
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file cannot be written
   */
  public static void write(Path file, Tree<TensorData> tensors) {
    write(file, tensors, Map.of());
  }

  /**
   * Writes tensors; the header keeps their order.
   *
   * @param metadata free text by name
   * @throws IllegalArgumentException if a tensor is a key
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file cannot be written
   */
  public static void write(Path file, Tree<TensorData> tensors, Map<String, String> metadata) {
    // Wide elements first: with no gaps allowed, this alone keeps every element aligned.
    List<String> placed = new ArrayList<>(tensors.names());
    placed.sort(
        Comparator.comparingInt(name -> -StoredType.of(tensors.get(name).type().dtype()).bytes()));
    Map<String, Long> offsets = new LinkedHashMap<>();
    long end = 0;
    for (String name : placed) {
      TensorData tensor = tensors.get(name);
      offsets.put(name, end);
      end += (long) tensor.shape().size() * StoredType.of(tensor.type().dtype()).bytes();
    }
    byte[] header = SafetensorsHeader.encode(tensors, offsets, metadata);
    AtomicFile.write(
        file,
        out -> {
          ByteBuffer chunk = chunk();
          out.write(chunk.putLong(0, header.length).array(), 0, Long.BYTES);
          out.write(header);
          for (String name : placed) {
            TensorData tensor = tensors.get(name);
            StoredType type = StoredType.of(tensor.type().dtype());
            int size = tensor.shape().size();
            int step = CHUNK_BYTES / type.bytes();
            for (int from = 0; from < size; from += step) {
              int count = Math.min(step, size - from);
              type.put(chunk, tensor, from, count);
              out.write(chunk.array(), 0, count * type.bytes());
            }
          }
        });
  }

  /**
   * Reads all tensors, in the header's order.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R006 if the file cannot be read, EBM-R010 if a
   *     tensor has a dtype that the framework has not, EBM-R011 if the file is damaged
   */
  public static Tree<TensorData> read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = header(file, channel);
      Map<String, TensorData> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), elements(file, channel, entry));
      }
      return Tree.copyOf(tensors);
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  /**
   * Reads the metadata only.
   *
   * @throws dev.ebm.api.error.EbmException as {@link #read}
   */
  public static Map<String, String> metadata(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return header(file, channel).metadata();
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  private static SafetensorsHeader header(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw SafetensorsHeader.damaged(file, size + " bytes are too few for any safetensors file");
    }
    ByteBuffer chunk = chunk().limit(Long.BYTES);
    readFully(channel, chunk, 0);
    long length = chunk.getLong(0);
    if (length < 0 || length > size - Long.BYTES || length > MAX_HEADER_BYTES) {
      throw SafetensorsHeader.damaged(
          file,
          "its header claims %s bytes, the file has %d"
              .formatted(Long.toUnsignedString(length), size));
    }
    ByteBuffer json = ByteBuffer.allocate((int) length);
    readFully(channel, json, Long.BYTES);
    String text = new String(json.array(), StandardCharsets.UTF_8);
    return SafetensorsHeader.decode(file, text, Long.BYTES + length, size);
  }

  private static TensorData elements(Path file, FileChannel channel, SafetensorsHeader.Entry entry)
      throws IOException {
    StoredType type = entry.type();
    TensorData tensor = TensorData.zeros(type.of(entry.shape()));
    ByteBuffer chunk = chunk();
    int size = entry.shape().size();
    int step = CHUNK_BYTES / type.bytes();
    for (int from = 0; from < size; from += step) {
      int count = Math.min(step, size - from);
      readFully(
          channel,
          chunk.clear().limit(count * type.bytes()),
          entry.position() + (long) from * type.bytes());
      if (!type.get(chunk, tensor, from, count)) {
        throw SafetensorsHeader.damaged(
            file, "tensor '" + entry.name() + "' has a truth value other than 0 and 1");
      }
    }
    return tensor;
  }

  private static ByteBuffer chunk() {
    return ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void readFully(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position + buffer.position());
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }
}
