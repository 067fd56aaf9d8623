package dev.ebm.api.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTest {

  private static final Tree<Integer> TREE =
      Tree.zip(List.of("b/w", "b/v", "a", "bb"), List.of(1, 2, 3, 4));

  @Test
  void keepsTheOrderInWhichItWasMade() {
    assertThat(TREE.names()).containsExactly("b/w", "b/v", "a", "bb");
    assertThat(TREE.values()).containsExactly(1, 2, 3, 4);
    assertThat(TREE.map(v -> "x" + v).names()).isEqualTo(TREE.names());
    assertThat(TREE.with("a", 9).names()).isEqualTo(TREE.names());
    assertThat(TREE).hasToString("{b/w=1, b/v=2, a=3, bb=4}");
  }

  @Test
  void findsValuesByName() {
    assertThat(TREE.get("b/v")).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TREE.get("b"))
        .withMessageContaining("'b'")
        .withMessageContaining("b/w");
  }

  @Test
  void goesDownWholeSegmentsOnly() {
    assertThat(TREE.at("b")).isEqualTo(Tree.zip(List.of("w", "v"), List.of(1, 2)));
    assertThat(TREE.at("c").isEmpty()).isTrue();
  }

  @Test
  void comesBackFromUnderAPrefix() {
    assertThat(TREE.under("root").names()).first().isEqualTo("root/b/w");
    assertThat(TREE.under("root").at("root")).isEqualTo(TREE);
  }

  @Test
  void joinsTreesWithoutCommonNames() {
    assertThat(Tree.of("a", 1).and(Tree.of("b", 2)))
        .isEqualTo(Tree.zip(List.of("a", "b"), List.of(1, 2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TREE.and(Tree.of("a", 1)))
        .withMessageContaining("'a'");
  }

  @Test
  void pairsNamesWithAsManyValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tree.zip(List.of("a", "b"), List.of(1)))
        .withMessage("2 names, 1 values");
  }

  @Test
  void isImmutable() {
    Map<String, Integer> map = new LinkedHashMap<>(Map.of("a", 1));
    Tree<Integer> tree = Tree.copyOf(map);
    map.put("b", 2);
    tree.with("c", 3);
    assertThat(tree).isEqualTo(Tree.of("a", 1)).hasSameHashCodeAs(Tree.of("a", 1));
    assertThat(tree.size()).isOne();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> tree.entries().put("d", 4));
    assertThat(Tree.<Integer>empty().isEmpty()).isTrue();
  }
}
