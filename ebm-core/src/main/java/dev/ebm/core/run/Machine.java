package dev.ebm.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where something ran.
 *
 * @param java version and vendor
 * @param os name, version and architecture
 * @param processor the model's name, or the architecture where the system does not tell
 * @param cores that the JVM may use
 * @param maxMemoryBytes of the JVM's heap
 */
public record Machine(String java, String os, String processor, int cores, long maxMemoryBytes) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This one. */
  public static Machine current() {
    String architecture = System.getProperty("os.arch");
    return new Machine(
        System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor"),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + architecture,
        processor(CPU_INFO, architecture),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory());
  }

  static String processor(Path cpuInfo, String architecture) {
    if (!Files.isReadable(cpuInfo)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(cpuInfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      throw DiskFailure.reading(cpuInfo, e);
    }
  }
}
