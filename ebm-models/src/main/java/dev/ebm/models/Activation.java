package dev.ebm.models;

import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The function between two layers. An energy is differentiated by x, and by score matching twice,
 * so a smooth one is the better choice: the second derivative of {@link #RELU} and {@link
 * #LEAKY_RELU} is zero wherever it exists.
 */
public enum Activation {
  /** log(1 + e^x). */
  SOFTPLUS(Tensor::softplus),
  /** The hyperbolic tangent. */
  TANH(Tensor::tanh),
  /** x above 0, e^x - 1 below; the second derivative jumps at 0. */
  ELU(
      x -> {
        Tensor positive = x.gt(0);
        Tensor zeros = Tensors.zeros(x.shape());
        return Tensors.where(positive, x, Tensors.where(positive, zeros, x).expm1());
      }),
  /** x / (1 + e^-x). */
  SILU(x -> x.mul(x.logistic())),
  /**
   * x / (1 + e^(-beta x)) with a beta for each layer, trained from 1 on (Ramachandran, Zoph and Le
   * 2017, arXiv 1710.05941): half of x at beta = 0, {@link #RELU} as beta grows.
   */
  SWISH(
      Tree.of("beta", new Parameter(Shape.SCALAR, Initializer.constant(1))),
      (parameters, x) -> x.mul(x.mul(parameters.get("beta")).logistic())),
  /** x times the standard normal distribution function of x. */
  GELU(x -> x.mul(x.div(Math.sqrt(2)).erf().add(1)).mul(0.5)),
  /** The larger of x and 0; no second derivative. */
  RELU(x -> x.maximum(0)),
  /** x above 0, x / 100 below; no second derivative. */
  LEAKY_RELU(x -> x.maximum(x.mul(0.01)));

  private final Tree<Parameter> parameters;
  private final BiFunction<Tree<Tensor>, Tensor, Tensor> function;

  Activation(UnaryOperator<Tensor> function) {
    this(Tree.empty(), (none, x) -> function.apply(x));
  }

  Activation(Tree<Parameter> parameters, BiFunction<Tree<Tensor>, Tensor, Tensor> function) {
    this.parameters = parameters;
    this.function = function;
  }

  /** What each layer trains of its activation: the scalar {@code beta}, or nothing. */
  public Tree<Parameter> parameters() {
    return parameters;
  }

  /**
   * The function of every element.
   *
   * @param values a value for each of {@link #parameters()}, among others
   */
  public Tensor of(Tree<Tensor> values, Tensor x) {
    return function.apply(values, x);
  }
}
