package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhiloxTest {

  /** The known answers that Random123 publishes for philox4x32 with 10 rounds (kat_vectors). */
  @Test
  void givesTheKnownAnswersOfRandom123() {
    assertThat(block(0L, 0L, 0L)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(block(-1L, -1L, -1L))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(block(0x85a308d3243f6a88L, 0x0370734413198a2eL, 0x299f31d0a4093822L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  private static int[] block(long low, long high, long key) {
    int[] words = new int[4];
    Philox.block(low, high, key, words);
    return words;
  }

  /** Frozen from the first release: runs of older versions must stay reproducible. */
  @Test
  void drawsWhatItAlwaysDrew() {
    TensorData seed = Philox.seed(0);
    assertThat(seed).hasToString("key(23a83f06c6ac36b2f7544e67f04a38d5)");
    assertThat(Philox.seed(-1)).hasToString("key(15f57ff34e42a82d32600c9f448d19fb)");
    assertThat(Philox.fold(seed, "noise")).hasToString("key(820159cadc147788bdeca18c77e9c8de)");
    assertThat(Philox.fold(seed, 1)).hasToString("key(11199bf34c86a5cae037da489bec5387)");
    assertThat(Philox.fold(seed, -1)).hasToString("key(834c4af39513cb4fa504050cde91bd29)");
    assertThat(uniform(seed, 8))
        .containsExactly(
            0.5005933f,
            0.86639637f,
            0.91773707f,
            0.49350363f,
            0.99005425f,
            0.22350341f,
            0.37835497f,
            0.33389843f);
    assertThat(normal(seed, 8))
        .containsExactly(
            0.78568095f,
            -0.8755729f,
            -0.4140082f,
            0.016908322f,
            0.023430347f,
            0.13943465f,
            -0.70139223f,
            1.2049456f);
  }

  @Test
  void drawsAnyPartOfASequence() {
    TensorData key = Philox.seed(5);
    float[] whole = uniform(key, 103);
    float[] wholeNormal = normal(key, 103);
    for (int count : new int[] {1, 2, 3, 4, 5, 63, 103}) {
      assertThat(uniform(key, count)).containsExactly(Arrays.copyOf(whole, count));
      assertThat(normal(key, count)).containsExactly(Arrays.copyOf(wholeNormal, count));
    }
    float[] part = new float[20];
    Philox.uniform(key, 40, part, 2, 11);
    assertThat(Arrays.copyOfRange(part, 2, 13)).containsExactly(Arrays.copyOfRange(whole, 40, 51));
    Philox.normal(key, 40, part, 2, 11);
    assertThat(Arrays.copyOfRange(part, 2, 13))
        .containsExactly(Arrays.copyOfRange(wholeNormal, 40, 51));
    assertThat(new float[] {part[0], part[1]}).containsExactly(0, 0);
  }

  @Test
  void foldsLikeTheProgramDoes() {
    TensorData key = Philox.seed(3);
    Attribute.Fold fold = new Attribute.Fold(Key.hash("noise"), "noise");
    assertThat(Philox.fold(key, fold)).isEqualTo(Philox.fold(key, "noise"));
  }

  @Test
  void makesDifferentKeysByNamesCountersAndSeeds() {
    Set<TensorData> keys = new HashSet<>();
    List<TensorData> roots = new ArrayList<>();
    for (int seed = -50; seed < 50; seed++) {
      roots.add(Philox.seed(seed));
    }
    for (TensorData root : roots) {
      keys.add(root);
      for (int i = -20; i < 20; i++) {
        keys.add(Philox.fold(root, i));
        keys.add(Philox.fold(root, "name" + i));
        keys.add(Philox.fold(Philox.fold(root, i), "name"));
        keys.add(Philox.fold(Philox.fold(root, "name"), i));
      }
    }
    assertThat(keys).hasSize(100 * (1 + 4 * 40));
  }

  /**
   * What programs can reach by fold and split, as the first 96 bits that are drawn: keys that
   * differ in a path never meet. Two of 200,000 random ones would meet with probability 3e-19.
   */
  @Test
  void drawsDifferentNumbersAtTheEndOfEveryPath() {
    Program.Builder builder = Program.builder("paths");
    Key key = builder.key("key");
    List<Key> keys = new ArrayList<>(List.of(key));
    List<Key> split = key.split(20);
    assertThat(split).hasSize(20);
    for (int i = 0; i < 20; i++) {
      keys.add(split.get(i));
      keys.add(key.fold(i));
      keys.add(key.fold("split" + i));
      keys.addAll(split.get(i).split(5));
      keys.addAll(key.fold(i).split(5));
      keys.add(split.get(i).fold(0));
      keys.add(key.fold(i).fold(0));
    }
    keys.add(key.fold("split"));
    for (Key each : keys) {
      builder.output("y" + builder.build().outputs().size(), each.uniform(4));
    }
    PortableRandom random = PortableRandom.of(builder.build());
    Set<TensorData> drawn = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      TensorData root = Philox.seed(seed);
      drawn.addAll(random.draw(i -> root));
    }
    assertThat(drawn).hasSize(100 * keys.size());
  }

  /** Splitting into more keys keeps the first ones, so that adding a chain changes no other. */
  @Test
  void splitsIntoTheSameKeysWhateverTheirNumber() {
    assertThat(thirdOfSplit(3)).isEqualTo(thirdOfSplit(9));
  }

  private static List<TensorData> thirdOfSplit(int keys) {
    Program.Builder builder = Program.builder("split");
    builder.output("third", builder.key("key").split(keys).get(2).uniform(4));
    return PortableRandom.of(builder.build()).draw(i -> Philox.seed(1));
  }

  /** Else a key folded with k would consist of the bits of draws 4 k to 4 k + 3. */
  @Test
  void makesKeysFromOtherBlocksThanDraws() {
    TensorData key = Philox.seed(12);
    long[] bits = key.keyBits();
    for (int counter = 0; counter < 100; counter++) {
      int[] words = new int[4];
      Philox.block(counter, bits[1], bits[0], words);
      long[] folded = Philox.fold(key, counter).keyBits();
      assertThat(folded[0]).isNotEqualTo(Integer.toUnsignedLong(words[1]) | (long) words[0] << 32);
      assertThat(folded[1]).isNotEqualTo(Integer.toUnsignedLong(words[3]) | (long) words[2] << 32);
    }
  }

  /** The quadrants, the logarithm and the series against the JDK's own functions. */
  @Test
  void computesTheTransformOfBoxAndMullerToTheLastFloat() {
    TensorData key = Philox.seed(17);
    int n = 1 << 20;
    float[] drawn = normal(key, n);
    int[] words = new int[4];
    int different = 0;
    for (int i = 0; i < n; i += 2) {
      if (i % 4 == 0) {
        Philox.block(i / 4, key.keyBits()[1], key.keyBits()[0], words);
      }
      double first = (Integer.toUnsignedLong(words[i % 4]) + 1) * 0x1p-32;
      double angle = 2 * Math.PI * Integer.toUnsignedLong(words[i % 4 + 1]) * 0x1p-32;
      double radius = StrictMath.sqrt(-2 * StrictMath.log(first));
      different += differs(drawn[i], radius * StrictMath.cos(angle));
      different += differs(drawn[i + 1], radius * StrictMath.sin(angle));
    }
    // A double that is off by 1e-16 rounds to another float about once in 2^28.
    assertThat(different).isZero();
  }

  private static int differs(float drawn, double expected) {
    // Near a multiple of a right angle the angle above is itself rounded to 4e-16.
    double tolerance = Math.ulp((float) expected) * 0.5 * (1 + 1e-6) + 1e-14;
    return Math.abs(drawn - expected) <= tolerance ? 0 : 1;
  }

  @Test
  void drawsUniformsAsMultiplesBelowOne() {
    for (float u : uniform(Philox.seed(8), 1 << 16)) {
      assertThat(u).isBetween(0f, 1 - 0x1p-24f);
      assertThat(u * 0x1p24f % 1).isZero();
    }
  }

  @Test
  void keepsTheBitsOfADrawInFloat64() {
    TensorData key = Philox.seed(9);
    TensorType wide = new TensorType(DType.FLOAT64, Shape.of(3, 5));
    float[] narrow = Philox.draw(Op.NORMAL, key, TensorType.float32(3, 5)).floats();
    double[] drawn = Philox.draw(Op.NORMAL, key, wide).doubles();
    for (int i = 0; i < narrow.length; i++) {
      assertThat(drawn[i]).isEqualTo(narrow[i]);
    }
  }

  static float[] uniform(TensorData key, int count) {
    float[] values = new float[count];
    Philox.uniform(key, 0, values, 0, count);
    return values;
  }

  static float[] normal(TensorData key, int count) {
    float[] values = new float[count];
    Philox.normal(key, 0, values, 0, count);
    return values;
  }
}
