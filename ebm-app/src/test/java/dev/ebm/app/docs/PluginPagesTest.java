package dev.ebm.app.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.ebm.app.InProcess;
import dev.ebm.app.docs.DocumentationPage.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The examples of docs/plugins compile against the API alone, pass the tests beside them, and train
 * when they are dropped in. The tutorial as a whole is carried out by an integration test.
 */
@Tag("slow")
final class PluginPagesTest {

  private static final Path FOLDER = DocumentationPage.ROOT.resolve("docs/plugins");
  private static final String EXPERIMENT = "experiment.yaml";

  @TempDir private static Path work;
  private static PluginExamples examples;

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  /** Files as a project has them; the tutorial's lie in a folder more. */
  private static List<Block> blocks(Path page) {
    return DocumentationPage.of(page).blocks().stream()
        .map(
            b ->
                new Block(
                    b.file().map(f -> f.replaceFirst("^acme-score/", "")), b.language(), b.text()))
        .toList();
  }

  @BeforeAll
  static void compile() throws IOException {
    List<Block> all = new ArrayList<>();
    pages().forEach(page -> all.addAll(blocks(page)));
    examples = PluginExamples.of(all, work);
  }

  @AfterAll
  static void close() throws IOException {
    examples.close();
  }

  @Test
  void thereIsAnExampleOfEachKind() {
    assertThat(examples.offers()).hasSize(8);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockOfJavaIsAFile(Path page) {
    assertThat(blocks(page))
        .filteredOn(block -> block.language().equals("java"))
        .allMatch(block -> block.file().filter(name -> name.endsWith(".java")).isPresent());
  }

  static List<Path> pagesWithTests() throws IOException {
    List<Path> pages = new ArrayList<>(pages());
    pages.removeIf(page -> blocks(page).stream().noneMatch(b -> b.isBelow(PluginExamples.TEST)));
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pagesWithTests")
  void theTestsOfThePagePass(Path page) {
    LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
    blocks(page).stream()
        .filter(block -> block.isBelow(PluginExamples.TEST))
        .forEach(block -> request.selectors(selectClass(examples.type(block))));
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherConfig plain =
        LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(examples.loader());
    try {
      LauncherFactory.create(plain).execute(request.build(), listener);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(listener.getSummary().getFailures())
        .extracting(one -> one.getTestIdentifier().getDisplayName() + ": " + one.getException())
        .isEmpty();
    assertThat(listener.getSummary().getTestsSucceededCount()).isPositive();
  }

  private static Optional<Block> experiment(Path page) {
    return blocks(page).stream().filter(block -> block.isBelow(EXPERIMENT)).findFirst();
  }

  /** The tutorial's names a plugin of its own. */
  static List<Path> pagesWithExperiments() throws IOException {
    List<Path> pages = new ArrayList<>(pages());
    pages.removeIf(page -> experiment(page).isEmpty() || page.endsWith("tutorial.md"));
    return pages;
  }

  @ParameterizedTest
  @MethodSource("pagesWithExperiments")
  void theExperimentOfThePageTrains(Path page) throws IOException {
    Path run = work.resolve(page.getFileName()).resolve("run");
    InProcess trained = train(page, "--set", "train.steps=3", "--out", run.toString());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(run.resolve(EXPERIMENT)).content().contains("acme-");
  }

  private static InProcess train(Path page, String... options) throws IOException {
    Path folder = Files.createDirectories(work.resolve(page.getFileName()));
    Path file = Files.writeString(folder.resolve(EXPERIMENT), experiment(page).get().text());
    String plugins = examples.plugins().toString();
    return InProcess.ebm(
        Stream.concat(
                Stream.of("train", file.toString(), "--plugins-dir", plugins), Stream.of(options))
            .toArray(String[]::new));
  }

  @Test
  void theExamplesAreVerifiedAndTheBackendTellsWhatItLacks() throws IOException {
    String jar = examples.plugins().resolve("acme-pages.jar").toString();
    InProcess verified = InProcess.ebm("plugins", "verify", jar, "--strict");
    assertThat(verified.errors()).isEmpty();
    InProcess probed =
        InProcess.ebm(
            "backends",
            "probe",
            "acme-tiny",
            "--open",
            "--plugins-dir",
            examples.plugins().toString());
    assertThat(probed.out()).contains("opened", "one loop an operation", "tanh=[");
    InProcess refused = train(FOLDER.resolve("energy.md"), "--backend", "acme-tiny");
    assertThat(refused.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-B002 ")
        .contains("backend 'acme-tiny' has no ", "of plugin acme-pages");
  }
}
