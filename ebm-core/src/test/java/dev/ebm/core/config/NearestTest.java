package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void findsSlipsOfTheFinger() {
    List<String> keys = List.of("steps", "batch-size", "ema", "log-every", "learning-rate");

    assertThat(Nearest.to("stepz", keys)).containsExactly("steps");
    assertThat(Nearest.to("setps", keys)).containsExactly("steps");
    assertThat(Nearest.to("batchsize", keys)).containsExactly("batch-size");
    assertThat(Nearest.to("Learning_Rate", keys)).containsExactly("learning-rate");
  }

  @Test
  void suggestsNothingFarAway() {
    assertThat(Nearest.to("x", List.of("w", "t"))).isEmpty();
    assertThat(Nearest.to("perturbation", List.of("steps", "optimizer"))).isEmpty();
  }

  @Test
  void givesThreeAtMostAndTheNearestFirst() {
    assertThat(Nearest.to("layer0", List.of("layer3", "layers01", "layer2", "layer1", "layer0x")))
        .containsExactly("layer0x", "layer1", "layer2");
  }

  @Test
  void countsASwapOfNeighboursAsOneEdit() {
    assertThat(Nearest.distance("langevin", "lnagevin")).isEqualTo(1);
    // The textbook pair: three substitutions and insertions.
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Property
  void distanceIsSymmetricAndZeroOnlyForEqualWords(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 6) String a,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 6) String b) {
    assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
    assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
  }

  @Property
  void oneDeletionIsOneEdit(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 1, max = 9) String word,
      @ForAll @IntRange(max = 8) int at) {
    int i = at % word.length();

    assertThat(Nearest.distance(word, word.substring(0, i) + word.substring(i + 1))).isEqualTo(1);
  }
}
