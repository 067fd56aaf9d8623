package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.api.method.Loss;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to be right, and those to be broken that {@link BrokenDropInTest} has no room for. */
class PluginLoaderTest {

  @TempDir Path plugins;

  /** Beside every broken plugin lies a good one, which has to load all the same. */
  @BeforeEach
  void putAGoodPluginBeside() throws IOException {
    PluginJar.plugin("zz-good", PluginJar.loss("good")).write(plugins.resolve("zz-good.jar"));
  }

  /** The problems, after checking that exactly the good plugin was loaded. */
  private List<Problem> problems() {
    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins)) {
      assertThat(catalog.plugins())
          .extracting(plugin -> plugin.id().value())
          .containsExactly("zz-good");
      return catalog.problems();
    }
  }

  private void assertOnlyProblem(String code, Path where, String... said) {
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Severity.ERROR);
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.where()).contains(where.toString());
              assertThat(problem.toString()).contains(said).doesNotContain("\n");
            });
  }

  private Path file(String name) {
    return plugins.resolve(name);
  }

  @Test
  void loadsAJarAndSaysWhereItIsFrom() {
    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow()) {
      LoadedPlugin plugin = catalog.plugins().get(0);

      assertThat(plugin.id()).isEqualTo(new PluginId("zz-good"));
      assertThat(plugin.version()).isEqualTo("1.2.3");
      assertThat(plugin.api()).isEqualTo(new ApiVersion(1, 0));
      assertThat(plugin.location()).isEqualTo(file("zz-good.jar").toString());
      assertThat(plugin.builtIn()).isFalse();
      assertThat(catalog.component(Loss.class, "good").canonicalName()).isEqualTo("zz-good:good");
      assertThat(new Components(catalog).create(new ComponentSpec<>(Loss.class, "good", Map.of())))
          .isInstanceOf(Loss.class);
    }
  }

  @Test
  void loadsAFolderOfAJarAndItsLibrary() throws IOException {
    Path library =
        PluginJar.empty()
            .source(
                "lib.Name",
                "package lib; public class Name { public static String get() { return \"from-library\"; } }")
            .write(file("acme/library.jar"));
    PluginJar.plugin("acme", PluginJar.loss("x").replace("\"x\"", "lib.Name.get()"))
        .sees(library)
        .write(file("acme/plugin.jar"));

    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow()) {
      assertThat(catalog.component(Loss.class, "from-library").plugin().location())
          .isEqualTo(file("acme").toString());
    }
  }

  @Test
  void aDirectoryThatDoesNotExistHoldsNoPlugins() {
    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(file("absent"))) {
      assertThat(catalog.plugins()).isEmpty();
      assertThat(catalog.problems()).isEmpty();
    }
  }

  @Test
  void p100PluginsDirectoryIsAFile() {
    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(file("zz-good.jar"))) {
      assertThat(catalog.problems()).extracting(Problem::code).containsExactly("EBM-P100");
    }
  }

  @Test
  void p101EmptyJar() throws IOException {
    assertOnlyProblem("EBM-P101", Files.createFile(file("empty.jar")), "not a readable jar");
  }

  @Test
  void p102NamesAMisplacedServiceFile() throws IOException {
    String misplaced = "services/dev.ebm.api.plugin.EbmPlugin";
    Path jar =
        PluginJar.plugin("acme", "")
            .drop(PluginJar.SERVICE)
            .entry(misplaced, "acme.Plugin")
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P102", jar, "found instead: " + misplaced);
  }

  @Test
  void p102TwoJarsOfferPlugins() throws IOException {
    PluginJar.plugin("acme", "").write(file("both/a.jar"));
    PluginJar.plugin("other", "").write(file("both/b.jar"));

    assertOnlyProblem("EBM-P102", file("both"), "[a.jar, b.jar]");
  }

  @Test
  void p102ServiceFileNamesNoClassOrTwo() throws IOException {
    PluginJar.of("empty").service("# nothing").write(file("empty.jar"));
    PluginJar.plugin("two", "")
        .source("two.Second", "package two; public class Second extends Plugin {}")
        .service("two.Plugin", "two.Second")
        .write(file("two.jar"));

    assertThat(problems())
        .extracting(Problem::code, Problem::where)
        .containsExactly(
            tuple("EBM-P102", "plugin empty 1.2.3 (%s)".formatted(file("empty.jar"))),
            tuple("EBM-P102", "plugin two 1.2.3 (%s)".formatted(file("two.jar"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ebm-Plugin-Id", "Ebm-Plugin-Version", "Ebm-Api-Version"})
  void p103MissingManifestKey(String key) throws IOException {
    Path jar = PluginJar.plugin("acme", "").without(key).write(file("acme.jar"));

    assertOnlyProblem("EBM-P103", jar, "the manifest lacks " + key);
  }

  @Test
  void p103MisspeltManifestKey() throws IOException {
    Path jar =
        PluginJar.plugin("acme", "").attribute("Ebm-Descripton", "x").write(file("acme.jar"));

    assertOnlyProblem("EBM-P103", jar, "Ebm-Descripton", "did you mean Ebm-Description?");
  }

  @Test
  void p103MalformedIdAndVersion() throws IOException {
    PluginJar.plugin("acme", "").attribute("Ebm-Plugin-Id", "Acme Inc").write(file("a.jar"));
    PluginJar.plugin("acme", "").attribute("Ebm-Api-Version", "1.x").write(file("b.jar"));

    assertThat(problems()).extracting(Problem::code).containsExactly("EBM-P103", "EBM-P103");
  }

  @Test
  void p103IdIsNotTheManifests() throws IOException {
    Path jar =
        PluginJar.plugin("acme", "").attribute("Ebm-Plugin-Id", "other").write(file("acme.jar"));

    assertOnlyProblem("EBM-P103", jar, "the manifest says other, the plugin says acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2.0", "0.9"})
  void p104ApiVersionIsNotAccepted(String version) throws IOException {
    Path jar =
        PluginJar.plugin("acme", "static { if (true) throw new Error(\"class was loaded\"); }")
            .attribute("Ebm-Api-Version", version)
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P104", jar, version, "offers " + ApiVersion.CURRENT);
  }

  @Test
  void p105ABundledCopyOfTheApiIsNeverUsed() throws IOException {
    Path jar =
        PluginJar.plugin("acme", PluginJar.loss("bundled"))
            .bundlingTheApi()
            .write(file("acme.jar"));

    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow()) {
      assertThat(catalog.problems())
          .singleElement()
          .satisfies(
              warning -> {
                assertThat(warning.severity()).isEqualTo(Severity.WARNING);
                assertThat(warning.code()).isEqualTo("EBM-P105");
                assertThat(warning.where()).isEqualTo(jar.toString());
              });
      assertThat(
              new Components(catalog).create(new ComponentSpec<>(Loss.class, "bundled", Map.of())))
          .isInstanceOf(Loss.class);
    }
  }

  @Test
  void p106DuplicateIdNamesBothAndLoadsNeither() throws IOException {
    Path a = PluginJar.plugin("acme", "").write(file("a.jar"));
    Path b = PluginJar.plugin("acme", "").write(file("b.jar"));

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("EBM-P106");
              assertThat(problem.where())
                  .isEqualTo("plugin acme 1.2.3 (%s), plugin acme 1.2.3 (%s)".formatted(a, b));
            });
  }

  @Test
  void p107ClassIsNoPlugin() throws IOException {
    Path jar =
        PluginJar.of("acme")
            .service("acme.Plugin")
            .source("acme.Plugin", "package acme; public class Plugin {}")
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P107", jar, "acme.Plugin not a subtype");
  }

  @Test
  void p107ConstructorIsNotPublic() throws IOException {
    Path jar = PluginJar.plugin("acme", "private Plugin() {}").write(file("acme.jar"));

    assertOnlyProblem("EBM-P107", jar, "acme.Plugin", "public constructor without arguments");
  }

  @Test
  void p107DependencyIsMissing(@TempDir Path libraries) throws IOException {
    Path library =
        PluginJar.empty()
            .source(
                "lib.Base",
                "package lib; public abstract class Base implements dev.ebm.api.plugin.EbmPlugin {}")
            .write(libraries.resolve("lib.jar"));
    Path jar =
        PluginJar.of("acme")
            .service("acme.Plugin")
            .sees(library)
            .source(
                "acme.Plugin",
                """
                package acme;
                public class Plugin extends lib.Base {
                  public dev.ebm.api.plugin.PluginId id() { return new dev.ebm.api.plugin.PluginId("acme"); }
                }
                """)
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P107", jar, "the class lib/Base is missing");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void p107ContractThatTheApplicationDoesNotHave(boolean bundled, @TempDir Path libraries)
      throws IOException {
    String name = "dev.ebm.api.plugin.Future";
    String text =
        "package dev.ebm.api.plugin; public abstract class Future implements EbmPlugin {}";
    Path future = PluginJar.empty().source(name, text).write(libraries.resolve("api.jar"));
    PluginJar plugin =
        PluginJar.of("acme")
            .sees(future)
            .service("acme.Plugin")
            .source(
                "acme.Plugin",
                """
                package acme;
                public class Plugin extends dev.ebm.api.plugin.Future {
                  public dev.ebm.api.plugin.PluginId id() { return new dev.ebm.api.plugin.PluginId("acme"); }
                }
                """);
    Path jar = (bundled ? plugin.source(name, text) : plugin).write(file("acme.jar"));

    assertOnlyProblem(
        "EBM-P107",
        jar,
        name + " is not in this application, which alone provides that package to plugins",
        bundled ? "the copy in the plugin's own jars is never used" : "plugins (the plugin was",
        "built against another API; update the application or the plugin");
  }

  @Test
  void p107CompiledForANewerJava() throws IOException {
    Path jar = PluginJar.plugin("acme", "").write(file("acme.jar"));
    byte[] bytes;
    try (var read = new JarFile(jar.toFile())) {
      bytes = read.getInputStream(read.getEntry("acme/Plugin.class")).readAllBytes();
    }
    int major = Runtime.version().feature() + 44 + 1;
    bytes[7] = (byte) major;
    PluginJar.of("acme").service("acme.Plugin").entry("acme/Plugin.class", bytes).write(jar);

    assertOnlyProblem("EBM-P107", jar, "run the application with a newer Java");
  }

  @Test
  void p107ManifestAsksForANewerJava() throws IOException {
    int next = Runtime.version().feature() + 1;
    Path jar =
        PluginJar.plugin("acme", "")
            .attribute("Ebm-Requires-Java", Integer.toString(next))
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P107", jar, "needs Java " + next);
  }

  @Test
  void p108StaticInitialiserThrows() throws IOException {
    Path jar =
        PluginJar.plugin("acme", "static final int N = Integer.parseInt(\"many\");")
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P108", jar, "NumberFormatException");
  }

  @Test
  void p108ConstructorCallsItselfForEver() throws IOException {
    Path jar =
        PluginJar.plugin("acme", "public Plugin() { new Plugin(); }").write(file("acme.jar"));

    assertOnlyProblem("EBM-P108", jar, "plugin acme 1.2.3", "StackOverflowError");
  }

  @Test
  void p100AFolderThatCannotBeReadIsNamedAndTheOthersAreLoaded() throws IOException {
    Path locked = Files.createDirectory(file("locked"));
    assumeTrue(locked.toFile().setReadable(false) && !Files.isReadable(locked), "not as root");

    assertOnlyProblem("EBM-P100", locked, "cannot be read");
  }

  @Test
  void p110TellsWhatItIgnoresButNotDotFiles() throws IOException {
    Files.writeString(file("notes.txt"), "x");
    Files.createDirectory(file("nothing"));
    PluginJar.plugin("deep", "").write(file("deep/lib/deep.jar"));
    Files.writeString(file(".DS_Store"), "x");
    Files.createDirectory(file(".git"));

    assertThat(problems())
        .allMatch(problem -> problem.severity() == Severity.WARNING)
        .extracting(problem -> problem.code() + " " + problem.where() + " " + problem.hint())
        .containsExactly(
            "EBM-P110 " + file("deep/lib/deep.jar") + " put it directly into the folder deep",
            "EBM-P110 " + file("notes.txt") + " remove it",
            "EBM-P110 " + file("nothing") + " remove it");
  }

  @Test
  void p120DuplicateComponentName() throws IOException {
    Path jar =
        PluginJar.plugin(
                "acme",
                """
                public record Options() {}
                static ComponentFactory<?, ?> loss() {
                  return new ComponentFactory<>(Loss.class, "twice", Options.class, "", (o, c) -> (d, x) -> x.sum());
                }
                @Override public List<ComponentFactory<?, ?>> components() { return List.of(loss(), loss()); }
                """)
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P120", jar, "offers the loss 'twice' twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Camel", "with space", "a:b", "", "under_score"})
  void p120InvalidComponentName(String name) throws IOException {
    Path jar = PluginJar.plugin("acme", PluginJar.loss(name)).write(file("acme.jar"));

    assertOnlyProblem("EBM-P120", jar, "the loss name '" + name + "' is not kebab-case");
  }

  @Test
  void p120OptionsAreNoRecord() throws IOException {
    Path jar =
        PluginJar.plugin(
                "acme",
                """
                @SuppressWarnings({"unchecked", "rawtypes"})
                @Override public List<ComponentFactory<?, ?>> components() {
                  return List.of(new ComponentFactory(Loss.class, "x", String.class, "", (o, c) -> o));
                }
                """)
            .write(file("acme.jar"));

    assertOnlyProblem(
        "EBM-P120", jar, "the options of the loss 'x' are no record: java.lang.String");
  }

  @Test
  void p120UnknownContract() throws IOException {
    Path jar =
        PluginJar.plugin(
                "acme",
                PluginJar.loss("x")
                    .replace("Loss.class", "Runnable.class")
                    .replace("(c, x) -> x.sum()", "() -> {}"))
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P120", jar, "java.lang.Runnable of 'x' is no contract");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "throw new IllegalStateException(\"oops\");",
        "throw new NoClassDefFoundError(\"gone\");",
        "return null;",
        "return Collections.singletonList(null);"
      })
  void p121EnumerationFails(String body) throws IOException {
    Path jar =
        PluginJar.plugin(
                "acme",
                "@Override public List<ComponentFactory<?, ?>> components() { " + body + " }")
            .write(file("acme.jar"));

    assertOnlyProblem("EBM-P121", jar, "acme.Plugin");
  }
}
