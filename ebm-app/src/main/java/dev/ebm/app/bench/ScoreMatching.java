package dev.ebm.app.bench;

import dev.ebm.api.method.LossContext;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Tensor;

/** The two forms of score matching, whose gradients are second and third derivatives. */
final class ScoreMatching {

  private static final double SIGMA = 0.1;

  private ScoreMatching() {}

  /** mean |sigma grad U(x + sigma z) - z|^2 / 2 (Vincent 2011, eq. 11, times sigma^2). */
  static Tensor denoising(LossContext context, Tensor x) {
    Tensor z = context.key("noise").normal(x.shape());
    Tensor gradient = context.energy().gradient(x.add(z.mul(SIGMA)));
    return gradient.mul(SIGMA).sub(z).square().sum(1).mul(0.5).mean();
  }

  /** mean(|grad U|^2 / 2 - laplacian U), exactly (Hyvaerinen 2005, theorem 1). */
  static Tensor exact(LossContext context, Tensor x) {
    Tensor squares = context.energy().gradient(x).square().sum(1);
    return squares.mul(0.5).sub(Derivatives.laplacian(context::energy, x)).mean();
  }
}
