package dev.ebm.losses;

import dev.ebm.api.method.Perturbation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/** A law with settings that change over the steps. Where no step is given it is the first one's. */
interface ScheduledPerturbation extends Perturbation {

  @Override
  Perturbation at(Tensor step);

  @Override
  default Tensor perturb(Key key, Tensor x) {
    return first().perturb(key, x);
  }

  @Override
  default Recovery recover(Key key, Tensor y, int count) {
    return first().recover(key, y, count);
  }

  @Override
  default Tensor logDensity(Tensor x, Tensor y) {
    return first().logDensity(x, y);
  }

  private Perturbation first() {
    return at(Tensors.fill(DType.INT32, 0, Shape.SCALAR));
  }
}
