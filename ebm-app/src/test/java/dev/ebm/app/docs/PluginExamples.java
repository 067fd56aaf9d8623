package dev.ebm.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.app.docs.DocumentationPage.Block;
import dev.ebm.testkit.PluginJar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;

/**
 * The examples of some pages, compiled: the components against the API alone, their tests against
 * the test kits.
 *
 * @param plugins a plugins directory with a plugin {@code acme-pages} that offers all components
 * @param loader of the components and their tests
 * @param offers what the plugin offers, as expressions
 */
record PluginExamples(Path plugins, URLClassLoader loader, List<String> offers)
    implements AutoCloseable {

  private static final String MAIN = "src/main/java/";
  private static final String RESOURCES = "src/main/resources/";
  static final String TEST = "src/test/java/";

  private static final String PLUGIN =
      """
      package org.example;
      import dev.ebm.api.plugin.*;
      import java.util.List;
      public final class AllPlugin implements EbmPlugin {
        @Override public PluginId id() { return new PluginId("acme-pages"); }
        @Override public List<ComponentFactory<?, ?>> components() { return List.of(%s); }
        @Override public List<BackendFactory<?>> backends() { return List.of(%s); }
      }
      """;

  /** Compiles what these blocks declare. */
  static PluginExamples of(List<Block> blocks, Path work) throws IOException {
    List<Block> main = blocks.stream().filter(block -> block.isBelow(MAIN)).toList();
    Path examples = jar(main).write(work.resolve("examples.jar"));
    Path tests = Files.createDirectories(work.resolve("tests"));
    compileTests(blocks, examples, tests);
    for (Block block : blocks) {
      if (block.isBelow(RESOURCES)) {
        write(tests.resolve(block.file().get().substring(RESOURCES.length())), block);
      }
    }
    URL[] places = {examples.toUri().toURL(), tests.toUri().toURL()};
    URLClassLoader loader = new URLClassLoader(places, PluginExamples.class.getClassLoader());
    List<String> components = new ArrayList<>();
    List<String> backends = new ArrayList<>();
    for (Block block : main) {
      Class<?> type = load(loader, block);
      if (BackendFactory.class.isAssignableFrom(type)) {
        backends.add("new " + type.getName() + "()");
      }
      Arrays.stream(type.getDeclaredFields())
          .filter(field -> field.getType() == ComponentFactory.class)
          .filter(field -> Modifier.isPublic(field.getModifiers()))
          .forEach(field -> components.add(type.getName() + "." + field.getName()));
    }
    String plugin = PLUGIN.formatted(String.join(", ", components), String.join(", ", backends));
    Path plugins = work.resolve("plugins");
    jar(main)
        .service("org.example.AllPlugin")
        .source("org.example.AllPlugin", plugin)
        .write(plugins.resolve("acme-pages.jar"));
    components.addAll(backends);
    return new PluginExamples(plugins, loader, components);
  }

  private static PluginJar jar(List<Block> sources) {
    PluginJar jar = PluginJar.of("acme-pages");
    sources.forEach(block -> jar.source(block.className(), block.text()));
    return jar;
  }

  private static void compileTests(List<Block> blocks, Path examples, Path into)
      throws IOException {
    String separator = System.getProperty("path.separator");
    String classPath = System.getProperty("java.class.path") + separator + examples;
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-cp", classPath, "-d", into.toString()));
    for (Block block : blocks) {
      if (block.isBelow(TEST)) {
        Path source = into.resolveSibling("sources").resolve(block.file().get());
        arguments.add(write(source, block).toString());
      }
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(exitCode).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static Path write(Path file, Block block) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, block.text());
  }

  private static Class<?> load(ClassLoader loader, Block block) {
    try {
      return loader.loadClass(block.className());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(block.file() + " does not declare " + block.className(), e);
    }
  }

  /** The class that a block declares. */
  Class<?> type(Block block) {
    return load(loader, block);
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
