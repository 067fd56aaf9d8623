package dev.ebm.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Golden bytes come from an independent encoder with a bit-by-bit CRC32C that gives the published
 * check value e3069283 for "123456789"; the first 13 bytes open every file that TensorFlow writes.
 */
class TensorBoardLogTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochMilli(1_700_000_000_500L), ZoneOffset.UTC);

  private static final String VERSION_RECORD =
      "1800000000000000a37f4b22" + "0900002040fc54d9411a0d627261696e2e4576656e743a322b353110";

  private static final String SCALARS_RECORD =
      "2700000000000000bbe1b146"
          + "0900002040fc54d94110ac022a190a0b0a046c6f7373150000803e0a0a0a036761701500"
          + "00c07f64f8d925";

  private static final String SESSION_RECORD =
      "100000000000000095fbfe18" + "0900002040fc54d94110ad023a020801596f3f79";

  @TempDir Path folder;

  @Test
  void writesTheBytesThatTensorBoardReads() throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", 0.25);
    values.put("gap", Double.NaN);
    try (TensorBoardLog log = TensorBoardLog.start(folder, CLOCK)) {
      log.scalars(300, values);
    }
    assertThat(folder.toFile().list()).containsExactly("events.out.tfevents.1700000000.ebm.0000");
    assertThat(hex("events.out.tfevents.1700000000.ebm.0000"))
        .isEqualTo(VERSION_RECORD + SCALARS_RECORD);
  }

  @Test
  void marksInALaterFileWhereTrainingWentOn() throws IOException {
    TensorBoardLog.start(folder, CLOCK).close();
    TensorBoardLog.resume(folder, 300, CLOCK).close();
    String[] names = folder.toFile().list();
    Arrays.sort(names);
    assertThat(names).hasSize(2);
    assertThat(hex(names[0])).isEqualTo(VERSION_RECORD);
    assertThat(hex(names[1])).isEqualTo(VERSION_RECORD + SESSION_RECORD);
  }

  private String hex(String name) throws IOException {
    return HexFormat.of().formatHex(Files.readAllBytes(folder.resolve(name)));
  }
}
