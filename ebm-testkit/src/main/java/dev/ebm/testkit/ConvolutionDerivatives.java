package dev.ebm.testkit;

import static dev.ebm.api.tensor.Layers.averagePool2d;
import static dev.ebm.api.tensor.Layers.conv2d;
import static dev.ebm.api.tensor.Layers.convTranspose2d;
import static dev.ebm.api.tensor.Tensors.constant;

import dev.ebm.api.tensor.Attribute.Convolution;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Convolutions by images and by filters, alone and in a residual energy, to order 3. */
final class ConvolutionDerivatives {

  private ConvolutionDerivatives() {}

  static List<DerivativeCase> all() {
    List<DerivativeCase> cases = new ArrayList<>();
    for (int stride = 1; stride <= 3; stride++) {
      Convolution how = new Convolution(List.of(stride, stride), List.of(1, 0), List.of(0, 2));
      cases.add(
          derived(
              "conv, stride " + stride,
              Shape.of(2, 2, 5, 4),
              Shape.of(3, 2, 3, 2),
              in -> conv2d(in.get(0), in.get(1), how)));
    }
    cases.add(
        derived(
            "conv, 1 by 1",
            Shape.of(1, 2, 3, 2),
            Shape.of(3, 2, 1, 1),
            in -> conv2d(in.get(0), in.get(1), 1, 0)));
    cases.add(
        derived(
            "conv_input",
            Shape.of(2, 3, 2, 3),
            Shape.of(3, 2, 3, 3),
            in -> convTranspose2d(in.get(0), in.get(1), 2, 1, 4, 5)));
    cases.add(
        derived(
            "conv_filter",
            Shape.of(2, 2, 4, 5),
            Shape.of(2, 3, 2, 3),
            in -> {
              Tensor filters = constant(Samples.random(DType.FLOAT64, Shape.of(3, 2, 3, 3), 3));
              Tensor y = conv2d(in.get(0), filters, 2, 1);
              return Gradients.vectorJacobian(List.of(y), List.of(in.get(1)), List.of(filters))
                  .get(0);
            }));
    cases.add(
        new DerivativeCase(
            "residual convolution energy",
            List.of(
                Samples.random(DType.FLOAT64, Shape.of(2, 1, 6, 6), 1),
                Samples.scaled(Shape.of(2, 1, 3, 3), 0.3, 2),
                Samples.scaled(Shape.of(2, 2, 3, 3), 0.3, 3),
                Samples.scaled(Shape.of(2, 2, 1, 1), 0.3, 4),
                Samples.scaled(Shape.of(3, 2, 3, 3), 0.3, 5)),
            ConvolutionDerivatives::residual,
            3));
    return cases;
  }

  private static DerivativeCase derived(
      String name, Shape left, Shape right, Function<List<Tensor>, Tensor> f) {
    List<TensorData> point = List.of(Samples.scaled(left, 0.5, 1), Samples.scaled(right, 0.5, 2));
    return new DerivativeCase(name, point, in -> DerivativeCases.curvedSum(f.apply(in)), 3);
  }

  /** Images, a first convolution, a residual block of two, one with stride 2, and a mean. */
  private static Tensor residual(List<Tensor> in) {
    Tensor h = conv2d(in.get(0), in.get(1), 1, 1).softplus();
    h = h.add(conv2d(conv2d(h, in.get(2), 1, 1).softplus(), in.get(3), 1, 0));
    h = averagePool2d(h, 2);
    h = conv2d(h, in.get(4), 2, 1).tanh();
    return h.mean(2, 3).square().sum();
  }
}
