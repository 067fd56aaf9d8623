package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.docs.DocumentationPage;
import dev.ebm.app.docs.DocumentationPage.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever does what docs/plugins/tutorial.md says gets what it shows. */
final class TutorialIT {

  /** What {@link MavenProject} does in its own way. */
  private static final String INSTALL = "mvn -q install -DskipTests -pl ebm-api,ebm-testkit -am";

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  @TempDir private Path folder;

  @Test
  void everyStepWorks() throws IOException {
    List<Block> blocks = DocumentationPage.of("docs/plugins/tutorial.md").blocks();
    for (Block block : blocks) {
      if (block.file().isPresent()) {
        Path file = folder.resolve(block.file().get());
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.text());
      } else if (block.language().equals("sh")) {
        for (String command : block.text().lines().toList()) {
          run(List.of(command.split(" ")));
        }
      } else if (block.language().equals("console")) {
        showsWhatIsWritten(block.text().lines().toList());
      }
    }
    assertThat(blocks).filteredOn(block -> block.language().equals("console")).hasSize(5);
  }

  private void run(List<String> command) throws IOException {
    switch (command.get(0)) {
      case "mvn" -> build(command);
      case "mkdir" -> Files.createDirectories(folder.resolve(command.get(2)));
      case "cp" -> {
        Path from = folder.resolve(command.get(1));
        Files.copy(from, folder.resolve(command.get(2)).resolve(from.getFileName()));
      }
      default -> throw new AssertionError("the test does not know " + command);
    }
  }

  private void build(List<String> command) throws IOException {
    if (String.join(" ", command).equals(INSTALL)) {
      return;
    }
    assertThat(command).startsWith("mvn", "-q", "-f").endsWith("package").hasSize(5);
    Path project = folder.resolve(command.get(3)).getParent();
    Path jar = new MavenProject(project, Files.createDirectory(folder.resolve("build"))).build();
    Path target = Files.createDirectories(project.resolve("target"));
    Files.copy(jar, target.resolve(jar.getFileName()));
  }

  /** The first line is a command; numbers may differ, and three dots stand for any lines. */
  private void showsWhatIsWritten(List<String> block) {
    assertThat(block.get(0)).startsWith("$ ./ebm ");
    List<String> expected = new ArrayList<>(block.subList(1, block.size()));
    Ebm.Result result = Ebm.in(folder).run(block.get(0).substring("$ ./ebm ".length()).split(" "));
    boolean fails = expected.get(0).startsWith("EBM-");
    assertThat(result.exitCode() != 0).as(result.err()).isEqualTo(fails);
    List<String> shown = fails ? result.errors() : result.out().lines().toList();
    if (expected.remove("...")) {
      assertThat(masked(shown)).startsWith(masked(expected).toArray(String[]::new));
    } else {
      assertThat(masked(shown)).isEqualTo(masked(expected));
    }
  }

  private List<String> masked(List<String> lines) {
    return lines.stream()
        .map(line -> line.replace(folder + "/", "/home/you/ebm/"))
        .map(line -> NUMBER.matcher(line).replaceAll("#").replaceAll(" +", " "))
        .toList();
  }
}
