package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;

/** An energy net 2-5-4-1 with softplus units for the conformance cases. */
final class Mlp {

  private Mlp() {}

  static List<TensorData> parameters() {
    return List.of(
        Samples.random(DType.FLOAT64, Shape.of(2, 5), 1),
        Samples.random(DType.FLOAT64, Shape.of(5), 2),
        Samples.random(DType.FLOAT64, Shape.of(5, 4), 3),
        Samples.random(DType.FLOAT64, Shape.of(4), 4),
        Samples.random(DType.FLOAT64, Shape.of(4, 1), 5));
  }

  /**
   * Energies of rows.
   *
   * @param x {@code [..., 2]}
   * @return {@code [...]}
   */
  static Tensor energy(List<Tensor> p, Tensor x) {
    Tensor hidden = x.matmul(p.get(0)).add(p.get(1)).softplus();
    hidden = hidden.matmul(p.get(2)).add(p.get(3)).softplus();
    return hidden.matmul(p.get(4)).squeeze(-1);
  }
}
