package dev.ebm.models;

import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
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
  /** x / (1 + e^-x), also called swish. */
  SILU(x -> x.mul(x.logistic())),
  /** x times the standard normal distribution function of x. */
  GELU(x -> x.mul(x.div(Math.sqrt(2)).erf().add(1)).mul(0.5)),
  /** The larger of x and 0; no second derivative. */
  RELU(x -> x.maximum(0)),
  /** x above 0, x / 100 below; no second derivative. */
  LEAKY_RELU(x -> x.maximum(x.mul(0.01)));

  private final UnaryOperator<Tensor> function;

  Activation(UnaryOperator<Tensor> function) {
    this.function = function;
  }

  /** The function of every element. */
  public Tensor of(Tensor x) {
    return function.apply(x);
  }
}
