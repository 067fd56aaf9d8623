package dev.ebm.testkit;

import static dev.ebm.api.tensor.Layers.conv2d;

import dev.ebm.api.tensor.Attribute.Convolution;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and their two derivatives over strides, paddings and shapes. */
final class ConvolutionCases {

  /** Images [B, C, H, W], filters [O, C, h, w], and how these move over those. */
  private record Geometry(Shape images, Shape filters, Convolution how) {
    @Override
    public String toString() {
      return images + " with " + filters + ", " + how;
    }
  }

  private ConvolutionCases() {}

  static List<ConformanceCase> all() {
    return List.of(forward(), byImages(), byFilters(), edges());
  }

  private static List<Geometry> geometries() {
    List<Geometry> all = new ArrayList<>();
    for (int stride = 1; stride <= 3; stride++) {
      all.add(geometry(at(2, 3, 9, 9), at(4, 3, 3, 3), at(stride, stride), at(1, 1), at(1, 1)));
      all.add(geometry(at(2, 3, 8, 7), at(2, 3, 3, 2), at(stride, stride), at(0, 0), at(0, 0)));
      all.add(geometry(at(1, 1, 7, 5), at(1, 1, 3, 3), at(stride, stride), at(2, 0), at(0, 1)));
      all.add(geometry(at(3, 2, 5, 11), at(5, 2, 1, 1), at(stride, stride), at(0, 0), at(0, 0)));
    }
    all.add(geometry(at(2, 2, 6, 9), at(3, 2, 2, 4), at(1, 2), at(0, 3), at(1, 2)));
    all.add(geometry(at(2, 2, 10, 4), at(3, 2, 4, 1), at(3, 1), at(3, 0), at(2, 0)));
    all.add(geometry(at(1, 3, 4, 5), at(2, 3, 4, 5), at(1, 1), at(0, 0), at(0, 0)));
    all.add(geometry(at(2, 1, 2, 2), at(3, 1, 5, 5), at(2, 2), at(2, 2), at(2, 2)));
    all.add(geometry(at(1, 2, 1, 1), at(2, 2, 3, 3), at(1, 1), at(1, 1), at(1, 1)));
    all.add(geometry(at(2, 17, 6, 6), at(19, 17, 3, 3), at(1, 1), at(1, 1), at(1, 1)));
    all.add(geometry(at(3, 4, 28, 28), at(8, 4, 3, 3), at(2, 2), at(1, 1), at(1, 1)));
    all.add(geometry(at(2, 2, 6, 6), at(3, 2, 2, 2), at(5, 5), at(0, 0), at(0, 0)));
    all.add(geometry(at(0, 2, 6, 6), at(3, 2, 2, 2), at(1, 1), at(0, 0), at(0, 0)));
    return all;
  }

  private static Geometry geometry(
      List<Integer> images,
      List<Integer> filters,
      List<Integer> stride,
      List<Integer> low,
      List<Integer> high) {
    return new Geometry(shape(images), shape(filters), new Convolution(stride, low, high));
  }

  private static List<Integer> at(Integer... values) {
    return List.of(values);
  }

  private static Shape shape(List<Integer> dims) {
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  private static ConformanceCase forward() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.CONV.symbol());
    for (DType dtype : Samples.FLOATING) {
      for (Geometry g : geometries()) {
        Tensor x = to.input(Samples.random(dtype, g.images, 1));
        Tensor w = to.input(Samples.random(dtype, g.filters, 2));
        int terms = g.filters.size() / g.filters.dim(0);
        to.output(
            dtype + " " + g,
            conv2d(x, w, g.how),
            Tolerance.ofSum(terms),
            conv2d(x.abs(), w.abs(), g.how));
      }
    }
    return to.build();
  }

  private static ConformanceCase byImages() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.CONV_INPUT.symbol());
    for (DType dtype : Samples.FLOATING) {
      for (Geometry g : geometries()) {
        Tensor x = to.input(Samples.random(dtype, g.images, 1));
        Tensor w = to.input(Samples.random(dtype, g.filters, 2));
        Tensor c = to.input(Samples.random(dtype, conv2d(x, w, g.how).shape(), 3));
        int terms = g.filters.size() / g.filters.dim(1);
        to.output(
            dtype + " " + g,
            derivative(conv2d(x, w, g.how), c, x),
            Tolerance.ofSum(terms),
            derivative(conv2d(x, w.abs(), g.how), c.abs(), x));
      }
    }
    return to.build();
  }

  private static ConformanceCase byFilters() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.CONV_FILTER.symbol());
    for (DType dtype : Samples.FLOATING) {
      for (Geometry g : geometries()) {
        Tensor x = to.input(Samples.random(dtype, g.images, 1));
        Tensor w = to.input(Samples.random(dtype, g.filters, 2));
        Tensor y = conv2d(x, w, g.how);
        Tensor c = to.input(Samples.random(dtype, y.shape(), 3));
        int terms = y.shape().size() / y.dim(1);
        to.output(
            dtype + " " + g,
            derivative(y, c, w),
            Tolerance.ofSum(terms),
            derivative(conv2d(x.abs(), w, g.how), c.abs(), w));
      }
    }
    return to.build();
  }

  private static Tensor derivative(Tensor y, Tensor cotangent, Tensor by) {
    return Gradients.vectorJacobian(List.of(y), List.of(cotangent), List.of(by)).get(0);
  }

  /** An infinite pixel times a zero of the filter is NaN, here and nowhere else. */
  private static ConformanceCase edges() {
    ConformanceCase.Builder to = new ConformanceCase.Builder(Op.CONV.symbol() + ", edges");
    Convolution how = new Convolution(at(1, 1), at(1, 0), at(0, 2));
    for (DType dtype : Samples.FLOATING) {
      double[] pixels = new double[16];
      pixels[5] = Double.POSITIVE_INFINITY;
      pixels[15] = Double.NaN;
      Tensor x = to.input(Samples.vector(dtype, pixels).reshape(1, 1, 4, 4));
      Tensor w = to.input(Samples.vector(dtype, 1, 0, 0, -1).reshape(1, 1, 2, 2));
      to.output(dtype + " infinite and missing pixels", conv2d(x, w, how), Tolerance.EXACT);
    }
    return to.build();
  }
}
