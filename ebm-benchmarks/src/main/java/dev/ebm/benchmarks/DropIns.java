package dev.ebm.benchmarks;

import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Path;

/** Writes well-made plugins of one loss each, to time how long they take to load. */
public final class DropIns {

  private DropIns() {}

  /**
   * Writes them.
   *
   * @param args how many, and the folder, which is made
   */
  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    Path folder = Path.of(args[1]);
    for (int i = 1; i <= count; i++) {
      PluginJar.plugin("acme-" + i, PluginJar.loss("loss-" + i))
          .write(folder.resolve("acme-" + i + ".jar"));
    }
  }
}
