package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What lies in the jars of a drop-in.
 *
 * @param jars the jars
 * @param packages the packages of its classes, sorted
 * @param natives libraries of native code, as paths inside the jars
 * @param duplicates classes that are in several jars, with those jars
 */
public record JarScan(
    List<Path> jars,
    List<String> packages,
    List<String> natives,
    Map<String, List<Path>> duplicates) {

  private static final String CLASS = ".class";
  private static final String VERSIONED = "META-INF/versions/";
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so|dll|dylib|jnilib)(\\.\\d+)*");

  /** The most duplicates that one message names. */
  private static final int NAMED = 3;

  /** Copies the collections. */
  public JarScan {
    jars = List.copyOf(jars);
    packages = List.copyOf(packages);
    natives = List.copyOf(natives);
    duplicates = new LinkedHashMap<>(duplicates);
  }

  /**
   * The jars of a plugin's own class loader; empty for a plugin of the class path, which shares the
   * application's.
   *
   * @throws PluginException EBM-P101 if one cannot be read
   */
  public static JarScan of(LoadedPlugin plugin) {
    return of(plugin.loader() instanceof DropInClassLoader own ? own.jars() : List.of());
  }

  static JarScan of(List<Path> jars) {
    TreeSet<String> packages = new TreeSet<>();
    List<String> natives = new ArrayList<>();
    Map<String, List<Path>> holders = new TreeMap<>();
    for (Path path : jars) {
      try (JarFile jar = new JarFile(path.toFile())) {
        for (String entry : jar.stream().map(e -> e.getName()).toList()) {
          if (entry.endsWith(CLASS) && !entry.startsWith(VERSIONED)) {
            String type = entry.substring(0, entry.length() - CLASS.length()).replace('/', '.');
            if (!type.equals("module-info") && !type.endsWith("package-info")) {
              holders.computeIfAbsent(type, unused -> new ArrayList<>()).add(path);
              packages.add(type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : "");
            }
          } else if (NATIVE.matcher(entry).matches()) {
            natives.add(entry);
          }
        }
      } catch (IOException e) {
        throw PluginException.of(
            "EBM-P101",
            path.toString(),
            "is not a readable jar: " + e.getMessage(),
            "copy it anew");
      }
    }
    holders.values().removeIf(holding -> holding.size() < 2);
    return new JarScan(jars, List.copyOf(packages), natives, holders);
  }

  /** Warnings EBM-P117 about classes that are there twice. */
  List<Problem> problems(String plugin) {
    Map<List<Path>, List<String>> byJars = new LinkedHashMap<>();
    duplicates.forEach(
        (type, holding) -> byJars.computeIfAbsent(holding, u -> new ArrayList<>()).add(type));
    return byJars.entrySet().stream()
        .map(
            same ->
                Problem.warning(
                    "EBM-P117",
                    plugin,
                    "%s both have %s, of which only the first is ever used"
                        .formatted(names(same.getKey()), some(same.getValue())),
                    "leave one of the jars out, or let both come from one version"))
        .toList();
  }

  private static String names(List<Path> holding) {
    return holding.stream()
        .map(path -> path.getFileName().toString())
        .collect(Collectors.joining(" and "));
  }

  private static String some(List<String> types) {
    String named = types.stream().limit(NAMED).collect(Collectors.joining(", "));
    return types.size() > NAMED ? named + " and %d more".formatted(types.size() - NAMED) : named;
  }
}
