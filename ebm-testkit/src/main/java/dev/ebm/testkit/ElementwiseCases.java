package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/** Every element-wise operation on every dtype and shape, and on edge values. */
final class ElementwiseCases {

  /** Beyond this a sine of a float32 is a matter of taste: neighbours are 1e-3 apart. */
  private static final double LARGEST_ANGLE = 1e4;

  private ElementwiseCases() {}

  static List<ConformanceCase> all() {
    List<ConformanceCase> cases = new ArrayList<>();
    unaryOfFloats().forEach((op, function) -> cases.add(unary(op, function, Samples.FLOATING)));
    cases.add(erfinv());
    cases.add(unary(Op.NEG, Tensor::neg, Samples.NUMERIC));
    cases.add(unary(Op.SIGN, Tensor::sign, Samples.NUMERIC));
    cases.add(unary(Op.NOT, Tensor::not, List.of(DType.BOOL)));
    cases.add(binary(Op.ADD, Tensor::add, Samples.NUMERIC));
    cases.add(binary(Op.SUB, Tensor::sub, Samples.NUMERIC));
    cases.add(binary(Op.MUL, Tensor::mul, Samples.NUMERIC));
    cases.add(binary(Op.DIV, Tensor::div, Samples.FLOATING));
    cases.add(binary(Op.MAXIMUM, Tensor::maximum, Samples.NUMERIC));
    cases.add(binary(Op.LESS, Tensor::lt, Samples.NUMERIC));
    cases.add(binary(Op.EQUAL, Tensor::eq, Samples.ALL));
    cases.add(binary(Op.AND, Tensor::and, List.of(DType.BOOL)));
    cases.add(select());
    cases.add(casts());
    cases.add(denormals());
    return cases;
  }

  private static Map<Op, UnaryOperator<Tensor>> unaryOfFloats() {
    Map<Op, UnaryOperator<Tensor>> functions = new LinkedHashMap<>();
    functions.put(Op.FLOOR, Tensor::floor);
    functions.put(Op.EXP, Tensor::exp);
    functions.put(Op.LOG, Tensor::log);
    functions.put(Op.LOG1P, Tensor::log1p);
    functions.put(Op.EXPM1, Tensor::expm1);
    functions.put(Op.SQRT, Tensor::sqrt);
    functions.put(Op.TANH, Tensor::tanh);
    functions.put(Op.LOGISTIC, Tensor::logistic);
    functions.put(Op.SOFTPLUS, Tensor::softplus);
    functions.put(Op.ERF, Tensor::erf);
    functions.put(Op.SIN, Tensor::sin);
    functions.put(Op.COS, Tensor::cos);
    return functions;
  }

  private static ConformanceCase unary(Op op, UnaryOperator<Tensor> function, List<DType> dtypes) {
    boolean periodic = op == Op.SIN || op == Op.COS;
    DoublePredicate defined =
        value -> !periodic || !Double.isFinite(value) || Math.abs(value) <= LARGEST_ANGLE;
    ConformanceCase.Builder builder = new ConformanceCase.Builder(op.symbol());
    for (DType dtype : dtypes) {
      List<TensorData> inputs = new ArrayList<>();
      inputs.add(dtype.isFloating() ? Samples.edges(dtype, defined) : Samples.edges(dtype));
      Samples.SHAPES.forEach(shape -> inputs.add(Samples.random(dtype, shape, 1)));
      for (TensorData input : inputs) {
        Tensor y = function.apply(builder.input(input));
        Tensor size = periodic ? y.mul(0).add(1) : y;
        builder.output(input.type().toString(), y, Tolerance.of(op), size);
      }
    }
    return builder.build();
  }

  /**
   * An error may be as large as that of the function, or of an argument that is off by as many of
   * its own epsilons: near -1 and 1, where the function is steep, that is more.
   */
  private static ConformanceCase erfinv() {
    ConformanceCase.Builder builder = new ConformanceCase.Builder(Op.ERFINV.symbol());
    for (DType dtype : Samples.FLOATING) {
      double nearest = 1 - Tolerance.epsilon(dtype) / 2;
      List<TensorData> inputs = new ArrayList<>();
      inputs.add(Samples.edges(dtype));
      inputs.add(Samples.vector(dtype, nearest, -nearest, 0.999, -0.99, 0.9375, -0.7, 1e-4, -1e-5));
      Samples.SHAPES.forEach(shape -> inputs.add(Samples.random(dtype, shape, 1)));
      for (TensorData input : inputs) {
        Tensor x = builder.input(input);
        Tensor y = x.erfinv();
        Tensor slope = y.square().exp().mul(Math.sqrt(Math.PI) / 2);
        Tensor size = y.abs().add(x.abs().mul(slope));
        builder.output(input.type().toString(), y, Tolerance.of(Op.ERFINV), size);
      }
    }
    return builder.build();
  }

