package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.api.method.Loss;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.core.plugin.LeftOutPlugin.State;
import dev.ebm.core.plugin.TestPlugin.NoOptions;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLifecycleTest {

  /** What plugins in loaders of their own and the test both see: an object of the JDK. */
  private static final String DIARY = "ebm.test.diary";

  private final List<String> diary = new ArrayList<>();

  @TempDir Path plugins;

  @BeforeEach
  void open() {
    System.getProperties().put(DIARY, diary);
  }

  @AfterEach
  void close() {
    System.getProperties().remove(DIARY);
  }

  /** Members that write every call into the diary, if the context loader is right. */
  private static String diarist(String start, String close) {
    return """
        @SuppressWarnings("unchecked")
        static void note(String what) {
          if (Thread.currentThread().getContextClassLoader() != Plugin.class.getClassLoader()) {
            throw new IllegalStateException("foreign context loader in " + what);
          }
          ((List<String>) System.getProperties().get("%s")).add(what);
        }
        public Plugin() { note("made " + id()); }
        @Override public void start(PluginContext context) {
          note("started " + context.id() + " of API " + context.hostApi()); %s
        }
        @Override public void close() { note("closed " + id()); %s }
        """
        .formatted(DIARY, start, close);
  }

  private PluginCatalog load(PluginPolicy policy) {
    return new PluginLoader(new BareHost(), policy).load(plugins);
  }

  private PluginCatalog load() {
    return load(PluginPolicy.byDefault());
  }

  private void dropIn(String id, String members) throws IOException {
    PluginJar.plugin(id, members).write(plugins.resolve("z-" + id + ".jar"));
  }

  @Test
  void startsInTheOrderOfIdsAndClosesInReverseOnce() throws IOException {
    dropIn("b", diarist("", ""));
    dropIn("a", diarist("", ""));
    dropIn("c", diarist("", ""));

    PluginCatalog catalog = load().orThrow();
    catalog.close();
    catalog.close();

    assertThat(diary)
        .containsExactly(
            "made a",
            "made b",
            "made c",
            "started a of API 1.0",
            "started b of API 1.0",
            "started c of API 1.0",
            "closed c",
            "closed b",
            "closed a");
  }

  @Test
  void aPluginThatDoesNotStartIsLeftOutAndNotClosed() throws IOException {
    dropIn("a", diarist("throw new IllegalStateException(\"no server\");", ""));
    dropIn("b", diarist("", ""));

    try (PluginCatalog catalog = load()) {
      assertThat(catalog.plugins()).extracting(p -> p.id().value()).containsExactly("b");
      assertThat(catalog.problems()).extracting(Problem::code).containsExactly("EBM-P140");
    }
    assertThat(diary).endsWith("started b of API 1.0", "closed b").doesNotContain("closed a");
  }

  @Test
  void allAreClosedThoughSomeFailTo() throws IOException {
    dropIn("a", diarist("", "throw new IllegalStateException(\"stuck\");"));
    dropIn("b", diarist("", "throw new NoClassDefFoundError(\"acme/Gone\");"));
    dropIn("c", diarist("", ""));
    PluginCatalog catalog = load().orThrow();

    assertThatThrownBy(catalog::close)
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("EBM-P140 plugin b 1.2.3 (" + plugins.resolve("z-b.jar") + "): ")
        .hasMessageContaining("closing it failed: java.lang.NoClassDefFoundError: acme/Gone")
        .hasMessageContaining("EBM-P140 plugin a 1.2.3")
        .hasMessageContaining("stuck");
    assertThat(diary).endsWith("closed c", "closed b", "closed a");
  }

  @Test
  void theContextHelpsThreadsOfThePlugin() throws IOException {
    dropIn(
        "a",
        diarist(
            """
            Thread own = new Thread(() -> context.inPluginClassLoader(() -> { note("own thread"); return ""; }));
            own.setContextClassLoader(null);
            own.start();
            try { own.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
            """,
            ""));

    load().orThrow().close();

    assertThat(diary).contains("own thread");
  }

  private record Closing(String name, List<String> diary) implements Loss, AutoCloseable {
    @Override
    public Tensor loss(dev.ebm.api.method.LossContext context, Tensor x) {
      return x.sum();
    }

    @Override
    public void close() throws IOException {
      diary.add("closed " + name);
      if (name.equals("second")) {
        throw new IOException("disk full");
      }
    }
  }

  @Test
  void componentsAreClosedThoseMadeLastFirstAndBeforeThePlugins() {
    TestPlugin plugin = new TestPlugin("acme");
    for (String name : List.of("first", "second", "third")) {
      plugin.add(Loss.class, name, NoOptions.class, (options, c) -> new Closing(name, diary));
    }
    PluginCatalog catalog = PluginCatalog.of(plugin);
    for (String name : List.of("first", "second", "third")) {
      new Components(catalog).create(new ComponentSpec<>(Loss.class, name, Map.of()));
    }

    assertThatThrownBy(catalog::close)
        .hasMessage(
            "EBM-P140 loss 'second' of plugin acme dev (class path): closing it failed:"
                + " java.io.IOException: disk full (report it to the plugin's author)");
    assertThat(diary).containsExactly("closed third", "closed second", "closed first");
  }

  @Test
  void p111WhatAPluginPrintsIsKeptApartAndTold() throws IOException {
    dropIn(
        "a",
        """
        static { System.out.println("hello"); }
        public Plugin() { System.err.println("from here"); }
        @Override public void start(PluginContext context) {
          Thread own = new Thread(() -> System.out.println("own thread"));
          own.start();
          try { own.join(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
        }
        """);
    PrintStream out = System.out;
    PrintStream err = System.err;

    try (PluginCatalog catalog = load().orThrow()) {
      String said = "EBM-P111 plugin a 1.2.3 (%s): printed while it was loaded: ";
      assertThat(catalog.problems())
          .allMatch(problem -> problem.severity() == Severity.WARNING)
          .extracting(problem -> problem.toString().replaceFirst(" \\(a plugin logs.*", ""))
          .containsExactly(
              said.formatted(plugins.resolve("z-a.jar")) + "hello [and 1 more lines]",
              said.formatted(plugins.resolve("z-a.jar")) + "own thread");
    }
    assertThat(System.out).isSameAs(out);
    assertThat(System.err).isSameAs(err);
  }

  @Test
  void aDisabledPluginIsNotEvenLoadedAndIsMentionedWhereItMayBeMissed() throws IOException {
    dropIn("a", diarist("", "") + PluginJar.loss("wanted"));
    PluginJar.plugin("b", "").without("Ebm-Api-Version").write(plugins.resolve("z-b.jar"));

    try (PluginCatalog catalog =
        load(PluginPolicy.byDefault().with(List.of("a", "b"), List.of()))) {
      assertThat(catalog.problems()).isEmpty();
      assertThat(catalog.leftOut())
          .allMatch(plugin -> plugin.state() == State.DISABLED && plugin.codes().isEmpty())
          .extracting(LeftOutPlugin::toString)
          .containsExactly(
              "plugin a (%s)".formatted(plugins.resolve("z-a.jar")),
              "plugin b (%s)".formatted(plugins.resolve("z-b.jar")));
      assertThatThrownBy(() -> catalog.component(Loss.class, "wanted"))
          .hasMessageContaining(
              "plugins disabled: plugin a (%s), plugin b", plugins.resolve("z-a.jar"));
    }
    assertThat(diary).isEmpty();
  }

  @Test
  void p113ARequiredPluginHasToBeThereWhateverTheReaction() throws IOException {
    dropIn("good", "");
    dropIn("broken", "public Plugin() { throw new Error(); }");
    dropIn("unwanted", "");
    PluginPolicy policy =
        PluginPolicy.byDefault()
            .with(List.of("unwanted"), List.of("good", "broken", "unwanted", "absent"));

    try (PluginCatalog catalog = load(policy)) {
      assertThat(catalog.problems())
          .filteredOn(problem -> problem.code().equals("EBM-P113"))
          .extracting(problem -> problem.where() + ": " + problem.what())
          .containsExactly(
              "plugin broken: is required and is broken; found: good",
              "plugin unwanted: is required and is disabled; found: good",
              "plugin absent: is required and is missing; found: good");
      assertThatThrownBy(() -> catalog.orThrow(OnProblem.WARN))
          .isInstanceOf(PluginException.class)
          .hasMessageContaining("EBM-P108")
          .hasMessageContaining("EBM-P113");
    }
  }

  @Test
  void p115StrictRefusesAPluginWithoutManifest(@TempDir Path folder) throws IOException {
    Path jar =
        PluginJar.plugin("acme", "")
            .without("Ebm-Plugin-Id")
            .without("Ebm-Plugin-Version")
            .without("Ebm-Api-Version")
            .write(folder.resolve("acme.jar"));
    try (java.net.URLClassLoader host =
        new java.net.URLClassLoader(new java.net.URL[] {jar.toUri().toURL()}, new BareHost())) {
      try (PluginCatalog lenient = new PluginLoader(host, PluginPolicy.byDefault()).load()) {
        assertThat(lenient.orThrow().plugins())
            .extracting(LoadedPlugin::version)
            .containsOnly("dev");
      }
      try (PluginCatalog strict =
          new PluginLoader(host, PluginPolicy.byDefault().strictly()).load()) {
        assertThat(strict.plugins()).isEmpty();
        assertThat(strict.problems())
            .singleElement()
            .hasToString(
                "EBM-P115 plugin acme dev (class path): has no manifest, which is refused by"
                    + " 'strict' (pack it as a jar with the manifest's Ebm- keys, or do without"
                    + " 'strict')");
      }
    }
  }

  @Test
  void p116TellsADisabledIdThatNobodyHas() throws IOException {
    dropIn("acme", "");

    try (PluginCatalog catalog = load(PluginPolicy.byDefault().with(List.of("acne"), List.of()))) {
      assertThat(catalog.orThrow().problems())
          .singleElement()
          .hasToString(
              "EBM-P116 plugin acne: is disabled, and no plugin has this id (did you mean 'acme'?"
                  + " known: acme)");
    }
  }

  @Test
  void warnGoesOnWithoutTheBrokenAndFailTellsAllProblems() throws IOException {
    dropIn("good", PluginJar.loss("good"));
    dropIn("b", "public Plugin() { throw new Error(); }");
    dropIn("c", PluginJar.loss("Not Kebab"));

    try (PluginCatalog catalog = load()) {
      assertThat(catalog.orThrow(OnProblem.WARN).component(Loss.class, "good")).isNotNull();
      assertThatThrownBy(() -> catalog.orThrow(OnProblem.FAIL))
          .hasMessageContaining("EBM-P108 plugin b")
          .hasMessageContaining("EBM-P120 plugin c");
    }
  }

  @Test
  void aPluginThatDoesNotCloseNeverHidesWhatIsWrongWithOthers() throws IOException {
    dropIn("a", diarist("", "throw new IllegalStateException(\"stuck\");"));
    dropIn("b", "public Plugin() { throw new Error(); }");

    try (PluginCatalog catalog = load()) {
      assertThatThrownBy(catalog::orThrow)
          .hasMessageStartingWith("EBM-P108 plugin b")
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageStartingWith("EBM-P140"));
    }
    assertThat(diary).endsWith("closed a");
  }

  @Test
  void oneCatalogueHoldsAllProblemsAndThrowsThemOnDemand() throws IOException {
    Files.writeString(plugins.resolve("a.jar"), "no zip");
    PluginJar.plugin("b", "public Plugin() { throw new Error(); }").write(plugins.resolve("b.jar"));
    Files.writeString(plugins.resolve("c.txt"), "x");

    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins)) {
      PluginException e = catchThrowableOfType(PluginException.class, catalog::orThrow);

      assertThat(e.problems())
          .extracting(Problem::code)
          .containsExactlyInAnyOrder("EBM-P101", "EBM-P108", "EBM-P110");
      assertThat(e.problems()).isEqualTo(catalog.problems());
    }
  }

  @Test
  void warningsAloneDoNotStop() throws IOException {
    Files.write(plugins.resolve("readme.md"), "x".getBytes(StandardCharsets.UTF_8));

    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow()) {
      assertThat(catalog.problems()).hasSize(1);
    }
  }
}
