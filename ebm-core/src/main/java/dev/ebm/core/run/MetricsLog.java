package dev.ebm.core.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * metrics.jsonl: a JSON object a line with {@code step}, {@code seconds}, then names and values.
 * NaN and the infinities, which JSON lacks, are the strings {@code "NaN"}, {@code "Infinity"} and
 * {@code "-Infinity"}. A step that was both logged and evaluated has two lines.
 *
 * <p>Each line is one write at the file's end, so a killed process leaves at most one torn line,
 * which readers drop.
 */
public final class MetricsLog implements Closeable {

  private static final String STEP = "step";
  private static final String SECONDS = "seconds";

  private final Path file;
  private final FileChannel channel;

  /**
   * One line.
   *
   * @param step updates done
   * @param seconds since training began
   * @param values by name, in the order of the line
   */
  public record Entry(int step, double seconds, Map<String, Double> values) {

    /** Copies the values. */
    public Entry {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  private MetricsLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Starts an empty log.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file exists or cannot be written
   */
  public static MetricsLog start(Path file) {
    return open(file, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Goes on with a log from a step: lines of later steps and a torn last line are removed.
   *
   * @param step of the checkpoint that training resumes from
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written, EBM-R006 if it cannot
   *     be read, EBM-R014 if a line is broken
   */
  public static MetricsLog resume(Path file, int step) {
    StringBuilder kept = new StringBuilder();
    if (Files.exists(file)) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (entry(file, i, lines.get(i)).step() <= step) {
          kept.append(lines.get(i)).append('\n');
        }
      }
    }
    AtomicFile.write(file, kept.toString());
    return open(file, StandardOpenOption.APPEND);
  }

  private static MetricsLog open(Path file, StandardOpenOption mode) {
    try {
      return new MetricsLog(file, FileChannel.open(file, StandardOpenOption.WRITE, mode));
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * Appends a line.
   *
   * @throws IllegalArgumentException if a value is named {@code step} or {@code seconds}
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public void append(int step, double seconds, Map<String, Double> values) {
    ObjectNode line = Json.object().put(STEP, step);
    Json.put(line, SECONDS, seconds);
    values.forEach(
        (name, value) -> {
          if (line.has(name)) {
            throw new IllegalArgumentException("a metric cannot be named '" + name + "'");
          }
          Json.put(line, name, value);
        });
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * Waits until all lines are on the disk, so that they survive a loss of power.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if that fails
   */
  public void sync() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * Syncs and closes.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if that fails
   */
  @Override
  public void close() {
    try (channel) {
      if (channel.isOpen()) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * All whole lines; a torn last one is left out.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R006 if the file cannot be read, EBM-R014 if a line
   *     is broken
   */
  public static List<Entry> read(Path file) {
    List<String> lines = lines(file);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      entries.add(entry(file, i, lines.get(i)));
    }
    return List.copyOf(entries);
  }

  private static List<String> lines(Path file) {
    try {
      // A torn line may end inside a character: bytes that are not UTF-8 become replacements.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw DiskFailure.reading(file, e);
    }
  }

  private static Entry entry(Path file, int index, String line) {
    String where = file + ":" + (index + 1);
    ObjectNode json = Json.parse(where, line);
    if (!json.path(STEP).isInt()) {
      throw Json.broken(where, "'step' is not a whole number");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(STEP) && !name.equals(SECONDS)) {
                values.put(name, Json.number(where, json, name));
              }
            });
    return new Entry(json.get(STEP).intValue(), Json.number(where, json, SECONDS), values);
  }
}
