package dev.ebm.core.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked against the file's size.
 *
 * @param entries the tensors in the header's order
 * @param metadata free text by name
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * One tensor's place.
   *
   * @param position of its first byte in the file
   */
  record Entry(String name, StoredType type, Shape shape, long position) {
    long end() {
      return position + (long) shape.size() * type.bytes();
    }
  }

  /** The header's bytes, padded with spaces so that the elements start aligned. */
  static byte[] encode(
      Tree<TensorData> tensors, Map<String, Long> offsets, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(header.putObject(METADATA)::put);
    }
    tensors
        .entries()
        .forEach(
            (name, tensor) -> {
              StoredType type = StoredType.of(tensor.type().dtype());
              long begin = offsets.get(name);
              long end = begin + (long) tensor.shape().size() * type.bytes();
              ObjectNode entry = header.putObject(name);
              entry.put("dtype", type.name());
              Arrays.stream(tensor.shape().dims()).forEach(entry.putArray("shape")::add);
              entry.putArray("data_offsets").add(begin).add(end);
            });
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads a header.
   *
   * @param dataStart position of the first element in the file
   * @param fileSize bytes in the file
   * @throws EbmException EBM-R010 or EBM-R011
   */
  static SafetensorsHeader decode(Path file, String json, long dataStart, long fileSize) {
    JsonNode header = parse(file, json);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        field.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        entries.add(entry(file, field.getKey(), field.getValue(), dataStart));
      }
    }
    requireNoGaps(file, entries, dataStart, fileSize);
    return new SafetensorsHeader(List.copyOf(entries), metadata);
  }

  private static JsonNode parse(Path file, String json) {
    try {
      JsonNode header = JSON.readTree(json);
      if (!header.isObject()) {
        throw damaged(file, "its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static Entry entry(Path file, String name, JsonNode node, long dataStart) {
    JsonNode dims = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    boolean complete =
        node.path("dtype").isTextual()
            && dims.isArray()
            && offsets.size() == 2
            && areSizes(dims)
            && areSizes(offsets);
    if (!complete) {
      throw damaged(file, "tensor '" + name + "' has no proper dtype, shape and data_offsets");
    }
    String dtype = node.get("dtype").textValue();
    StoredType type =
        StoredType.named(dtype)
            .orElseThrow(
                () ->
                    unsupported(
                        file,
                        "tensor '" + name + "' has dtype " + dtype + ", which is not supported",
                        "convert it to F32, F64, I32 or BOOL"));
    Shape shape = shape(file, name, dims);
    Entry entry = new Entry(name, type, shape, dataStart + offsets.get(0).longValue());
    if (entry.end() != dataStart + offsets.get(1).longValue()) {
      throw damaged(file, "tensor '" + name + "' of shape " + shape + " does not fill its place");
    }
    return entry;
  }

  private static boolean areSizes(JsonNode array) {
    for (JsonNode number : array) {
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        return false;
      }
    }
    return true;
  }

  private static Shape shape(Path file, String name, JsonNode dims) {
    int[] sizes = new int[dims.size()];
    try {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.toIntExact(dims.get(i).longValue());
      }
      return Shape.of(sizes);
    } catch (TensorException | IllegalArgumentException | ArithmeticException e) {
      throw unsupported(
          file,
          "tensor '" + name + "' of shape " + dims + " has more than 2^31-1 elements",
          "split it into smaller tensors");
    }
  }

  private static void requireNoGaps(Path file, List<Entry> entries, long dataStart, long fileSize) {
    List<Entry> placed = new ArrayList<>(entries);
    placed.sort(Comparator.comparingLong(Entry::position).thenComparingLong(Entry::end));
    long end = dataStart;
    for (Entry entry : placed) {
      if (entry.position() != end) {
        throw damaged(file, "tensor '" + entry.name() + "' overlaps another or leaves a gap");
      }
      end = entry.end();
    }
    if (end != fileSize) {
      throw damaged(file, "it has " + fileSize + " bytes where its header asks for " + end);
    }
  }

  static EbmException damaged(Path file, String what) {
    String hint = "the file is damaged or cut off: copy or write it anew, or use an older one";
    return new EbmException(Problem.error("EBM-R011", file.toString(), what, hint));
  }

  private static EbmException unsupported(Path file, String what, String hint) {
    return new EbmException(Problem.error("EBM-R010", file.toString(), what, hint));
  }
}
