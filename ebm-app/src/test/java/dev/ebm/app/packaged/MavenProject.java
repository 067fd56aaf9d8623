package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A Maven project outside the build. It is built by the same Maven in a local repository of its
 * own, which holds nothing of the framework but the API and the test kit as this build has packaged
 * them; everything else is taken from the repository that this build itself uses, or fetched.
 *
 * @param project its folder
 * @param scratch where the local repository and a copy of the project are made
 */
record MavenProject(Path project, Path scratch) {

  private static final String GROUP = "dev/ebm";

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

  /** Builds it and returns its jar. */
  Path build() {
    try {
      Path copy = scratch.resolve("project");
      copySources(copy);
      Path repository = scratch.resolve("repository");
      install(repository, "ebm-parent", Path.of("..", "pom.xml"), "pom");
      install(repository, "ebm-api", Path.of("..", "ebm-api", "pom.xml"), "pom");
      install(repository, "ebm-api", apiJar(), "jar");
      Path testkit = Path.of("..", "ebm-testkit");
      install(repository, "ebm-testkit", testkit.resolve("pom.xml"), "pom");
      String version = System.getProperty("ebm.test.version");
      Path kit = testkit.resolve("target").resolve("ebm-testkit-" + version + ".jar");
      install(repository, "ebm-testkit", kit, "jar");
      Path settings =
          Files.writeString(
              scratch.resolve("settings.xml"),
              SETTINGS.formatted(Path.of(System.getProperty("ebm.test.repository")).toUri()));
      Path log = scratch.resolve("maven.txt");
      int exitCode =
          new ProcessBuilder(
                  Path.of(System.getProperty("ebm.test.maven"), "bin", "mvn").toString(),
                  "-B",
                  "-q",
                  "-gs",
                  settings.toString(),
                  "-Dmaven.repo.local=" + repository,
                  "-f",
                  copy.toString(),
                  "package")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
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

  private static Path apiJar() throws IOException {
    try (Stream<Path> jars = Files.list(Ebm.DISTRIBUTION)) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("ebm-api-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void install(Path repository, String artifact, Path file, String type)
      throws IOException {
    String version = System.getProperty("ebm.test.version");
    Path folder = repository.resolve(GROUP).resolve(artifact).resolve(version);
    Files.createDirectories(folder);
    Files.copy(file, folder.resolve(artifact + "-" + version + "." + type));
  }
}
