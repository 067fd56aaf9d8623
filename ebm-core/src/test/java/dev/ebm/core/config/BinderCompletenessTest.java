package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any mixture of mistakes is told completely, each at its place, and nothing else is. */
class BinderCompletenessTest {

  record Options(
      @Option(doc = "d") @Range(min = 0, max = 10) int a,
      @Option(doc = "d") @Range(min = 0, max = 10) double b,
      @Option(doc = "d") @Range(min = 0, max = 10) List<Integer> c) {}

  /** A value, and the codes and places that it deserves under a key. */
  record Entry(Object value, List<String> problems) {}

  static final Object ABSENT = new Object();

  @Property(tries = 1000)
  void tellsEveryMistake(
      @ForAll("numbers") Entry a,
      @ForAll("numbers") Entry b,
      @ForAll @Size(max = 4) List<@From("numbers") Entry> c,
      @ForAll boolean extra) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> expected = new ArrayList<>();
    if (extra) {
      values.put("surplus", 1);
      expected.add("EBM-C001 surplus");
    }
    put(values, expected, "a", a);
    put(values, expected, "b", b);
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < c.size(); i++) {
      boolean absent = c.get(i).value() == ABSENT;
      list.add(absent ? 5 : c.get(i).value());
      if (!absent) {
        for (String code : c.get(i).problems()) {
          expected.add(code + " c." + i);
        }
      }
    }
    values.put("c", list);

    Binding<Options> binding = new RecordBinder().bind(Options.class, values, "");

    assertThat(binding.problems())
        .extracting((Problem p) -> p.code() + " " + p.where())
        .containsExactlyElementsOf(expected);
    assertThat(binding.value().isPresent()).isEqualTo(expected.isEmpty());
  }

  private static void put(
      Map<String, Object> values, List<String> expected, String key, Entry entry) {
    if (entry.value() != ABSENT) {
      values.put(key, entry.value());
    }
    entry.problems().forEach(code -> expected.add(code + " " + key));
  }

  @Provide
  Arbitrary<Entry> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 10).map(n -> new Entry(n, List.of())),
        Arbitraries.integers().between(0, 10).map(n -> new Entry(n + "e0", List.of())),
        Arbitraries.integers().greaterOrEqual(11).map(n -> new Entry(n, List.of("EBM-C004"))),
        Arbitraries.integers().lessOrEqual(-1).map(n -> new Entry(n, List.of("EBM-C004"))),
        Arbitraries.of("x", "", "NaN", true, List.of(), Map.of())
            .map(value -> new Entry(value, List.of("EBM-C003"))),
        Arbitraries.just(new Entry(ABSENT, List.of("EBM-C002"))));
  }
}
