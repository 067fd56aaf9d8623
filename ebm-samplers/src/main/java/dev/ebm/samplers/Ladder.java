package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * The temperatures of chains' replicas, and a kernel's view of these as {@code [C K]} chains in
 * units of the square root of each one's temperature.
 *
 * @param temperatures from cold to hot, {@code [C, K]}
 */
record Ladder(Tensor temperatures) {

  /** In a geometric sequence from each chain's coldest, {@code [C]}, to one hottest. */
  static Ladder geometric(Tensor coldest, double hottest, int replicas) {
    Tensor log = coldest.log().expandDims(1);
    Tensor part = Tensors.iota(replicas).cast(DType.FLOAT32).div(replicas - 1);
    return new Ladder(log.neg().add(Math.log(hottest)).mul(part).add(log).exp());
  }

  /** 1/T of a rung, {@code [C]}. */
  Tensor inverse(int k) {
    return temperatures.get(1, k).reciprocal();
  }

  /** U/T as an energy of positions in a kernel's view. */
  EnergyFunction tempered(EnergyFunction energy) {
    Tensor t = folded(temperatures);
    return EnergyFunction.of(
        y -> energy.of(y.mul(PerChain.column(t.sqrt(), y))).div(t), energy.features());
  }

  /** Positions {@code [C, K, ...]} in a kernel's view. */
  Tensor scaled(Tensor x) {
    Tensor y = folded(x);
    return y.div(PerChain.column(folded(temperatures).sqrt(), y));
  }

  /** Positions {@code [C, K, ...]} from a kernel's view. */
  Tensor unscaled(Tensor y) {
    Tensor x = y.mul(PerChain.column(folded(temperatures).sqrt(), y));
    Shape features = y.shape().range(1, y.rank());
    return x.reshape(features.prepend(temperatures.dim(0), temperatures.dim(1)));
  }

  /** The energies of positions {@code [C, K, ...]}, {@code [C, K]}. */
  Tensor energies(EnergyFunction energy, Tensor x) {
    return energy.of(folded(x)).reshape(temperatures.shape());
  }

  /** {@code [C, K, ...]} as {@code [C K, ...]}. */
  static Tensor folded(Tensor byChain) {
    Shape rest = byChain.shape().range(2, byChain.rank());
    return byChain.reshape(rest.prepend(byChain.dim(0) * byChain.dim(1)));
  }
}
