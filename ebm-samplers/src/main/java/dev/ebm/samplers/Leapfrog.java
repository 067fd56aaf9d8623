package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;

/**
 * The leapfrog integrator of Hamilton's equations for U(x) + p.M^-1 p / 2 with a diagonal mass M:
 * half a kick, then drifts and kicks in turn, the last one half. It is reversible, keeps volumes,
 * and its energy error is of second order in the step size. One gradient for each drift.
 *
 * @param point where the chains are
 * @param momentum p, {@code [C, ...]}
 */
record Leapfrog(Point point, Tensor momentum) {

  /**
   * After some steps.
   *
   * @param size the step size, which broadcasts to the momentum
   * @param inverseMass the diagonal of M^-1, which broadcasts to the momentum
   * @param steps at least 1
   */
  Leapfrog after(EnergyFunction energy, Tensor size, Tensor inverseMass, int steps) {
    Tensor half = size.div(2);
    Tensor drift = size.mul(inverseMass);
    Tensor kicked = momentum.sub(point.gradient().mul(half));
    List<Tensor> end =
        Tensors.loop(
            steps,
            List.of(point.position(), kicked, point.energy(), point.gradient()),
            (i, carried) -> {
              Point next = Point.at(energy, carried.get(0).add(carried.get(1).mul(drift)));
              Tensor p = carried.get(1).sub(next.gradient().mul(size));
              return List.of(next.position(), p, next.energy(), next.gradient());
            });
    Point last = new Point(end.get(0), end.get(2), end.get(3));
    return new Leapfrog(last, end.get(1).add(last.gradient().mul(half)));
  }

  /** U(x) + p.M^-1 p / 2, {@code [C]}. */
  Tensor hamiltonian(Tensor inverseMass) {
    return point.energy().add(PerChain.sum(momentum.square().mul(inverseMass)).div(2));
  }
}
