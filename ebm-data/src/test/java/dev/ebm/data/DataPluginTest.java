package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPluginTest extends PluginContract {

  @TempDir Path directory;

  @Override
  protected EbmPlugin plugin() {
    return new DataPlugin();
  }

  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return name.equals("csv") ? Map.of("path", table().toString(), "label", "odd") : Map.of();
  }

  /** 40 rows of two columns and a label. */
  private Path table() {
    StringBuilder text = new StringBuilder("x,y,odd\n");
    for (int row = 0; row < 40; row++) {
      text.append("%d,%s,%d%n".formatted(row, Math.sqrt(row), row % 2));
    }
    try {
      return Files.writeString(directory.resolve("table.csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-data");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "gaussians-8",
            "gaussians-25",
            "circles",
            "rings",
            "checkerboard",
            "two-spirals",
            "moons",
            "pinwheel",
            "swissroll",
            "gaussian-mixture",
            "csv");
  }
}
