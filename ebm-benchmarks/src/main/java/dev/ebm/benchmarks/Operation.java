package dev.ebm.benchmarks;

import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The operations that steps consist of, in the sizes that they have there. */
public enum Operation {
  /** One number: what a call costs by itself. */
  CALL(elementwise(Tensor::neg, 1)),
  /** A hidden layer of the 25 Gaussians' network: 640 x 128 x 128. */
  MATMUL_LAYER(matmul(640, 128, 128)),
  /** Its weight's gradient: 128 x 640 x 128. */
  MATMUL_WEIGHT(
      binary((a, b) -> a.transpose().matmul(b), new int[] {640, 128}, new int[] {640, 128})),
  /** Its input's gradient: 640 x 128 x 128. */
  MATMUL_INPUT(
      binary((a, b) -> a.matmul(b.transpose()), new int[] {640, 128}, new int[] {128, 128})),
  /** A product that fills every cache. */
  MATMUL_LARGE(matmul(1024, 1024, 1024)),
  /** a + b: bound by memory. */
  ADD(binary(Tensor::add, new int[] {1 << 20}, new int[] {1 << 20})),
  /** The exponential. */
  EXP(elementwise(Tensor::exp, 1 << 20)),
  /** log(1 + e^x). */
  SOFTPLUS(elementwise(Tensor::softplus, 1 << 20)),
  /** log(1 + e^x) with its derivative. */
  SOFTPLUS_AND_DERIVATIVE(elementwise(x -> Gradients.of(x.softplus().square().sum(), x), 1 << 20)),
  /** The hyperbolic tangent. */
  TANH(elementwise(Tensor::tanh, 1 << 20)),
  /** The sum of a column of 640, for each of 128. */
  SUM_OF_ROWS(elementwise(x -> x.sum(0), 640, 128)),
  /** The sum of a row of 128, for each of 640. */
  SUM_OF_COLUMNS(elementwise(x -> x.sum(1), 640, 128)),
  /** log sum exp of rows. */
  LOG_SUM_EXP(elementwise(x -> Tensors.logSumExp(x, 1), 4096, 33)),
  /** A million uniform draws, the same bits on every backend. */
  UNIFORM(drawn(true)),
  /** A million normal draws, the same bits on every backend. */
  NORMAL(drawn(false)),
  /** 288 images of 32 x 14 x 14 by 32 filters of 3 x 3. */
  CONVOLUTION(convolution(false)),
  /** The same with both of its derivatives. */
  CONVOLUTION_AND_DERIVATIVES(convolution(true));

  private final Program program;

  Operation(Program program) {
    this.program = program;
  }

  /** The operation as a program. */
  Program program() {
    return program;
  }

  private static Program elementwise(UnaryOperator<Tensor> function, int... dims) {
    Program.Builder program = Program.builder("operation");
    return program
        .output("y", function.apply(program.input("x", TensorType.float32(dims))))
        .build();
  }

  private static Program matmul(int m, int k, int n) {
    return binary(Tensor::matmul, new int[] {m, k}, new int[] {k, n});
  }

  private static Program binary(BinaryOperator<Tensor> function, int[] a, int[] b) {
    Program.Builder program = Program.builder("operation");
    Tensor left = program.input("a", TensorType.float32(a));
    Tensor right = program.input("b", TensorType.float32(b));
    return program.output("y", function.apply(left, right)).build();
  }

  private static Program drawn(boolean uniform) {
    Program.Builder program = Program.builder("operation");
    Key key = program.key("key");
    return program.output("y", uniform ? key.uniform(1 << 20) : key.normal(1 << 20)).build();
  }

  private static Program convolution(boolean derivatives) {
    Program.Builder program = Program.builder("operation");
    Tensor x = program.input("x", TensorType.float32(288, 32, 14, 14));
    Tensor filters = program.input("filters", TensorType.float32(32, 32, 3, 3));
    Tensor y = Layers.conv2d(x, filters, 1, 1);
    if (!derivatives) {
      return program.output("y", y).build();
    }
    List<Tensor> gradients = Gradients.of(y.square().sum(), List.of(x, filters));
    return program.output("dx", gradients.get(0)).output("dw", gradients.get(1)).build();
  }
}
