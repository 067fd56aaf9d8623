package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.loop;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;

/** Losses of energy-based models, whose parameter gradients contain derivatives to order 3. */
final class LossCases {

  private static final int BATCH = 6;
  private static final int NEGATIVES = 3;
  private static final int DIMENSION = 2;

  private LossCases() {}

  static List<DerivativeCase> all() {
    return List.of(
        new DerivativeCase(
            "energy discrepancy of an MLP", Mlp.parameters(), LossCases::energyDiscrepancy, 2),
        new DerivativeCase(
            "score matching of an MLP", Mlp.parameters(), LossCases::scoreMatching, 1),
        new DerivativeCase(
            "score matching of an MLP, by chunks", Mlp.parameters(), LossCases::byChunks, 2),
        new DerivativeCase(
            "logSumExp, with -infinity and large values",
            List.of(Samples.random(DType.FLOAT64, Shape.of(3, 5), 1)),
            LossCases::partlyImpossible,
            3));
  }

  /** Losses with a sampler behind stopGradient, so that differences see more than derivatives. */
  static List<DerivativeCase> withSampler() {
    return List.of(
        new DerivativeCase(
            "contrastive divergence of an MLP",
            Mlp.parameters(),
            LossCases::contrastiveDivergence,
            2));
  }

  private static Tensor data() {
    return constant(Samples.random(DType.FLOAT64, Shape.of(BATCH, DIMENSION), 11));
  }

  /** Schroeder et al., 2023, equation 8: perturbed rows, recoveries and one stabilising term. */
  private static Tensor energyDiscrepancy(List<Tensor> parameters) {
    Tensor x = data();
    Tensor noise =
        constant(Samples.random(DType.FLOAT64, Shape.of(BATCH, NEGATIVES, DIMENSION), 12));
    Tensor recovered = x.expandDims(1).add(noise.mul(0.7));
    Tensor gap = Mlp.energy(parameters, x).expandDims(1).sub(Mlp.energy(parameters, recovered));
    Tensor stable = fill(DType.FLOAT64, 0, Shape.of(BATCH, 1));
    return logSumExp(concat(1, gap, stable), 1).mean();
  }

  /**
   * Hyvarinen, 2005: half the squared score minus its divergence, whose diagonal comes from one
   * product of the Hessian with one-hot rows, every row tiled once for each dimension.
   */
  private static Tensor scoreMatching(List<Tensor> parameters) {
    Tensor x = data().expandDims(0).broadcastTo(DIMENSION, BATCH, DIMENSION);
    double[] oneHot = new double[DIMENSION * BATCH * DIMENSION];
    for (int i = 0; i < DIMENSION * BATCH; i++) {
      oneHot[i * DIMENSION + i / BATCH] = 1;
    }
    Tensor directions =
        constant(
            TensorData.fromDoubles(
                new TensorType(DType.FLOAT64, Shape.of(DIMENSION, BATCH, DIMENSION)), oneHot));
    Tensor gradient = Gradients.of(Mlp.energy(parameters, x).sum(), x);
    Tensor hessian = Gradients.of(gradient.mul(directions).sum(), x);
    Tensor laplacian = hessian.mul(directions).sum();
    return gradient.square().sum().div(2 * DIMENSION).sub(laplacian).div(BATCH);
  }

  /** The same loss with the divergence by a loop over one direction at a time. */
  private static Tensor byChunks(List<Tensor> parameters) {
    Tensor x = data();
    Tensor score = Derivatives.gradient(y -> Mlp.energy(parameters, y), x);
    Tensor laplacian = Derivatives.laplacian(y -> Mlp.energy(parameters, y), x, 1);
    return score.square().sum(1).mul(0.5).sub(laplacian).mean();
  }

  /** Negatives from a few Langevin steps without noise, through which no derivative passes. */
  private static Tensor contrastiveDivergence(List<Tensor> parameters) {
    Tensor x = data();
    Tensor negatives =
        loop(
                5,
                List.of(x),
                (i, v) -> {
                  Tensor y = v.get(0);
                  Tensor gradient = Gradients.of(Mlp.energy(parameters, y).sum(), y);
                  return List.of(y.sub(gradient.mul(0.1)));
                })
            .get(0);
    Tensor fixed = negatives.stopGradient();
    return Mlp.energy(parameters, x).mean().sub(Mlp.energy(parameters, fixed).square().mean());
  }

  private static Tensor partlyImpossible(List<Tensor> in) {
    double none = Double.NEGATIVE_INFINITY;
    double[] offsets = {0, none, 0, none, none, 700, 900, -900, 899, none, 0, 0, -800, none, 1};
    Tensor shifted = in.get(0).add(constant(Samples.vector(DType.FLOAT64, offsets).reshape(3, 5)));
    return logSumExp(shifted, 1).sum();
  }
}
