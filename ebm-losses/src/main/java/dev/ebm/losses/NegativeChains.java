package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

  /** The sampler that a loss names, if it moves chains on from where the loss puts them. */
  static Sampler sampler(String loss, ComponentSpec<Sampler> spec, ComponentContext context) {
    Sampler sampler = context.create(spec);
    Chains.requireKernel(sampler, place(loss), spec.name());
    return sampler;
  }

  /**
   * Runs chains and reports {@code displacement}, and {@code acceptance} where the sampler has one.
   * Warns of an acceptance near 0 or 1 (EBM-W002, EBM-W003), of chains that are no longer finite
   * (EBM-W017) and of steps that overshoot (EBM-W018).
   *
   * @param start {@code [C, ...]}
   */
  Ends run(LossContext context, EnergyFunction energy, Tensor start) {
    Tree<Tensor> state = sampler.init(energy, start);
    Sampler.Transition end = Chains.advance(sampler, energy, context.key("chains"), state, steps);
    Tensor positions = end.state().get(Sampler.POSITION);
    Tensor displacement = distance(positions, start);
    context.metric("displacement", displacement);
    warnOfLost(context, end.info());
    if (end.info().names().contains(Sampler.DRIFT_TO_NOISE)) {
      context.warn(
          end.info().get(Sampler.DRIFT_TO_NOISE).mean().gt(MethodWarnings.HIGH_DRIFT),
          MethodWarnings.overshoots(place()));
    }
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

  /** EBM-W017: names the first chain that is lost, the step that lost it, and its step size. */
  private void warnOfLost(LossContext context, Tree<Tensor> info) {
    Tensor done = info.get(Chains.FINITE).mul(steps).add(0.5).floor(); // [C]
    Tensor chain = Tensors.iota(done.dim(0)).cast(DType.FLOAT32);
    Tensor first = Tensors.where(done.lt(steps), chain, Tensors.constant(done.dim(0))).min(0);
    UnaryOperator<Tensor> ofFirst =
        numbers -> Tensors.where(chain.eq(first), numbers, Tensors.constant(0)).sum();
    List<Tensor> numbers = new ArrayList<>(List.of(first, ofFirst.apply(done).add(1)));
    boolean sized = info.names().contains(Sampler.STEP_SIZE);
    if (sized) {
      numbers.add(ofFirst.apply(info.get(Sampler.STEP_SIZE)));
    }
    context.warn(
        first.lt(done.dim(0)),
        Problem.warning(
            "EBM-W017",
            place(),
            "chain %.0f is no longer finite after step %.0f of its sampler"
                + (sized ? ", at a step size of %.3g" : ""),
            "lower loss.sampler.step-size"),
        numbers);
  }

  /** For warnings. */
  String place() {
    return place(loss);
  }

  private static String place(String loss) {
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
