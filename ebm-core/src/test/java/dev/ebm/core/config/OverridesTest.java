package dev.ebm.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.error.ConfigException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {

  private static Map<String, Object> base() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("backend", "jvm");
    values.put("loss", Map.of("name", "ed", "w", 1.0));
    values.put("train", Map.of("steps", 10));
    values.put("evaluate", List.of("a", Map.of("name", "b", "samples", 5)));
    return values;
  }

  private static Object set(String assignment, String key) {
    return Overrides.apply(base(), List.of(assignment)).get(key);
  }

  @Test
  void replacesNestedValues() {
    assertThat(set("train.steps=100", "train")).isEqualTo(Map.of("steps", 100));
    assertThat(set("loss.name=dsm", "loss")).isEqualTo(Map.of("name", "dsm", "w", 1.0));
    assertThat(set("loss=dsm", "loss")).isEqualTo("dsm");
    assertThat(set("backend=tf", "backend")).isEqualTo("tf");
    assertThat(set("loss={name: dsm, sigma: 2}", "loss"))
        .isEqualTo(Map.of("name", "dsm", "sigma", 2));
  }

  @Test
  void turnsANamedComponentIntoAMappingToSetItsOption() {
    assertThat(set("backend.threads=2", "backend")).isEqualTo(Map.of("name", "jvm", "threads", 2));
    assertThat(set("evaluate.0.samples=7", "evaluate"))
        .isEqualTo(List.of(Map.of("name", "a", "samples", 7), Map.of("name", "b", "samples", 5)));
  }

  @Test
  void reachesIntoLists() {
    assertThat(set("evaluate.1.samples=100", "evaluate"))
        .isEqualTo(List.of("a", Map.of("name", "b", "samples", 100)));
    assertThat(set("evaluate.1=c", "evaluate")).isEqualTo(List.of("a", "c"));
  }

  @Test
  void makesMissingMappings() {
    assertThat(set("a.b.c=[1, x]", "a")).isEqualTo(Map.of("b", Map.of("c", List.of(1, "x"))));
  }

  @Test
  void keepsEverythingBehindTheFirstEqualsSign() {
    assertThat(set("url=http://h/?a=b", "url")).isEqualTo("http://h/?a=b");
    assertThat(set("empty=", "empty")).isEqualTo("");
    assertThat(Overrides.apply(base(), List.of("loss=null"))).containsEntry("loss", null);
  }

  @Test
  void laterAssignmentsSeeEarlierOnes() {
    Map<String, Object> values =
        Overrides.apply(base(), List.of("loss=dsm", "loss.sigma=2", "loss.sigma=3"));

    assertThat(values.get("loss")).isEqualTo(Map.of("name", "dsm", "sigma", 3));
  }

  @Test
  void leavesTheGivenValuesAlone() {
    Map<String, Object> values = base();

    Overrides.apply(values, List.of("train.steps=100", "evaluate.0=z", "new=1"));

    assertThat(values).isEqualTo(base());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps | has no '='",
        "=5 | part of the key is empty",
        "train..steps=5 | part of the key is empty",
        ".=5 | part of the key is empty",
        "train.steps.x=5 | train.steps is 10, which has no options",
        "evaluate.2.samples=5 | indexes 0 to 1, not '2'",
        "evaluate.-1=5 | indexes 0 to 1, not '-1'",
        "evaluate.x=5 | indexes 0 to 1, not 'x'",
        "evaluate.99999999999=5 | indexes 0 to 1",
        "train.steps=[1, | is not YAML",
        "train.steps=@x | is not YAML",
      })
  void tellsWhatCannotBeSet(String assignment, String what) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> Overrides.apply(base(), List.of(assignment)));

    assertThat(e.code()).isEqualTo("EBM-C103");
    assertThat(e.problems().get(0).where()).isEqualTo("--set " + assignment);
    assertThat(e.problems().get(0).what()).contains(what);
  }

  @Test
  void tellsAllThatCannotBeSet() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> Overrides.apply(base(), Arrays.asList("a", "train.steps=7", "b")));

    assertThat(e.problems()).hasSize(2);
  }
}
