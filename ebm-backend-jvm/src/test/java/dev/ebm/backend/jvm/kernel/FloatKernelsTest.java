package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FloatKernelsTest {

  @Test
  void areVectorKernelsWhereTheModuleIs() {
    assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector"))
        .as("tests of this module run with --add-modules jdk.incubator.vector")
        .isPresent();
    assertThat(FloatKernels.best().description()).isEqualTo(AllKernels.vector().description());
  }

  @Test
  void areScalarKernelsInAVirtualMachineWithoutTheModule() throws Exception {
    assertThat(descriptionFromAMachineWith()).isEqualTo("scalar");
    assertThat(descriptionFromAMachineWith("--add-modules", "jdk.incubator.vector"))
        .isEqualTo(FloatKernels.best().description());
  }

  private static String descriptionFromAMachineWith(String... options)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java.util.List.of(options));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Describe.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  /** Prints what the best kernels are. */
  static final class Describe {
    private Describe() {}

    public static void main(String[] args) {
      System.out.println(FloatKernels.best().description());
    }
  }
}
