package dev.ebm.core.plugin;

import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;

/** An application without plugins of its own that has a library with native code. */
final class HostWithDjl extends ClassLoader {

  private final Path jar;

  /**
   * Makes the library.
   *
   * @param folder where it is put
   */
  HostWithDjl(Path folder) throws IOException {
    super(new BareHost());
    jar =
        PluginJar.empty()
            .source("ai.djl.engine.Engine", "package ai.djl.engine; public class Engine {}")
            .write(folder.resolve("djl.jar"));
  }

  @Override
  protected URL findResource(String name) {
    try {
      return name.equals("ai/djl/engine/Engine.class")
          ? new URL("jar:" + jar.toUri() + "!/" + name)
          : null;
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
