package dev.ebm.core.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.Option;
import dev.ebm.api.method.Schedule;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.YamlFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferencePageTest {

  record Adam(@Option(doc = "d") Schedule learningRate) {}

  @Test
  void listsTheOptionsOfEveryFormOfASchedule() {
    String page = ReferencePage.schedules();
    assertThat(page.lines().filter(line -> line.startsWith("### ")))
        .containsExactly(
            "### constant", "### linear", "### cosine", "### exponential", "### piecewise");
    assertThat(page)
        .contains("| `values` | list of finite number | required | The values, one more than")
        .contains("| `warm-up` | whole number, at least 0 | `0` | Steps before, in which");
  }

  @Test
  void theExampleOfAScheduleBinds() {
    Matcher example = Pattern.compile("(?s)```yaml\\n(.*?)```").matcher(ReferencePage.schedules());
    assertThat(example.find()).isTrue();
    Object adam = Maps.of(YamlFile.value(example.group(1))).get("optimizer");
    assertThat(new RecordBinder().bind(Adam.class, Maps.of(adam), "").orThrow().learningRate())
        .isEqualTo(new Schedule.Cosine(1e-3, 1e-5, 50_000, 1_000));
  }
}
