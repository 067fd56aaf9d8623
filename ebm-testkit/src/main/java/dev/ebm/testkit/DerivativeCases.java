package dev.ebm.testkit;

import static dev.ebm.api.tensor.Layers.layerNorm;
import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.logSoftmax;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.norm;
import static dev.ebm.api.tensor.Tensors.safeDiv;
import static dev.ebm.api.tensor.Tensors.softmax;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Every differentiable operation, away from its kinks, to order 3. */
final class DerivativeCases {

  private static final Shape ROWS = Shape.of(3, 4);

  private DerivativeCases() {}

  static List<DerivativeCase> all() {
    List<DerivativeCase> cases = new ArrayList<>();
    cases.addAll(unary());
    cases.addAll(binary());
    cases.addAll(structure());
    cases.addAll(reductions());
    cases.addAll(ConvolutionDerivatives.all());
    cases.addAll(LoopDerivatives.all());
    return cases;
  }

  private static List<DerivativeCase> unary() {
    return List.of(
        of("neg", Tensor::neg),
        of("exp", Tensor::exp),
        ofPositive("log", Tensor::log),
        ofPositive("log1p", Tensor::log1p),
        of("expm1", Tensor::expm1),
        ofPositive("sqrt", Tensor::sqrt),
        of("tanh", Tensor::tanh),
        of("logistic", Tensor::logistic),
        of("softplus", Tensor::softplus),
        of("erf", Tensor::erf),
        unary("erfinv", Tensor::erfinv, Samples.scaled(ROWS, 0.25, 1)),
        of("check", x -> x.check(x.eq(x), "equals itself")),
        of("custom_derivative", DerivativeCases::custom),
        of("sin", Tensor::sin),
        of("cos", Tensor::cos),
        of("abs", Tensor::abs),
        of("pow", x -> x.pow(5)),
        ofPositive("pow, negative", x -> x.pow(-3)));
  }

  private static List<DerivativeCase> binary() {
    TensorData flags = Samples.random(DType.BOOL, ROWS, 1);
    return List.of(
        of("add", Tensor::add, ROWS, ROWS),
        of("sub", Tensor::sub, ROWS, ROWS),
        of("mul", Tensor::mul, ROWS, ROWS),
        of("mul, broadcast", Tensor::mul, ROWS, Shape.of(4)),
        of("sub, broadcast both", Tensor::sub, Shape.of(3, 1), Shape.of(1, 4)),
        of("div", (a, b) -> a.div(b.square().add(0.5)), ROWS, Shape.of(3, 1)),
        of("maximum", Tensor::maximum, ROWS, ROWS),
        of("select", (a, b) -> where(constant(flags), a, b), ROWS, ROWS),
        of("dot", Tensor::matmul, ROWS, Shape.of(4, 2)),
        of("dot, batched", Tensor::matmul, Shape.of(2, 3, 4), Shape.of(2, 4, 2)),
        of("dot, shared matrix", Tensor::matmul, Shape.of(2, 3, 4), Shape.of(4, 2)),
        of("dot, shared batch", Tensor::matmul, Shape.of(2, 3), Shape.of(2, 3, 2)),
        of("custom_derivative, of two inputs", DerivativeCases::custom, ROWS, ROWS),
        of("pairwise squared distances", Tensors::pairwiseSquaredDistances, ROWS, Shape.of(2, 4)),
        of("safe division", (a, b) -> safeDiv(a, b.square().add(0.5)), ROWS, ROWS),
        of("concat", (a, b) -> concat(1, a, b, a), ROWS, Shape.of(3, 2)));
  }

  private static List<DerivativeCase> structure() {
    Tensor rows = constant(Samples.vector(DType.INT32, 2, 0, 0, 2, 2));
    Tensor places = constant(Samples.vector(DType.INT32, 1, 4, 1));
    return List.of(
        of("reshape", x -> x.reshape(2, 6)),
        of("transpose", x -> x.reshape(2, 3, 2).transpose(2, 0, 1)),
        of("broadcast", x -> x.reshape(3, 1, 4).broadcastTo(2, 3, 2, 4)),
        of("slice", x -> x.slice(1, 1, 3)),
        of("slice, with stride", x -> x.reshape(12).slice(0, 1, 12, 4)),
        of("slice, of nothing", x -> concat(0, x.slice(0, 2, 2), x)),
        of("pad", x -> x.pad(0, 2, 1).pad(1, 0, 3)),
        of("reverse", x -> x.reverse(0, 1)),
        of("gather", x -> x.gather(rows)),
        of("scatter_add", x -> x.scatterAdd(places, 5)));
  }

  private static List<DerivativeCase> reductions() {
    return List.of(
        of("reduce_sum", x -> x.sum(0)),
        of("reduce_sum, of all", x -> x.sum()),
        of("mean", x -> x.mean(1)),
        of("reduce_max", x -> x.max(1)),
        of("reduce_max, of two axes", x -> x.reshape(2, 3, 2).max(0, 2)),
        of("min", x -> x.min(0)),
        of("logSumExp", x -> logSumExp(x, 1)),
        of("logSumExp, of large values", x -> logSumExp(x.add(100), 0).sub(100)),
        of("softmax", x -> softmax(x, 1)),
        of("logSoftmax", x -> logSoftmax(x, 0)),
        ofPositive("safe logarithm", Tensors::safeLog),
        of("norm", x -> norm(x, 1)),
        of("variance", x -> x.variance(0)),
        of("layer norm", x -> layerNorm(x, 1, 1e-2)));
  }

  /** Softplus under another name: the rule is used once, and derived from then on. */
  private static Tensor custom(Tensor x) {
    return Tensors.customDerivative(
        List.of(x), in -> in.get(0).softplus(), (c, y, in) -> List.of(c.mul(in.get(0).logistic())));
  }

  /** A product with a rule in terms of its result and of both inputs. */
  private static Tensor custom(Tensor a, Tensor b) {
    Tensor positive = b.square().add(1);
    return Tensors.customDerivative(
        List.of(a, positive),
        in -> in.get(0).mul(in.get(1)),
        (c, y, in) -> List.of(c.mul(in.get(1)), c.mul(y.div(in.get(1)))));
  }

  private static DerivativeCase of(String name, UnaryOperator<Tensor> function) {
    return unary(name, function, Samples.random(DType.FLOAT64, ROWS, 1));
  }

  private static DerivativeCase ofPositive(String name, UnaryOperator<Tensor> function) {
    TensorData x = Samples.positive(DType.FLOAT64, ROWS, 1);
    return unary(name, t -> function.apply(t.add(1)), x);
  }

  private static DerivativeCase unary(String name, UnaryOperator<Tensor> function, TensorData x) {
    return new DerivativeCase(name, List.of(x), in -> curvedSum(function.apply(in.get(0))), 3);
  }

  private static DerivativeCase of(
      String name, BinaryOperator<Tensor> function, Shape left, Shape right) {
    return new DerivativeCase(
        name,
        List.of(Samples.random(DType.FLOAT64, left, 1), Samples.random(DType.FLOAT64, right, 2)),
        in -> curvedSum(function.apply(in.get(0), in.get(1))),
        3);
  }

  /** A weighted sum of y + y^2/2 + y^3/6, so that linear operations have higher derivatives too. */
  static Tensor curvedSum(Tensor y) {
    Tensor weights = constant(Samples.random(DType.FLOAT64, y.shape(), 9));
    Tensor square = y.square();
    return y.add(square.mul(0.5)).add(square.mul(y).div(6)).mul(weights).sum();
  }
}
