package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A drop-in and a backend of the application that load one native library exclude each other. */
final class NativeLibrariesTest {

  private static final String CLAIMS = "ebm.native.";

  private static final String BACKEND =
      """
      public record Config() {}
      @Override public List<BackendFactory<?>> backends() {
        return List.of(new BackendFactory<Config>() {
          @Override public String name() { return "other"; }
          @Override public Class<Config> configType() { return Config.class; }
          @Override public String summary() { return "For tests"; }
          @Override public BackendProbe probe() { return new BackendProbe(true, "", List.of("%s")); }
          @Override public Backend open(Config config) { throw new UnsatisfiedLinkError("loads"); }
        });
      }
      """;

  private final Properties claims = new Properties();

  @TempDir private Path folder;
  private Path plugins;

  /** What tests before this one opened has to be claimed again after it. */
  @BeforeEach
  void putClaimsAside() throws IOException {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(CLAIMS)) {
        claims.setProperty(name, System.getProperties().remove(name).toString());
      }
    }
  }

  @AfterEach
  void claimAgain() {
    System.getProperties().keySet().removeIf(name -> name.toString().startsWith(CLAIMS));
    System.getProperties().putAll(claims);
  }

  private InProcess open(String backend) {
    return InProcess.ebm(
        "backends", "probe", backend, "--open", "--plugins-dir", plugins.toString());
  }

  @ParameterizedTest
  @CsvSource({"djl, torch", "djl, djl_torch", "tf, tensorflow_cc", "tf, jnijavacpp"})
  void theOneThatComesFirstKeepsTheLibrary(String own, String library) throws IOException {
    Path jar = DropInJar.write(plugins.resolve("acme.jar"), BACKEND.formatted(library));
    String dropIn = "acme 2.0 (" + jar + ")";

    assertThat(open("other").out()).contains("loads");
    InProcess second = open(own);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.out())
        .containsPattern("EBM-P130 plugin ebm-backend-" + own + " ")
        .contains("the native library '" + library + "' belongs to plugin " + dropIn);

    System.getProperties().keySet().removeIf(name -> name.toString().startsWith(CLAIMS));
    assertThat(open(own).exitCode()).isZero();
    InProcess late = open("other");
    assertThat(late.out())
        .contains("EBM-P130 plugin " + dropIn + ": the native library '" + library + "' belongs to")
        .contains("belongs to plugin ebm-backend-" + own)
        .doesNotContain("loads");
  }
}
