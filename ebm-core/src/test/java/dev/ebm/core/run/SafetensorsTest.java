package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are laid out by hand, after the format's public description. */
class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void writesTheBytesThatTheFormatAsksFor() throws IOException {
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(
        file,
        Tree.<TensorData>of("b", TensorData.of(new boolean[] {true, false, true}, 3))
            .with("w", TensorData.of(new double[] {1, -2}, 2, 1)),
        Map.of("k", "v"));
    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[16,19]},"
            + "\"w\":{\"dtype\":\"F64\",\"shape\":[2,1],\"data_offsets\":[0,16]}}";
    byte[] elements = HexFormat.of().parseHex("000000000000f03f" + "00000000000000c0" + "010001");
    String padding = " ".repeat((8 - header.length() % 8) % 8);
    assertThat(Files.readAllBytes(file)).isEqualTo(file(header + padding, elements));
  }

  @Test
  void readsAFileInItsHeadersOrder() throws IOException {
    byte[] elements =
        HexFormat.of().parseHex("0000803f" + "000020c1" + "ffffffff" + "0100" + "0000c07f");
    Path file =
        write(
            file(
                """
                {"zeta":{"dtype":"I32","shape":[],"data_offsets":[8,12]},
                 "__metadata__":{"format":"pt"},
                 "alpha":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
                 "mask":{"data_offsets":[12,14],"shape":[2],"dtype":"BOOL"},
                 "empty":{"dtype":"F64","shape":[0,3],"data_offsets":[14,14]},
                 "nan":{"dtype":"F32","shape":[1],"data_offsets":[14,18]}}\s""",
                elements));
    Tree<TensorData> tensors = Safetensors.read(file);
    assertThat(tensors.names()).containsExactly("zeta", "alpha", "mask", "empty", "nan");
    assertThat(tensors.get("zeta")).isEqualTo(TensorData.scalar(-1));
    assertThat(tensors.get("alpha")).isEqualTo(TensorData.of(new float[] {1, -10}, 2, 1));
    assertThat(tensors.get("mask")).isEqualTo(TensorData.of(new boolean[] {true, false}, 2));
    assertThat(tensors.get("empty")).isEqualTo(TensorData.of(new double[0], 0, 3));
    assertThat(tensors.get("nan").floats()).containsExactly(Float.NaN);
    assertThat(Safetensors.metadata(file)).containsExactly(Map.entry("format", "pt"));
  }

  @Test
  void readsBackTensorsLongerThanItsBuffer() {
    Random random = new Random(1);
    int size = 100_003;
    float[] floats = new float[size];
    double[] doubles = new double[size];
    int[] ints = new int[size];
    boolean[] booleans = new boolean[size];
    for (int i = 0; i < size; i++) {
      floats[i] = (float) random.nextGaussian();
      doubles[i] = random.nextGaussian();
      ints[i] = random.nextInt();
      booleans[i] = random.nextBoolean();
    }
    Tree<TensorData> tensors =
        Tree.<TensorData>of("layer/bool", TensorData.of(booleans, size))
            .with("layer/f32", TensorData.of(floats, 1, size))
            .with("layer/i32", TensorData.of(ints, size, 1))
            .with("läyer\n\"f64\"", TensorData.of(doubles, size));
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(file, tensors);
    assertThat(Safetensors.read(file)).isEqualTo(tensors);
    assertThat(Safetensors.read(file).names()).isEqualTo(tensors.names());
  }

  @Test
  void keepsEveryBitOfANumber() {
    float[] floats = {
      -0.0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x7fc12345)
    };
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(file, Tree.of("x", TensorData.of(floats, 4)));
    float[] read = Safetensors.read(file).get("x").floats();
    for (int i = 0; i < floats.length; i++) {
      assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
    }
  }

  @Test
  void writesAndReadsNoTensorsAtAll() {
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(file, Tree.empty());
    assertThat(Safetensors.read(file).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"I16,2", "F16,2", "BF16,2", "U8,1", "F8_E4M3,1"})
  void refusesADtypeThatItHasNotAndNamesTheTensor(String dtype, int bytes) throws IOException {
    String header =
        "{\"labels\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(dtype, bytes);
    Path file = write(file(header, new byte[bytes]));
    assertFails("EBM-R010", () -> Safetensors.read(file))
        .hasMessageContaining("'labels'")
        .hasMessageContaining(dtype);
  }

  @Test
  void refusesMoreElementsThanAnArrayHolds() throws IOException {
    String header =
        "{\"big\":{\"dtype\":\"BOOL\",\"shape\":[3000000000],\"data_offsets\":[0,3000000000]}}";
    Path file = write(file(header, new byte[0]));
    assertFails("EBM-R010", () -> Safetensors.read(file)).hasMessageContaining("'big'");
  }

  @Test
  void noticesThatAFileIsCutOffAnywhere() throws IOException {
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(
        file,
        Tree.<TensorData>of("a", TensorData.of(new float[] {1, 2, 3}, 3))
            .with("b", TensorData.of(new int[] {4}, 1)));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Path cut = write(Arrays.copyOf(whole, length));
      assertFails("EBM-R011", () -> Safetensors.read(cut));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} x",
        "{\"a\":1}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[2,4]}}",
        "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775804,9223372036854775807]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
      })
  void refusesAHeaderThatDoesNotDescribeTheFourBytesBehindIt(String header) throws IOException {
    Path file = write(file(header, new byte[] {7, 7, 7, 7}));
    assertFails("EBM-R011", () -> Safetensors.read(file)).hasMessageContaining(file.toString());
  }

  @Test
  void refusesAHeaderLengthOfGarbage() throws IOException {
    byte[] garbage = new byte[64];
    Arrays.fill(garbage, (byte) 0xff);
    Path file = write(garbage);
    assertFails("EBM-R011", () -> Safetensors.read(file));
  }

  @Test
  void saysThatAFileIsMissing() {
    assertFails("EBM-R006", () -> Safetensors.read(folder.resolve("none")))
        .hasMessageContaining("no such file");
  }

  @Test
  void hasNoPlaceForKeys() {
    assertThatThrownBy(
            () -> Safetensors.write(folder.resolve("k"), Tree.of("key", TensorData.key(1, 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder).isEmptyDirectory();
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("hand.safetensors"), bytes);
  }

  private static byte[] file(String header, byte[] elements) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    file.writeBytes(json);
    file.writeBytes(elements);
    return file.toByteArray();
  }
}
