package dev.ebm.app.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A plugin that a Maven project of its own has built, in a folder of drop-ins.
 *
 * @param project the project's folder
 * @param jar the plugin's jar
 */
record DroppedIn(Path project, Path jar) {

  /** Builds one of the examples and drops it in. */
  static DroppedIn example(String name, Path plugins) {
    return build(Path.of("..", "examples", name).toAbsolutePath(), plugins);
  }

  /** Builds a project and drops its jar in. */
  static DroppedIn build(Path project, Path plugins) {
    try {
      Path scratch = Files.createTempDirectory(plugins.toAbsolutePath().getParent(), "build");
      Path built = new MavenProject(project, scratch).build();
      Files.createDirectories(plugins);
      return new DroppedIn(project, Files.copy(built, plugins.resolve(built.getFileName())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String plugins() {
    return jar.getParent().toString();
  }

  String experiment() {
    return project.resolve("experiment.yaml").toString();
  }
}
