package dev.ebm.app.scaffold;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.run.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Maven project that builds a plugin of one component: a working example of its kind, with tests
 * and an experiment.
 *
 * @param id the plugin's id, and the component's name
 * @param kind what it offers
 * @param version of the framework that it is built against
 */
public record PluginProject(PluginId id, Kind kind, String version) {

  private static final String RESERVED = "ebm";

  /** What a project may offer. */
  public enum Kind {
    /** A loss. */
    LOSS,
    /** A sampler. */
    SAMPLER,
    /** An energy. */
    ENERGY,
    /** A backend. */
    BACKEND;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if it belongs to the application
   */
  public PluginProject {
    if (id.value().equals(RESERVED) || id.value().startsWith(RESERVED + "-")) {
      throw new IllegalArgumentException(
          "plugin ids that begin with 'ebm' belong to the application");
    }
  }

  /**
   * Writes the project.
   *
   * @param folder new or empty
   * @return the files, in the folder
   * @throws EbmException EBM-A022 if the folder is not empty, EBM-R001 if it cannot be written
   */
  public List<Path> writeTo(Path folder) {
    if (Files.exists(folder) && !isEmpty(folder)) {
      throw new EbmException(
          Problem.error(
              "EBM-A022",
              folder.toString(),
              "exists and is not an empty folder",
              "name another one by --out"));
    }
    List<Path> written =
        files().entrySet().stream()
            .map(
                file -> {
                  Path path = folder.resolve(file.getKey());
                  AtomicFile.write(path, file.getValue());
                  return path;
                })
            .toList();
    return written;
  }

  private static boolean isEmpty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> files() {
    String main = "src/main/java/" + packageName().replace('.', '/') + "/";
    String test = "src/test/java/" + packageName().replace('.', '/') + "/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", template("pom.xml"));
    files.put("README.md", template("README.md"));
    files.put("experiment.yaml", template("experiment.yaml"));
    files.put(main + componentClass() + ".java", template("Component.java"));
    if (kind == Kind.BACKEND) {
      files.put(main + "Interpreter.java", template("Interpreter.java"));
    }
    files.put(main + pluginClass() + ".java", template("Plugin.java"));
    files.put(
        main + "package-info.java",
        "/** A plugin of one %s. */\npackage %s;\n".formatted(kind.label(), packageName()));
    files.put(
        "src/main/resources/META-INF/services/" + EbmPlugin.class.getName(),
        packageName() + "." + pluginClass() + "\n");
    files.put(test + componentClass() + "Test.java", template("ComponentTest.java"));
    files.put(test + pluginClass() + "Test.java", template("PluginTest.java"));
    return files;
  }

  /** The digits and letters of the id alone; the suffix keeps it from being a Java keyword. */
  private String packageName() {
    return "org.example." + id.value().replace("-", "") + "plugin";
  }

  private String componentClass() {
    String camel =
        Arrays.stream(id.value().split("-"))
            .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
            .collect(Collectors.joining());
    String suffix = kind.name().charAt(0) + kind.label().substring(1);
    boolean named = camel.endsWith(suffix) && camel.length() > suffix.length();
    return named ? camel : camel + suffix;
  }

  private String pluginClass() {
    return componentClass() + "Plugin";
  }

  private String template(String name) {
    return text(kind.label() + "/" + name)
        .or(() -> text("common/" + name))
        .orElseThrow(() -> new IllegalArgumentException("no template " + name))
        .replace("@ID@", id.value())
        .replace("@KIND@", kind.label())
        .replace("@PACKAGE@", packageName())
        .replace("@CLASS@", componentClass())
        .replace("@PLUGIN@", pluginClass())
        .replace("@API@", ApiVersion.CURRENT.toString())
        .replace("@VERSION@", version);
  }

  private static Optional<String> text(String resource) {
    try (InputStream in = PluginProject.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
