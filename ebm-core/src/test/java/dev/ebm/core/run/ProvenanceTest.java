package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

  @TempDir Path folder;

  /** The hash of "abc" is an example of FIPS 180-4. */
  @Test
  void hashesDataFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "abc");
    assertThat(Provenance.DataFile.of(file))
        .isEqualTo(
            new Provenance.DataFile(
                file.toString(),
                3,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assertFails("EBM-R006", () -> Provenance.DataFile.of(folder.resolve("none")));
  }

  @Test
  void isADevelopmentVersionOutsideAJar() {
    assertThat(Provenance.frameworkVersion()).isEqualTo("dev");
  }

  @Test
  void describesThisMachine() {
    Machine machine = Machine.current();
    assertThat(machine.java()).startsWith(String.valueOf(Runtime.version().feature()));
    assertThat(machine.cores()).isPositive();
    assertThat(machine.maxMemoryBytes()).isPositive();
    assertThat(machine.processor()).isNotBlank();
  }

  @Test
  void readsTheProcessorsModelWhereTheSystemTellsIt() throws IOException {
    Path info =
        Files.writeString(
            folder.resolve("cpuinfo"),
            "processor\t: 0\nmodel\t\t: 1\nmodel name\t: Acme 9: fast\nprocessor\t: 1\n");
    assertThat(Machine.processor(info, "amd64")).isEqualTo("Acme 9: fast");
    Files.writeString(info, "processor\t: 0\n");
    assertThat(Machine.processor(info, "aarch64")).isEqualTo("aarch64");
    assertThat(Machine.processor(folder.resolve("none"), "amd64")).isEqualTo("amd64");
  }
}
