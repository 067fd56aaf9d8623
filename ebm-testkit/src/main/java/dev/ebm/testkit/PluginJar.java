package dev.ebm.testkit;

import dev.ebm.api.plugin.EbmPlugin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles sources and packs them as the jar of a plugin, well-made or broken, to test what loads
 * plugins. The jar is compiled against the API that the test itself runs with.
 */
public final class PluginJar {

  /** The entry that names the plugin's class. */
  public static final String SERVICE = "META-INF/services/" + EbmPlugin.class.getName();

  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<Path> libraries = new ArrayList<>();

  private PluginJar() {}

  /** A jar whose manifest says nothing of a plugin. */
  public static PluginJar empty() {
    return new PluginJar();
  }

  /** A jar with a complete manifest and nothing else. */
  public static PluginJar of(String id) {
    return new PluginJar()
        .attribute("Ebm-Plugin-Id", id)
        .attribute("Ebm-Plugin-Version", "1.2.3")
        .attribute("Ebm-Api-Version", "1.0");
  }

  /**
   * A well-made plugin whose class {@code PACKAGE.Plugin} has the given members beside {@code
   * id()}.
   */
  public static PluginJar plugin(String id, String members) {
    String packageName = id.replace('-', '_');
    return of(id)
        .service(packageName + ".Plugin")
        .source(
            packageName + ".Plugin",
            """
            package %s;
            import dev.ebm.api.config.*;
            import dev.ebm.api.data.*;
            import dev.ebm.api.method.*;
            import dev.ebm.api.plugin.*;
            import dev.ebm.api.tensor.*;
            import java.util.*;
            public class Plugin implements EbmPlugin {
              @Override public PluginId id() { return new PluginId("%s"); }
              %s
            }
            """
                .formatted(packageName, id, members));
  }

  /** A member that offers one loss without options whose value is a constant. */
  public static String loss(String name) {
    return """
        public record Options() {}
        @Override public List<ComponentFactory<?, ?>> components() {
          return List.of(new ComponentFactory<>(Loss.class, "%s", Options.class, "a loss",
              (options, context) -> (c, x) -> x.sum()));
        }
        """
        .formatted(name);
  }

  /** Sets a main attribute of the manifest. */
  public PluginJar attribute(String key, String value) {
    attributes.put(key, value);
    return this;
  }

  /** Removes a main attribute of the manifest. */
  public PluginJar without(String key) {
    attributes.remove(key);
    return this;
  }

  /** Names the plugin classes in the service file. */
  public PluginJar service(String... classes) {
    return entry(SERVICE, String.join("\n", classes) + "\n");
  }

  /** Adds an entry of text. */
  public PluginJar entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an entry. */
  public PluginJar entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  /** Removes an entry; compiled classes are entries once the jar was written. */
  public PluginJar drop(String name) {
    entries.remove(name);
    return this;
  }

  /** Adds a class by its source. */
  public PluginJar source(String className, String text) {
    sources.put(className, text);
    return this;
  }

  /** Lets the sources see the classes of another jar. */
  public PluginJar sees(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Copies the compiled contracts into the jar, as a careless shading does. */
  public PluginJar bundlingTheApi() throws IOException {
    Path api = apiLocation();
    if (Files.isDirectory(api)) {
      try (Stream<Path> files = Files.walk(api)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          entry(api.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }
      }
      return this;
    }
    try (var jar = new JarFile(api.toFile())) {
      for (JarEntry file : jar.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        entry(file.getName(), jar.getInputStream(file).readAllBytes());
      }
    }
    return this;
  }

  /**
   * Compiles and writes the jar, replacing a file of that name.
   *
   * @return the file
   * @throws IllegalArgumentException with the compiler's messages if a source does not compile
   */
  public Path write(Path file) throws IOException {
    compile();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return file;
  }

  private void compile() throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    String classPath =
        Stream.concat(Stream.of(apiLocation()), libraries.stream())
            .map(Path::toString)
            .collect(Collectors.joining(System.getProperty("path.separator")));
    try (JavaFileManager files =
        new InMemory(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8))) {
      List<JavaFileObject> units =
          sources.entrySet().stream()
              .map(source -> (JavaFileObject) new Source(source.getKey(), source.getValue()))
              .toList();
      List<String> options = List.of("-proc:none", "--release", "17", "-cp", classPath);
      if (!compiler.getTask(output, files, null, options, null, units).call()) {
        throw new IllegalArgumentException(output.toString());
      }
    }
    sources.clear();
  }

  private static Path apiLocation() {
    try {
      return Path.of(EbmPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    InMemory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      if (location != StandardLocation.CLASS_OUTPUT) {
        throw new UncheckedIOException(new IOException("unexpected output " + location));
      }
      String name = className.replace('.', '/') + kind.extension;
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return new ByteArrayOutputStream() {
            @Override
            public void close() {
              entries.put(name, toByteArray());
            }
          };
        }
      };
    }
  }
}
