package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Severity;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.PluginJar;
import dev.ebm.testkit.Reference;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to be broken is told in one line, and keeps no plugin beside it from working. */
class BrokenDropInTest {

  /** Of the page docs/plugins/broken-jars.md, as the fixtures were tried. */
  private static final List<String> ROWS = new ArrayList<>();

  @TempDir Path plugins;

  @AfterAll
  static void thePageShowsWhatIsTold() throws IOException {
    BrokenJarsPage.assertShows(ROWS);
  }

  @FunctionalInterface
  private interface Fixture {
    void writeTo(Path folder) throws IOException;
  }

  private static Arguments broken(String code, String how, String said, Fixture fixture) {
    return Arguments.of(code, how, said, fixture);
  }

  private static Arguments jar(String code, String how, String said, PluginJar jar) {
    return broken(code, how, said, folder -> jar.write(folder.resolve("acme.jar")));
  }

  private static Arguments plugin(String code, String how, String said, String members) {
    return jar(code, how, said, PluginJar.plugin("acme", members));
  }

  /** What the message says after the place; NAME stands for the plugin's id, version and file. */
  static Stream<Arguments> fixtures() {
    String enumeration = "@Override public List<ComponentFactory<?, ?>> components() { %s }";
    String start = "@Override public void start(PluginContext context) { %s }";
    String hang =
        """
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
          try {
            Thread.sleep(100);
          } catch (InterruptedException deaf) {
            continue;
          }
        }
        """;
    return Stream.of(
        broken(
            "EBM-P101",
            "no zip file",
            "acme.jar: is not a readable jar",
            folder -> Files.writeString(folder.resolve("acme.jar"), "no zip")),
        broken(
            "EBM-P101",
            "cut off",
            "acme.jar: is not a readable jar",
            folder -> {
              Path jar = PluginJar.plugin("acme", "").write(folder.resolve("acme.jar"));
              byte[] bytes = Files.readAllBytes(jar);
              Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
            }),
        jar(
            "EBM-P102",
            "no service file",
            "acme.jar: no jar has the file META-INF/services/",
            PluginJar.plugin("acme", "").drop(PluginJar.SERVICE)),
        jar(
            "EBM-P103",
            "manifest key missing",
            "acme.jar: the manifest lacks Ebm-Plugin-Version",
            PluginJar.plugin("acme", "").without("Ebm-Plugin-Version")),
        jar(
            "EBM-P103",
            "manifest asks for a Java that is no number",
            "acme.jar: Ebm-Requires-Java is 'seventeen'",
            PluginJar.plugin("acme", "").attribute("Ebm-Requires-Java", "seventeen")),
        jar(
            "EBM-P104",
            "newer API",
            "NAME: is built against API 1.9",
            PluginJar.plugin("acme", "").attribute("Ebm-Api-Version", "1.9")),
        broken(
            "EBM-P106",
            "duplicate id",
            "b.jar): have the same plugin id acme",
            folder -> {
              PluginJar.plugin("acme", "").write(folder.resolve("a.jar"));
              PluginJar.plugin("acme", "").write(folder.resolve("b.jar"));
            }),
        jar(
            "EBM-P107",
            "class missing",
            "NAME: Provider acme.Misspelt not found",
            PluginJar.plugin("acme", "").service("acme.Misspelt")),
        jar(
            "EBM-P107",
            "service file is no list of classes",
            "NAME: the service file is malformed",
            PluginJar.plugin("acme", "").service("acme Plugin !")),
        jar(
            "EBM-P107",
            "class file damaged",
            "NAME: a class file is damaged",
            PluginJar.of("acme").service("acme.Plugin").entry("acme/Plugin.class", "rubbish")),
        broken(
            "EBM-P107",
            "class in the wrong folder",
            "NAME: a class lies in the wrong folder of the jar: other/Plugin",
            folder -> {
              Path jar = PluginJar.plugin("acme", "").write(folder.resolve("acme.jar"));
              byte[] bytes;
              try (JarFile read = new JarFile(jar.toFile())) {
                bytes = read.getInputStream(read.getEntry("acme/Plugin.class")).readAllBytes();
              }
              PluginJar.of("acme")
                  .service("other.Plugin")
                  .entry("other/Plugin.class", bytes)
                  .write(jar);
            }),
        plugin(
            "EBM-P108",
            "constructor throws",
            "NAME: the constructor of acme.Plugin threw java.lang.IllegalStateException: no licence",
            "public Plugin() { throw new IllegalStateException(\"no\\r\\nlicence\"); }"),
        plugin(
            "EBM-P108",
            "constructor fails an assertion",
            "NAME: the constructor of acme.Plugin threw java.lang.AssertionError",
            "public Plugin() { throw new AssertionError(); }"),
        jar(
            "EBM-P108",
            "class is abstract",
            "NAME: the constructor of acme.Plugin threw java.lang.InstantiationException",
            PluginJar.of("acme")
                .service("acme.Plugin")
                .source(
                    "acme.Plugin",
                    "package acme; public abstract class Plugin implements dev.ebm.api.plugin.EbmPlugin {}")),
        jar(
            "EBM-P109",
            "reserved id",
            "plugin ebm-acme 1.2.3 (PATH): the plugin id ebm-acme is reserved",
            PluginJar.plugin("ebm-acme", "")),
        plugin(
            "EBM-P112",
            "constructor hangs",
            "NAME: has not come back after 1.0 s at acme.Plugin.<init>",
            "public Plugin() { " + hang + " }"),
        plugin(
            "EBM-P112",
            "start hangs",
            "NAME: has not come back after 1.0 s at acme.Plugin.start",
            start.formatted(hang)),
        plugin(
            "EBM-P120",
            "component name is not kebab-case",
            "NAME: the loss name 'Huber Loss' is not kebab-case",
            PluginJar.loss("Huber Loss")),
        plugin(
            "EBM-P121",
            "enumeration throws",
            "NAME: asking acme.Plugin what it offers failed: java.lang.IllegalStateException: oops again",
            enumeration.formatted("throw new IllegalStateException(\"oops\\n\\nagain\");")),
        plugin(
            "EBM-P121",
            "enumeration does not find a service",
            "NAME: asking acme.Plugin what it offers failed: java.util.ServiceConfigurationError",
            enumeration.formatted("throw new ServiceConfigurationError(\"no engine\");")),
        broken(
            "EBM-P121",
            "compiled against a library of another version",
            "NAME: asking acme.Plugin what it offers failed: java.lang.NoSuchMethodError",
            folder -> {
              Path old =
                  PluginJar.empty()
                      .source(
                          "lib.Name",
                          "package lib; public class Name { public static int old() { return 1; } }")
                      .write(folder.resolve(".old.jar"));
              PluginJar.plugin("acme", enumeration.formatted("lib.Name.old(); return List.of();"))
                  .sees(old)
                  .write(folder.resolve("acme/acme.jar"));
              PluginJar.empty()
                  .source("lib.Name", "package lib; public class Name {}")
                  .write(folder.resolve("acme/lib.jar"));
            }),
        jar(
            "EBM-P131",
            "brings a native library that the application has",
            "NAME: acme.jar bundles ai.djl, which the application has already",
            PluginJar.plugin("acme", "")
                .source("ai.djl.engine.Engine", "package ai.djl.engine; public class Engine {}")),
        plugin(
            "EBM-P140",
            "start throws",
            "NAME: starting it failed: java.lang.IllegalStateException: no server",
            start.formatted("throw new IllegalStateException(\"no\\nserver\");")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("fixtures")
  void isToldAndLeftOutWhileThePluginBesideItWorks(
      String code, String how, String said, Fixture fixture, @TempDir Path application)
      throws IOException {
    PluginJar.plugin("zz-good", PluginJar.loss("good")).write(plugins.resolve("zz-good.jar"));
    fixture.writeTo(plugins);
    PluginPolicy patience = PluginPolicy.byDefault().within(Duration.ofSeconds(1));

    try (PluginCatalog catalog =
        new PluginLoader(new HostWithDjl(application), patience).load(plugins)) {
      assertThat(catalog.problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.severity()).isEqualTo(Severity.ERROR);
                assertThat(problem.code()).isEqualTo(code);
                assertThat(problem.hint()).isNotEmpty();
                assertThat(problem.toString()).contains(expected(said)).doesNotContain("\n");
              });
      assertThat(lossOfTheGoodPlugin(catalog.orThrow(OnProblem.WARN))).isEqualTo(8);
      ROWS.add(BrokenJarsPage.row(how, catalog.problems().get(0), plugins));
    }
  }

  private String expected(String said) {
    Path jar = plugins.resolve("acme.jar");
    String location = (Files.exists(jar) ? jar : plugins.resolve("acme")).toString();
    return said.replace("NAME", "plugin acme 1.2.3 (PATH)").replace("PATH", location);
  }

  /** The sum of eight ones: made, traced and computed as training does. */
  private static double lossOfTheGoodPlugin(PluginCatalog catalog) {
    Loss loss = new Components(catalog).create(new ComponentSpec<>(Loss.class, "good", Map.of()));
    LossContext unused =
        (LossContext)
            Proxy.newProxyInstance(
                LossContext.class.getClassLoader(),
                new Class<?>[] {LossContext.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError(method);
                });
    Program program =
        Program.builder("loss").output("loss", loss.loss(unused, Tensors.fill(1, 4, 2))).build();
    return Reference.run(program, List.of()).get(0).at(0);
  }
}
