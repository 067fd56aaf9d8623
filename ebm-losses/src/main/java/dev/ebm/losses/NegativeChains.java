package dev.ebm.losses;

import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;

/**
 * Short chains whose ends are a loss's negatives, and what the loss tells of them.
 *
 * @param loss its name, for warnings
 * @param steps of every chain, at least 1
 * @param sampler takes them
 */
record NegativeChains(String loss, int steps, Sampler sampler) {

  /** A displacement below this part of what it is compared with counts as none. */
  static final double HARDLY = 0.01;

  /**
   * Where chains ended.
   *
   * @param positions {@code [C, ...]}, without derivative
   * @param displacement the mean length of the way from start to end, a scalar
   */
  record Ends(Tensor positions, Tensor displacement) {}

  /**
   * Runs chains and reports {@code displacement}, and {@code acceptance} where the sampler has one.
   *
   * @param start {@code [C, ...]}
   */
  Ends run(LossContext context, EnergyFunction energy, Tensor start) {
    Tree<Tensor> state = sampler.init(energy, start);
    Sampler.Transition end = Chains.advance(sampler, energy, context.key("chains"), state, steps);
    Tensor positions = end.state().get(Sampler.POSITION);
    Tensor displacement = distance(positions, start);
    context.metric("displacement", displacement);
    if (end.info().names().contains(Sampler.ACCEPTANCE)) {
      Tensor acceptance = end.info().get(Sampler.ACCEPTANCE).mean();
      context.metric("acceptance", acceptance);
      context.warn(
          acceptance.lt(MethodWarnings.LOW_ACCEPTANCE), MethodWarnings.acceptanceNearZero(place()));
      context.warn(
          acceptance.gt(MethodWarnings.HIGH_ACCEPTANCE), MethodWarnings.acceptanceNearOne(place()));
    }
    return new Ends(positions, displacement);
  }

  /** For warnings. */
  String place() {
    return "loss '" + loss + "'";
  }

  /** EBM-W008: chains stay near to where they start. */
  Problem hardlyMove() {
    return Problem.warning(
        "EBM-W008",
        place(),
        "its chains hardly move, so that the negatives cannot follow the energy",
        "raise the sampler's step size or the number of steps");
  }

  /**
   * E U(x) over the data less E U(x') over the negatives, whose derivative by the parameters is
   * that of maximum likelihood if the negatives are the model's. Reports {@code energy/data},
   * {@code energy/negatives} and {@code energy/gap}.
   *
   * @param penalty alpha of alpha (E U(x)^2 + E U(x')^2), which keeps energies near 0
   */
  static Tensor contrast(LossContext context, Tensor x, Tensor negatives, Schedule penalty) {
    Tensor data = context.energy(x);
    Tensor negative = context.energy(negatives);
    context.metric("energy/data", data.mean());
    context.metric("energy/negatives", negative.mean());
    context.metric("energy/gap", negative.mean().sub(data.mean()));
    Tensor contrast = data.mean().sub(negative.mean());
    if (penalty.equals(Schedule.constant(0))) {
      return contrast;
    }
    Tensor squares = data.square().mean().add(negative.square().mean());
    return contrast.add(squares.mul(penalty.at(context.step())));
  }

  /** The mean distance between rows of the same place, a scalar. */
  static Tensor distance(Tensor a, Tensor b) {
    return a.sub(b).square().reshape(a.dim(0), -1).sum(1).sqrt().mean();
  }

  /** The root mean square distance of rows from their mean, a scalar. */
  static Tensor spread(Tensor x) {
    return x.variance(0).sum().sqrt();
  }
}
