package org.example.studentt;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * A product of K experts, each of which looks at a row x [d] through one filter and finds it likely
 * where the filter's response is near zero, with the heavy tails of Student's t:
 *
 * <pre>
 * p(x) prop prod_k (1 + (w_k'x + b_k)^2 / 2)^(-a_k),   U(x) = sum_k a_k log(1 + (w_k'x + b_k)^2 / 2)
 * </pre>
 *
 * Welling, Hinton and Osindero (2003), "Learning sparse topographic representations with products
 * of Student-t distributions", equation 1, with an offset b_k for each filter. A row is likely
 * where the zero lines of many filters meet; one expert that disagrees costs no more than a
 * logarithm. Weights a_k = exp(s_k) are learned through s_k and stay positive.
 *
 * <p>With d = 1 and K = 1 it is Student's t with 2a - 1 degrees of freedom, and Z = sqrt(2 pi)
 * Gamma(a - 1/2) / (Gamma(a) |w|). The integral of exp(-U) is finite if in every direction the
 * experts that see it have weights of more than d/2 together; a {@code confinement} |x|^2 / 2 makes
 * it so always. For images use networks: a filter here sees all features at once.
 *
 * @param features d, how many numbers a row has
 * @param experts K
 * @param weight of each expert at first
 * @param spread of the filters' offsets at first, in the rows' units
 * @param confinement the weight of |x|^2 / 2
 */
public record ProductOfStudentT(
    int features, int experts, double weight, double spread, double confinement) implements Energy {

  /** Chosen by {@code product-of-student-t}. */
  static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "product-of-student-t",
          Config.class,
          "Product of heavy-tailed experts, each with one linear filter",
          (config, context) ->
              new ProductOfStudentT(
                  context.features().shape().size(),
                  config.experts(),
                  config.weight(),
                  config.spread(),
                  config.confinement()));

  /**
   * The options.
   *
   * @param experts K
   * @param weight of each expert at first
   * @param spread of the filters' offsets at first
   * @param confinement the weight of |x|^2 / 2
   */
  public record Config(
      @Option(doc = "K, how many experts are multiplied", byDefault = "64") @Range(min = 1)
          int experts,
      @Option(doc = "a, the weight that every expert has at first", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double weight,
      @Option(
              doc = "How far from the origin filters are zero at first, in the rows' units",
              byDefault = "1")
          @Range(min = 0)
          double spread,
      @Option(doc = "Weight of |x|^2 / 2 added to the energy", byDefault = "0") @Range(min = 0)
          double confinement) {}

  /** {@code filter} of shape [d, K], {@code offset} and {@code log-weight} of shape [K]. */
  @Override
  public Tree<Parameter> parameters() {
    Initializer filter = Initializer.normal(1 / Math.sqrt(features));
    Initializer offset = Initializer.normal(spread);
    return Tree.of("filter", new Parameter(Shape.of(features, experts), filter))
        .with("offset", new Parameter(Shape.of(experts), offset))
        .with(
            "log-weight", new Parameter(Shape.of(experts), Initializer.constant(Math.log(weight))));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    Tensor rows = x.reshape(x.dim(0), features); // [B, d]
    Tensor responses = rows.matmul(parameters.get("filter")).add(parameters.get("offset"));
    Tensor experts = responses.square().div(2).log1p(); // [B, K]
    Tensor product = experts.mul(parameters.get("log-weight").exp()).sum(1); // [B]
    return confinement == 0 ? product : product.add(rows.square().sum(1).mul(confinement / 2));
  }
}
