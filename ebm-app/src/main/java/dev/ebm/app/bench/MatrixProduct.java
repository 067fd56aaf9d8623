package dev.ebm.app.bench;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;

/** The yardstick: one large matrix product, which engines do as fast as the machine allows. */
final class MatrixProduct {

  static final String NAME = "matmul";

  private static final int SIZE = 1024;

  private MatrixProduct() {}

  static Workload workload() {
    Program.Builder program = Program.builder("matrix product");
    TensorType type = TensorType.float32(SIZE, SIZE);
    program.output("product", program.input("a", type).matmul(program.input("b", type)));
    return new Workload(
        NAME,
        "float32 matrix product %1$d x %1$d x %1$d".formatted(SIZE),
        program.build(),
        Tree.of("a", uniform("a")).with("b", uniform("b")));
  }

  private static TensorData uniform(String name) {
    float[] elements = new float[SIZE * SIZE];
    Philox.uniform(Philox.fold(Philox.seed(1), name), 0, elements, 0, elements.length);
    return TensorData.of(elements, SIZE, SIZE);
  }
}
