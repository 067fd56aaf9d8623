package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options and the file say about plugins, from the command line to the exit code. */
final class PluginOptionsTest {

  @TempDir private Path plugins;

  private InProcess ebm(String... args) {
    return InProcess.ebm(
        Stream.concat(Stream.of(args), Stream.of("--plugins-dir", plugins.toString()))
            .toArray(String[]::new));
  }

  /** Two broken drop-ins. */
  private void breakTwo() throws IOException {
    Files.writeString(plugins.resolve("a.jar"), "no zip");
    Files.writeString(plugins.resolve("b.jar"), "no zip either");
  }

  @Test
  void theFolderMayHaveTheNameOfACommand() {
    InProcess result = InProcess.ebm("--plugins-dir", "plugins", "plugins", "list");

    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-A006 --plugins-dir plugins: there is no such folder");
  }

  @Test
  void aBrokenPluginStopsTheProgramAfterAllProblemsWereTold() throws IOException {
    breakTwo();
    InProcess result = ebm("components", "list");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errors())
        .hasSize(2)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("EBM-P101 " + plugins.resolve("a.jar")),
            line -> assertThat(line).startsWith("EBM-P101 " + plugins.resolve("b.jar")));
  }

  @Test
  void aWarningIsEnoughIfToldSoByTheOptionOrTheFile() throws IOException {
    breakTwo();
    InProcess byOption = ebm("components", "list", "--json", "--plugins-on-problem", "warn");
    Files.writeString(plugins.resolve("plugins.yaml"), "on-problem: warn\n");
    InProcess byFile = ebm("components", "list", "--json");

    for (InProcess result : List.of(byOption, byFile)) {
      assertThat(result.exitCode()).isZero();
      assertThat(result.errors()).hasSize(2).allMatch(l -> l.startsWith("warning: EBM-P101 "));
      assertThat(new ObjectMapper().readTree(result.out()).get("components")).isNotEmpty();
    }
    assertThat(ebm("components", "list", "--plugins-on-problem", "fail").exitCode()).isEqualTo(2);
  }

  @Test
  void pluginsListNeverFailsFast() throws IOException {
    breakTwo();
    InProcess result = ebm("plugins", "list", "--plugins-required", "acme");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("ebm-losses");
    assertThat(result.errors()).hasSize(3);
  }

  @Test
  void aRequiredPluginHasToBeThere() {
    InProcess result =
        ebm(
            "components",
            "list",
            "--plugins-required",
            "acme,ebm-data",
            "--plugins-on-problem",
            "warn");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-P113 plugin acme: is required and is missing; found: ")
        .contains("ebm-data");
  }

  @Test
  void aDisabledPluginOffersNothing() {
    assertThat(ebm("components", "list").out()).contains("ebm-losses");

    InProcess result = ebm("components", "list", "--plugins-disabled", "ebm-losses,test-losses");
    assertThat(result.out()).doesNotContain("ebm-losses").contains("ebm-samplers");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
  }

  @Test
  void strictRefusesThePluginThatTheseTestsHaveOnTheClassPath() {
    InProcess result = ebm("components", "list", "--plugins-strict");

    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-P115 plugin test-losses dev (class path): has no manifest");
  }

  @Test
  void tellsAMistakeInTheFile() throws IOException {
    Path file = Files.writeString(plugins.resolve("plugins.yaml"), "on-problm: warn\n");
    InProcess result = ebm("plugins", "list");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-C001 " + file + " on-problm: unknown key (did you mean 'on-problem'?");
  }

  @Test
  void whatAPluginPrintsDoesNotSpoilTheOutput(@TempDir Path work) throws IOException {
    Path source =
        Files.writeString(
            work.resolve("Chatty.java"),
            """
            public class Chatty implements dev.ebm.api.plugin.EbmPlugin {
              public Chatty() { System.out.println("Welcome!"); }
              @Override public dev.ebm.api.plugin.PluginId id() {
                return new dev.ebm.api.plugin.PluginId("chatty");
              }
            }
            """);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                work.toString(),
                source.toString());
    assertThat(compiled).isZero();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Ebm-Plugin-Id", "chatty");
    attributes.putValue("Ebm-Plugin-Version", "2.0");
    attributes.putValue("Ebm-Api-Version", "1.0");
    Path jar = plugins.resolve("chatty.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new ZipEntry("Chatty.class"));
      out.write(Files.readAllBytes(work.resolve("Chatty.class")));
      out.putNextEntry(new ZipEntry("META-INF/services/dev.ebm.api.plugin.EbmPlugin"));
      out.write("Chatty".getBytes(StandardCharsets.UTF_8));
    }

    InProcess result = ebm("components", "list", "--json");
    assertThat(new ObjectMapper().readTree(result.out()).get("components")).isNotEmpty();
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("warning: EBM-P111 plugin chatty 2.0 (%s): printed".formatted(jar))
        .contains("Welcome!");
    assertThat(result.exitCode()).isZero();
  }
}
