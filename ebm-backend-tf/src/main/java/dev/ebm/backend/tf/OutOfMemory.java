package dev.ebm.backend.tf;

import dev.ebm.api.error.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;

/** A lack of memory in numbers: what was asked for, and what there is. */
final class OutOfMemory {

  private static final Pattern ALLOCATION =
      Pattern.compile("OOM when allocating tensor with shape\\[([\\d,]*)] and type (\\w+)");

  private static final Map<String, Integer> BYTES =
      Map.of("float", 4, "double", 8, "int32", 4, "int64", 8, "bool", 1);

  /**
   * TensorFlow's own limit on processors that it has oneDNN for; else it is the machine's memory.
   */
  private static final String LIMIT = "TF_MKL_ALLOC_MAX_BYTES";

  private OutOfMemory() {}

  /**
   * EBM-B008 if TensorFlow's message is about memory.
   *
   * @param user what needs the memory
   */
  static Optional<Problem> of(String where, String user, String message) {
    Matcher allocation = ALLOCATION.matcher(message);
    if (!allocation.find()) {
      return Optional.empty();
    }
    String shape = allocation.group(1);
    String type = allocation.group(2);
    return Optional.of(
        Problem.error(
            "EBM-B008",
            where,
            "TensorFlow found no %s of memory for a tensor %s[%s] of %s"
                .formatted(size(bytes(shape, type)), type, shape.replace(",", ", "), user),
            "smaller batches, fewer chains or fewer negatives need less; " + limit()));
  }

  private static double bytes(String shape, String type) {
    double elements =
        Arrays.stream(shape.split(","))
            .filter(dim -> !dim.isEmpty())
            .mapToDouble(Double::parseDouble)
            .reduce(1, (a, b) -> a * b);
    return elements * BYTES.getOrDefault(type, 1);
  }

  private static String limit() {
    String own = System.getenv(LIMIT);
    return own == null
        ? "the limit is this machine's memory of " + size(Pointer.totalPhysicalBytes())
        : "the limit is %s, by the environment variable %s"
            .formatted(size(Double.parseDouble(own)), LIMIT);
  }

  private static String size(double bytes) {
    return bytes < 1 << 20
        ? "%.0f bytes".formatted(bytes)
        : "%.1f MiB".formatted(bytes / (1 << 20));
  }
}
