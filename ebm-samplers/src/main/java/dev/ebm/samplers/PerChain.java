package dev.ebm.samplers;

import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;

/** Numbers of chains, {@code []} or {@code [C]}, beside their vectors {@code [C, ...]}. */
final class PerChain {

  private PerChain() {}

  /** Reshaped so that it broadcasts to vectors of the chains: {@code []} or {@code [C, 1, ...]}. */
  static Tensor column(Tensor number, Tensor vectors) {
    if (number.rank() == 0) {
      return number;
    }
    int[] dims = new int[vectors.rank()];
    Arrays.fill(dims, 1);
    dims[0] = number.dim(0);
    return number.reshape(dims);
  }

  /** Each chain's sum of its elements, {@code [C]}. */
  static Tensor sum(Tensor vectors) {
    return vectors.reshape(vectors.dim(0), -1).sum(1);
  }

  /** The Euclidean length of each chain's vector, {@code [C]}. */
  static Tensor length(Tensor vectors) {
    return sum(vectors.square()).sqrt();
  }
}
