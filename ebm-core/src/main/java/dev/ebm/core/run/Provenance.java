package dev.ebm.core.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a run came from: all that is needed to run it again.
 *
 * @param framework the framework's version
 * @param machine where it ran
 * @param seed of all its random numbers
 * @param backend the engine's name
 * @param backendDescription the engine's version and device
 * @param rng how random numbers were made, such as {@link #PORTABLE}
 * @param data the files that the data came from
 * @param plugins all that were loaded
 * @param commandLine as it was typed
 * @param started when the session began
 */
public record Provenance(
    String framework,
    Machine machine,
    long seed,
    String backend,
    String backendDescription,
    String rng,
    List<DataFile> data,
    List<Plugin> plugins,
    List<String> commandLine,
    Instant started) {

  /** Keyed random numbers with the same bits on every backend. */
  public static final String PORTABLE = "portable (Philox4x32-10)";

  private static final int BUFFER_BYTES = 1 << 16;

  /** Copies the lists. */
  public Provenance {
    data = List.copyOf(data);
    plugins = List.copyOf(plugins);
    commandLine = List.copyOf(commandLine);
  }

  /**
   * A plugin that was loaded.
   *
   * @param location its jar or folder
   */
  public record Plugin(String id, String version, String location) {}

  /**
   * A file that data came from.
   *
   * @param path as it was given
   * @param bytes its size
   * @param sha256 of its contents, in hexadecimal
   */
  public record DataFile(String path, long bytes, String sha256) {

    /**
     * Reads a file's size and hash.
     *
     * @throws dev.ebm.api.error.EbmException EBM-R006 if it cannot be read
     */
    public static DataFile of(Path file) {
      MessageDigest digest = newDigest();
      long bytes = 0;
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          bytes += read;
        }
      } catch (IOException e) {
        throw DiskFailure.reading(file, e);
      }
      return new DataFile(file.toString(), bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest newDigest() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /** The framework's version from its jar; {@code dev} when it runs from class folders. */
  public static String frameworkVersion() {
    return Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
        .orElse("dev");
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("framework", framework).put("started", started.toString());
    commandLine.forEach(json.putArray("command_line")::add);
    json.put("seed", seed).put("rng", rng);
    json.put("backend", backend).put("backend_description", backendDescription);
    json.put("java", machine.java()).put("os", machine.os());
    json.put("processor", machine.processor()).put("cores", machine.cores());
    json.put("max_memory_bytes", machine.maxMemoryBytes());
    ArrayNode files = json.putArray("data");
    for (DataFile file : data) {
      files
          .addObject()
          .put("path", file.path())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    ArrayNode loaded = json.putArray("plugins");
    for (Plugin plugin : plugins) {
      loaded
          .addObject()
          .put("id", plugin.id())
          .put("version", plugin.version())
          .put("location", plugin.location());
    }
    return json;
  }
}
