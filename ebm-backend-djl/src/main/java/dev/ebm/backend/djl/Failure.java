package dev.ebm.backend.djl;

import ai.djl.engine.EngineException;
import com.sun.management.OperatingSystemMXBean;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PyTorch reports, as a failure with a code, a place and a remedy. */
final class Failure {

  private static final Pattern NO_MEMORY = Pattern.compile("tried to allocate (\\d+) bytes");
  private static final Pattern ERROR = Pattern.compile("(?m)^\\w*Error: (.*)");

  private Failure() {}

  /** The failure of an operation. */
  static BackendException of(Node node, EngineException failure) {
    return of(node.origin(), node.toString(), failure);
  }

  /**
   * The failure of anything.
   *
   * @param place where the author asked for it
   * @param what what PyTorch was doing
   */
  static BackendException of(String place, String what, EngineException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher memory = NO_MEMORY.matcher(message);
    Problem problem =
        memory.find()
            ? Problem.error(
                "EBM-B008",
                place,
                "PyTorch found no %s of memory for %s"
                    .formatted(size(Double.parseDouble(memory.group(1))), what),
                "smaller batches, fewer chains or fewer negatives need less; the limit is this"
                    + " machine's memory of "
                    + size(machineMemory()))
            : Problem.error(
                "EBM-B006",
                place,
                "PyTorch failed in %s: %s".formatted(what, cause(message)),
                "report it with the program");
    return new BackendException(problem, failure);
  }

  /** TorchScript prints a traceback before the error. */
  private static String cause(String message) {
    Matcher error = ERROR.matcher(message);
    return error.find() ? error.group(1) : message.lines().findFirst().orElse("");
  }

  /** The failure of making random draws on the host. */
  static BackendException ofDraws(Program program, long bytes, OutOfMemoryError failure) {
    return new BackendException(
        Problem.error(
            "EBM-B008",
            "program '" + program.name() + "'",
            "Java's heap of at most %s has no room for %s of random draws"
                .formatted(size(Runtime.getRuntime().maxMemory()), size(bytes)),
            "raise the limit by -Xmx, let PyTorch draw by 'random: native', or take fewer steps or"
                + " chains at a time"),
        failure);
  }

  private static double machineMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static String size(double bytes) {
    return "%.1f MiB".formatted(bytes / (1 << 20));
  }
}