  private static ConformanceCase binary(
      Op op, BinaryOperator<Tensor> function, List<DType> dtypes) {
    ConformanceCase.Builder builder = new ConformanceCase.Builder(op.symbol());
    for (DType dtype : dtypes) {
      List<List<TensorData>> inputs = new ArrayList<>();
      inputs.add(Samples.pairs(Samples.edges(dtype)));
      for (Shape shape : Samples.SHAPES) {
        inputs.add(List.of(Samples.random(dtype, shape, 2), Samples.random(dtype, shape, 3)));
      }
      inputs.add(broadcasting(dtype, Shape.of(3, 1), Shape.of(1, 4)));
      inputs.add(broadcasting(dtype, Shape.of(5, 17), Shape.of(17)));
      inputs.add(broadcasting(dtype, Shape.SCALAR, Shape.of(2, 3)));
      inputs.add(broadcasting(dtype, Shape.of(2, 1, 3), Shape.of(5, 1)));
      for (List<TensorData> pair : inputs) {
        Tensor a = builder.input(pair.get(0));
        Tensor b = builder.input(pair.get(1));
        String name = pair.get(0).type() + " and " + pair.get(1).type();
        builder.output(name, function.apply(a, b), Tolerance.of(op));
      }
    }
    return builder.build();
  }

  private static List<TensorData> broadcasting(DType dtype, Shape left, Shape right) {
    return List.of(Samples.random(dtype, left, 4), Samples.random(dtype, right, 5));
  }

  private static ConformanceCase select() {
    ConformanceCase.Builder builder = new ConformanceCase.Builder(Op.SELECT.symbol());
    for (DType dtype : Samples.ALL) {
      for (Shape shape : Samples.SHAPES) {
        Tensor condition = builder.input(Samples.random(DType.BOOL, shape, 6));
        Tensor a = builder.input(Samples.random(dtype, shape, 7));
        Tensor b = builder.input(Samples.random(dtype, shape, 8));
        builder.output(dtype + " " + shape, where(condition, a, b), Tolerance.EXACT);
      }
    }
    Tensor condition = builder.input(Samples.vector(DType.BOOL, 1, 0, 1, 0));
    Tensor bad = builder.input(Samples.vector(DType.FLOAT32, 1, Double.NaN, 2, 1.0 / 0));
    Tensor good = builder.input(Samples.vector(DType.FLOAT32, Double.NaN, 3, -1.0 / 0, 4));
    builder.output("hides what is not chosen", where(condition, bad, good), Tolerance.EXACT);
    return builder.build();
  }

  private static ConformanceCase casts() {
    ConformanceCase.Builder builder = new ConformanceCase.Builder(Op.CAST.symbol());
    double[] whole = {0, 1, -1, 2, 255, -256, 16777217, Integer.MAX_VALUE, Integer.MIN_VALUE};
    double[] fractions = {0.5, -0.5, 0.999, -0.999, 1.5, -1.5, 2.5, 1e6 + 0.7, -1e6 - 0.7, 1e9};
    double[] wide = {0, -0.0, 0.1, 1.0 / 3, 1e-30, 1e39, -1e39, 1.0 / 0, -1.0 / 0, Double.NaN};
    List<TensorData> inputs =
        List.of(
            Samples.vector(DType.INT32, whole),
            Samples.vector(DType.INT64, whole),
            Samples.vector(DType.BOOL, 0, 1, 1),
            Samples.vector(DType.FLOAT32, fractions),
            Samples.vector(DType.FLOAT64, fractions));
    for (TensorData input : inputs) {
      Tensor x = builder.input(input);
      for (DType to : Samples.ALL) {
        builder.output(input.type() + " to " + to, x.cast(to), Tolerance.EXACT);
      }
    }
    for (DType to : Samples.ALL) { // to int32 the low bits stay; to float32 one rounding, not two
      Tensor x = builder.input(Samples.edges(DType.INT64));
      builder.output("wide int64 to " + to, x.cast(to), Tolerance.EXACT);
      Tensor between = builder.input(Samples.longs((1L << 60) + (1L << 36) + 1, (1L << 24) + 1));
      builder.output("int64 between floats to " + to, between.cast(to), Tolerance.EXACT);
    }
    for (DType from : Samples.FLOATING) {
      Tensor large = builder.input(Samples.vector(from, 0x1p40, -0x1p62, 0x1p53, 1e12, -3e15));
      builder.output("large " + from + " to int64", large.cast(DType.INT64), Tolerance.EXACT);
      Tensor x = builder.input(Samples.vector(from, wide));
      for (DType to : List.of(DType.FLOAT32, DType.FLOAT64, DType.BOOL)) {
        builder.output(from + " to " + to, x.cast(to), Tolerance.EXACT);
      }
    }
    for (Shape shape : Samples.SHAPES) {
      Tensor x = builder.input(Samples.random(DType.FLOAT32, shape, 9));
      builder.output("to int32 " + shape, x.cast(DType.INT32), Tolerance.EXACT);
      builder.output("to int64 " + shape, x.cast(DType.INT64), Tolerance.EXACT);
    }
    return builder.build();
  }

  /** Denormal operands and results may count as zero, and do no other harm. */
  private static ConformanceCase denormals() {
    ConformanceCase.Builder builder = new ConformanceCase.Builder("denormal");
    Tensor x = builder.input(Samples.vector(DType.FLOAT32, 1e-40, -1e-40, 1e-45, 3e-39));
    Tensor small = builder.input(Samples.vector(DType.FLOAT32, 1e-30, 1e-20, 2e-25, -1e-38));
    builder.output("neg", x.neg(), Tolerance.EXACT);
    builder.output("add", x.add(1), Tolerance.EXACT);
    builder.output("mul", x.mul(0.5), Tolerance.EXACT);
    builder.output("exp", x.exp(), Tolerance.of(Op.EXP));
    builder.output("tanh", x.tanh(), Tolerance.of(Op.TANH));
    builder.output("underflow", small.mul(small), Tolerance.EXACT);
    builder.output("gradual", small.mul(1e-10), Tolerance.EXACT);
    return builder.build();
  }
}
