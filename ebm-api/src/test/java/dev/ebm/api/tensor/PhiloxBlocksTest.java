package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Draws made many at once are those of their own blocks, wherever a call starts and ends. */
class PhiloxBlocksTest {

  private static final int[] COUNTS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 127, 254, 255, 256, 257, 258, 511, 513, 1_023, 1_025, 4_099
  };

  private final Random random = new Random(5);

  @Test
  void drawsUniformsFromTheWordsOfTheirBlocks() {
    int[] words = new int[4];
    for (int count : COUNTS) {
      TensorData key = anyKey();
      int from = anyStart();
      float[] drawn = new float[count];
      Philox.uniform(key, from, drawn, 0, count);
      for (int i = 0; i < count; i++) {
        Philox.block((from + i) / 4, key.keyBits()[1], key.keyBits()[0], words);
        assertThat(drawn[i]).isEqualTo((words[i % 4] >>> 8) * 0x1p-24f);
      }
    }
  }

  @Test
  void drawsTheSameNormalsInOneCallAndInMany() {
    for (int count : COUNTS) {
      TensorData key = anyKey();
      int from = anyStart();
      float[] whole = new float[count];
      Philox.normal(key, from, whole, 0, count);
      float[] parts = new float[count];
      int n;
      for (int i = 0; i < count; i += n) {
        n = Math.min(4 * (1 + random.nextInt(300)), count - i);
        Philox.normal(key, from + i, parts, i, n);
      }
      assertThat(parts).containsExactly(whole);
    }
  }

  @Test
  void writesWhatItWasAskedForOnly() {
    for (int count : COUNTS) {
      float[] out = new float[count + 10];
      Arrays.fill(out, 7);
      Philox.normal(anyKey(), anyStart(), out, 3, count);
      assertThat(Arrays.copyOf(out, 3)).containsOnly(7);
      assertThat(Arrays.copyOfRange(out, 3, 3 + count)).doesNotContain(7);
      assertThat(Arrays.copyOfRange(out, 3 + count, out.length)).containsOnly(7);
    }
  }

  /** Frozen: a last bit of one draw would change them. */
  @Test
  void drawsTheMillionNumbersThatItAlwaysDrew() {
    TensorData key = Philox.seed(0);
    assertThat(Arrays.hashCode(PhiloxTest.normal(key, 1 << 20))).isEqualTo(1_981_992_511);
    assertThat(Arrays.hashCode(PhiloxTest.uniform(key, 1 << 20))).isEqualTo(-795_204_716);
  }

  /** The angles of whole quarters are where the cosine or the sine is 0 or 1. */
  @Test
  void turnsWordsIntoNormalsAtTheEdges() {
    double largest = Math.sqrt(2 * 32 * Math.log(2));
    assertNormals(0, 0, largest, 0);
    assertNormals(0, 1 << 30, 0, largest);
    assertNormals(0, 1 << 31, -largest, 0);
    assertNormals(0, 3 << 30, 0, -largest);
    assertNormals(0, 1 << 29, largest * Math.sqrt(0.5), largest * Math.sqrt(0.5));
    assertNormals(-1, 0x12345678, 0, 0);
    double least = Math.sqrt(0x1p-31);
    assertNormals(-2, 0, least, 0);
    assertNormals(-2, 1, least, least * 2 * Math.PI * 0x1p-32);
    assertNormals(-2, -1, least, least * -2 * Math.PI * 0x1p-32);
  }

  private static void assertNormals(int first, int second, double x, double y) {
    float[] out = new float[2];
    long pair = (long) second << 32 | Integer.toUnsignedLong(first);
    long[] pairs = Arrays.copyOf(new long[] {pair}, PhiloxBlocks.PAIRS);
    new BoxMuller().transform(pairs, out, 0, 2);
    assertThat(out[0] + 0f).isEqualTo((float) x);
    assertThat(out[1] + 0f).isEqualTo((float) y);
  }

  private TensorData anyKey() {
    return TensorData.key(random.nextLong(), random.nextLong());
  }

  private int anyStart() {
    return random.nextInt(1 << 28) * 4;
  }
}
