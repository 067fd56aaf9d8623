package dev.ebm.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Scalars in an event file that TensorBoard reads. Its records are Event messages of TensorFlow's
 * event.proto; each is one write at the file's end.
 */
public final class TensorBoardLog implements Closeable {

  private static final String VERSION = "brain.Event:2";

  // Field numbers of Event, Summary, Summary.Value and SessionLog.
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int EVENT_SESSION_LOG = 7;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;
  private static final int SESSION_LOG_STATUS = 1;
  private static final int SESSION_START = 1;

  private final Path file;
  private final FileChannel channel;
  private final Clock clock;

  private TensorBoardLog(Path file, FileChannel channel, Clock clock) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Starts an event file in a folder.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public static TensorBoardLog start(Path folder, Clock clock) {
    try {
      AtomicFile.createFolders(folder);
      Path file = folder.resolve(name(folder, clock.instant()));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      TensorBoardLog log = new TensorBoardLog(file, channel, clock);
      log.write(log.event().text(EVENT_FILE_VERSION, VERSION));
      return log;
    } catch (IOException e) {
      throw DiskFailure.writing(folder, e);
    }
  }

  /**
   * Starts a further event file, in which training goes on after a step: TensorBoard then hides
   * what earlier sessions logged of later steps.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public static TensorBoardLog resume(Path folder, int step, Clock clock) {
    TensorBoardLog log = start(folder, clock);
    Protobuf session = new Protobuf().varint(SESSION_LOG_STATUS, SESSION_START);
    log.write(log.event().varint(EVENT_STEP, step + 1L).message(EVENT_SESSION_LOG, session));
    return log;
  }

  /** TensorBoard reads a folder's files in the order of their names. */
  private static String name(Path folder, Instant now) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return "events.out.tfevents.%010d.ebm.%04d".formatted(now.getEpochSecond(), files.count());
    }
  }

  /**
   * Writes the scalars of a step; TensorBoard keeps them as float32.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if they cannot be written
   */
  public void scalars(int step, Map<String, Double> values) {
    Protobuf summary = new Protobuf();
    values.forEach(
        (name, value) ->
            summary.message(
                SUMMARY_VALUE,
                new Protobuf()
                    .text(VALUE_TAG, name)
                    .float32(VALUE_SIMPLE_VALUE, value.floatValue())));
    write(event().varint(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
  }

  private Protobuf event() {
    Instant now = clock.instant();
    return new Protobuf().float64(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
  }

  private void write(Protobuf event) {
    ByteBuffer record = TfRecord.frame(event.toByteArray());
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }

  /**
   * Closes the file.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if that fails
   */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskFailure.writing(file, e);
    }
  }
}
