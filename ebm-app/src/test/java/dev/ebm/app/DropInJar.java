package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A plugin {@code acme} of one class in the package {@code acme}, compiled and packed. */
final class DropInJar {

  private static final String SERVICE = "META-INF/services/dev.ebm.api.plugin.EbmPlugin";

  private DropInJar() {}

  /**
   * Packs a plugin.
   *
   * @param offers the members of the class behind its id
   */
  static Path write(Path jar, String offers) throws IOException {
    Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent().getParent(), "work");
    Path source =
        Files.writeString(
            work.resolve("Acme.java"),
            """
            package acme;
            import dev.ebm.api.backend.*;
            import dev.ebm.api.config.*;
            import dev.ebm.api.method.*;
            import dev.ebm.api.plugin.*;
            import java.util.List;
            public class Acme implements EbmPlugin {
              @Override public PluginId id() { return new PluginId("acme"); }
            """
                + offers
                + "}\n");
    List<String> args =
        List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", work.toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    Stream.concat(args.stream(), Stream.of(source.toString()))
                        .toArray(String[]::new)))
        .isZero();
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Ebm-Plugin-Id", "acme");
    attributes.putValue("Ebm-Plugin-Version", "2.0");
    attributes.putValue("Ebm-Api-Version", "1.0");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        Stream<Path> classes = Files.list(work.resolve("acme"))) {
      for (Path type : classes.toList()) {
        out.putNextEntry(new ZipEntry("acme/" + type.getFileName()));
        out.write(Files.readAllBytes(type));
      }
      out.putNextEntry(new ZipEntry(SERVICE));
      out.write("acme.Acme".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
