package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Energies make tiny numbers by exponentials; on some processors arithmetic on them is slow. */
class DenormalsTest {

  private static final int COUNT = 1_000;

  @Test
  void neverComeFromExponentialsOfTheVectorKernels() {
    FloatKernels kernels = AllKernels.vector();
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = -87 - 0.02f * i; // exp(-87.34) is the smallest normal number
    }
    float[] y = new float[COUNT];
    kernels.exp(x, 0, y, 0, COUNT);
    assertNoDenormals(y);
    kernels.logistic(x, 0, y, 0, COUNT);
    assertNoDenormals(y);
    kernels.softplus(x, 0, y, 0, COUNT);
    assertNoDenormals(y);
  }

  private static void assertNoDenormals(float[] y) {
    for (float value : y) {
      assertThat(value == 0 || value >= Float.MIN_NORMAL).as("%s", value).isTrue();
    }
  }
}
