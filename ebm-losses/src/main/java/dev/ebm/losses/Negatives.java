package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.stack;

import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows that energy discrepancy compares the data with: M draws for each row and each of S laws q,
 * from proposals rho_y around a perturbed row y, with weights omega = q(y | x') / rho_y(x').
 *
 * @param samples x' of shape {@code [B, S, M, ...]}
 * @param logWeights log omega less that of the row itself, had it been drawn: {@code [B, S, M]}
 */
record Negatives(Tensor samples, Tensor logWeights) {

  /**
   * Draws, none of which carries a derivative.
   *
   * @param laws the perturbations
   * @param count M
   * @param drift how far draws follow the energy; see {@link EnergyDiscrepancy}
   */
  static Negatives draw(
      LossContext context, Tensor x, List<Perturbation> laws, int count, Schedule drift) {
    List<Perturbation.Recovery> each = new ArrayList<>();
    for (int i = 0; i < laws.size(); i++) {
      Perturbation q = laws.get(i).at(context.step());
      String scale = i == 0 ? "" : "/" + i;
      Tensor y = q.perturb(context.key("perturbation" + scale), x);
      Perturbation.Recovery recovery = q.recover(context.key("recovery" + scale), y, count);
      each.add(
          drift.equals(Schedule.constant(0))
              ? recovery
              : informed(context, q, x, y, recovery, drift));
    }
    return new Negatives(
        stack(1, each.stream().map(Perturbation.Recovery::samples).toList()),
        stack(1, each.stream().map(Perturbation.Recovery::logWeights).toList()));
  }

  /**
   * Recoveries x' + s moved to x': a shift by s keeps volumes, so that rho_y(x') = q(y | x' + s).
   */
  private static Perturbation.Recovery informed(
      LossContext context,
      Perturbation q,
      Tensor x,
      Tensor y,
      Perturbation.Recovery recovery,
      Schedule drift) {
    Tensor s = shift(context, q, y).mul(drift.at(context.step())).stopGradient();
    Tensor samples = recovery.samples().sub(s.expandDims(1));
    int count = samples.dim(1);
    Tensor rows = samples.reshape(y.shape().with(0, y.dim(0) * count));
    Tensor logWeights =
        logWeight(q, rows, repeat(s, count), repeat(y, count)).reshape(y.dim(0), count);
    Tensor own = logWeight(q, x, s, y).expandDims(1);
    return new Perturbation.Recovery(samples, recovery.logWeights().add(logWeights).sub(own));
  }

  private static Tensor logWeight(Perturbation q, Tensor x, Tensor s, Tensor y) {
    return q.logDensity(x, y).sub(q.logDensity(x.add(s), y));
  }

  /**
   * The step along grad U(y) that would minimise U(x) - log q(y | x) if U were linear and q normal:
   * (g.g / -g.Hg) g with g = grad U(y) and the Hessian H of log q(y | x) at x = y.
   */
  private static Tensor shift(LossContext context, Perturbation q, Tensor y) {
    Tensor g = context.energy().gradient(y);
    Tensor constant = y.stopGradient();
    UnaryOperator<Tensor> density = x -> q.logDensity(x, constant);
    Tensor curvature = inner(g, Derivatives.hessianVector(density, y, g)).neg();
    return g.mul(restored(Tensors.safeDiv(inner(g, g), curvature), y));
  }

  private static Tensor inner(Tensor a, Tensor b) {
    return a.mul(b).reshape(a.dim(0), -1).sum(1);
  }

  /** A number for each row with the rank of the rows. */
  private static Tensor restored(Tensor perRow, Tensor rows) {
    int[] ones = new int[rows.rank() - 1];
    Arrays.fill(ones, 1);
    return perRow.reshape(perRow.shape().append(ones));
  }

  /** Each row this many times in a row. */
  private static Tensor repeat(Tensor rows, int count) {
    Shape shape = rows.shape();
    return rows.expandDims(1)
        .broadcastTo(shape.range(1, shape.rank()).prepend(shape.dim(0), count))
        .reshape(shape.with(0, shape.dim(0) * count));
  }
}
