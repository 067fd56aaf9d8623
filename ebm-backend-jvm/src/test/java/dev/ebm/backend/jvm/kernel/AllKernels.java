package dev.ebm.backend.jvm.kernel;

import java.util.List;
import java.util.stream.Stream;

/** Every implementation that a test has to hold for. */
final class AllKernels {

  private AllKernels() {}

  static Stream<FloatKernels> all() {
    return list().stream();
  }

  static List<FloatKernels> list() {
    return List.of(new ScalarKernels(), vector());
  }

  static FloatKernels vector() {
    return VectorKernels.orScalar();
  }
}
