package dev.ebm.metrics;

import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.List;

/**
 * Annealed importance sampling (Neal 2001, section 2): chains move along the densities exp(-U_beta)
 * with U_beta = (1 - beta) U_0 + beta U, and collect
 *
 * <pre>
 * log w = sum_k (U_beta(k-1) - U_beta(k))(x_(k-1)),  x_k one or more steps for beta_k from x_(k-1)
 * </pre>
 *
 * so that the mean of w is the ratio of the last density's integral to the first one's, if x_0 has
 * the first density and every step leaves its own density invariant. Along rising betas that is Z /
 * Z_0; along falling ones, from rows of the model, Z_0 / Z.
 *
 * @param sampler makes the steps; it begins anew at every distribution
 * @param steps at each distribution
 * @param features the shape of a row
 */
record Annealing(Sampler sampler, int steps, Shape features) {

  /**
   * What chains bring home.
   *
   * @param logWeights log w, {@code [n]}
   * @param finite the number of distributions after whose steps all of the position was finite,
   *     {@code [n]}
   * @param acceptance the mean probability that a step was accepted at each distribution, {@code [k
   *     - 1]}; none if the sampler does not report it
   */
  record Run(Tensor logWeights, Tensor finite, List<Tensor> acceptance) {}

  /** The betas 0, 1/k, ..., 1. */
  static float[] rising(int k) {
    float[] betas = new float[k + 1];
    for (int i = 0; i <= k; i++) {
      betas[i] = (float) i / k;
    }
    return betas;
  }

  /** The betas 1, ..., 1/k, 0. */
  static float[] falling(int k) {
    float[] rising = rising(k);
    float[] betas = new float[k + 1];
    for (int i = 0; i <= k; i++) {
      betas[i] = rising[k - i];
    }
    return betas;
  }

  /**
   * Runs along a path; no step is made at its last beta, where no weight would see it.
   *
   * @param base U_0
   * @param target U
   * @param start x_0, {@code [n, features]}
   * @param betas two or more
   */
  Run along(float[] betas, EnergyFunction base, EnergyFunction target, Key key, Tensor start) {
    int moves = betas.length - 2;
    Tensor all = Tensors.constant(TensorData.of(betas, betas.length));
    Tensor none = Tensors.zeros(Shape.of(start.dim(0)));
    Tensors.Scanned path =
        Tensors.scan(
            moves,
            List.of(start, none, none),
            List.of(all.slice(0, 0, moves), all.slice(0, 1, moves + 1)),
            (k, carried, pair) -> {
              Tensor x = carried.get(0);
              Tensor beta = pair.get(1);
              EnergyFunction between = between(base, target, beta);
              Sampler.Transition moved =
                  Chains.advance(sampler, between, key.fold(k), sampler.init(between, x), steps);
              Tensor next = moved.state().get(Sampler.POSITION);
              return new Tensors.ScanStep(
                  List.of(
                      next,
                      carried.get(1).add(gain(base, target, x, beta.sub(pair.get(0)))),
                      carried.get(2).add(finite(next))),
                  acceptance(moved));
            });
    List<Tensor> end = path.carried();
    Tensor last = all.get(0, moves + 1).sub(all.get(0, moves));
    return new Run(
        end.get(1).add(gain(base, target, end.get(0), last)), end.get(2), path.collected());
  }

  /** (U_beta - U_beta')(x) for a rise from beta to beta'. */
  private static Tensor gain(EnergyFunction base, EnergyFunction target, Tensor x, Tensor rise) {
    return base.of(x).sub(target.of(x)).mul(rise);
  }

  private EnergyFunction between(EnergyFunction base, EnergyFunction target, Tensor beta) {
    return EnergyFunction.of(
        x -> base.of(x).mul(beta.neg().add(1)).add(target.of(x).mul(beta)), features);
  }

  private static List<Tensor> acceptance(Sampler.Transition moved) {
    return moved.info().names().contains(Sampler.ACCEPTANCE)
        ? List.of(moved.info().get(Sampler.ACCEPTANCE).mean())
        : List.of();
  }

  private static Tensor finite(Tensor x) {
    return x.reshape(x.dim(0), -1).isFinite().cast(DType.FLOAT32).min(1);
  }
}
