package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Maven project outside the build. It is built by the same Maven in a local repository of the
 * tests' own, which holds nothing of the framework but the modules that the project names, and what
 * those need, as this build has packaged them; everything else is taken from the repository that
 * this build itself uses, or fetched.
 *
 * @param project its folder
 * @param scratch where a copy of the project is made
 */
record MavenProject(Path project, Path scratch) {

  private static final Path REPOSITORY = Path.of("target", "plugin-repository").toAbsolutePath();

  /** For Java processes that end before a thorough compilation pays. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private static final String PARENT = "ebm-parent";
  private static final Pattern MODULE =
      Pattern.compile("<groupId>dev\\.ebm</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  /** Maven's settings of the installation; those of the user stay in force. */
  private static final String SETTINGS =
      """
      <settings>
        <profiles>
          <profile>
            <id>outer</id>
            <repositories>
              <repository><id>outer</id><url>%1$s</url></repository>
            </repositories>
            <pluginRepositories>
              <pluginRepository><id>outer</id><url>%1$s</url></pluginRepository>
            </pluginRepositories>
          </profile>
        </profiles>
        <activeProfiles><activeProfile>outer</activeProfile></activeProfiles>
      </settings>
      """;

  /** Builds it, tests included, and returns its jar. */
  Path build() {
    try {
      Path copy = scratch.resolve("project");
      copySources(copy);
      installModules(copy.resolve("pom.xml"));
      Path settings =
          Files.writeString(
              scratch.resolve("settings.xml"),
              SETTINGS.formatted(Path.of(System.getProperty("ebm.test.repository")).toUri()));
      Path log = scratch.resolve("maven.txt");
      ProcessBuilder maven =
          new ProcessBuilder(
                  Path.of(System.getProperty("ebm.test.maven"), "bin", "mvn").toString(),
                  "-B",
                  "-q",
                  "-gs",
                  settings.toString(),
                  "-Dmaven.repo.local=" + REPOSITORY,
                  "-DargLine=" + QUICK_START,
                  "-f",
                  copy.toString(),
                  "package")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      maven.environment().merge("MAVEN_OPTS", QUICK_START, (given, more) -> given + " " + more);
      int exitCode = maven.start().waitFor();
      assertThat(exitCode).as(Files.readString(log)).isZero();
      try (Stream<Path> jars = Files.list(copy.resolve("target"))) {
        return jars.filter(jar -> jar.toString().endsWith(".jar")).findFirst().orElseThrow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void copySources(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(project)) {
      for (Path file : files.filter(f -> !f.startsWith(project.resolve("target"))).toList()) {
        Path to = copy.resolve(project.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
  }

  /** Installs the framework's modules that a pom names, and what their poms name. */
  private static void installModules(Path pom) throws IOException {
    List<String> modules =
        MODULE.matcher(Files.readString(pom)).results().map(match -> match.group(1)).toList();
    for (String module : modules) {
      if (module.equals(PARENT)) { // it names all modules, to give their version
        install(PARENT, Path.of("..", "pom.xml"), "pom");
      } else {
        Path source = Path.of("..", module, "pom.xml");
        install(module, source, "pom");
        install(module, jar(module), "jar");
        installModules(source);
      }
    }
  }

  /** The jar that these tests themselves run with. */
  private static Path jar(String module) {
    String name = module + "-" + System.getProperty("ebm.test.version") + ".jar";
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.endsWith(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " on the class path of the tests"));
  }

  private static void install(String artifact, Path file, String type) throws IOException {
    String version = System.getProperty("ebm.test.version");
    Path folder = REPOSITORY.resolve("dev/ebm").resolve(artifact).resolve(version);
    Files.createDirectories(folder);
    Path to = folder.resolve(artifact + "-" + version + "." + type);
    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
