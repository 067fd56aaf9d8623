package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

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
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(java, "-cp", classPath, Describe.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output.strip()).isEqualTo("scalar");
    assertThat(process.waitFor()).isZero();
  }

  /** Prints what the best kernels are. */
  static final class Describe {
    private Describe() {}

    public static void main(String[] args) {
      System.out.println(FloatKernels.best().description());
    }
  }
}
