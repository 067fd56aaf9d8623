package org.example.npy;

import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The contract of plugins, and that of datasets, on images of bytes. */
class NpyPluginTest extends PluginContract {

  @TempDir private static Path folder;

  @Override
  protected EbmPlugin plugin() {
    return new NpyPlugin();
  }

  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    Path train = folder.resolve("train.npy");
    Path test = folder.resolve("test.npy");
    NpyWriter.ofBytes("(50, 3, 2)").write(train, i -> i * 7 % 251);
    NpyWriter.ofBytes("(20, 3, 2)").write(test, i -> i * 5 % 241);
    return Map.of("path", train.toString(), "test-path", test.toString(), "scale", 255);
  }
}
