package dev.ebm.losses;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/** Laws of random directions v with E v v' = I, so that E v'Hv is the trace of H. */
public enum Projection {
  /** Coordinates -1 or 1: the least variance among laws with independent coordinates. */
  RADEMACHER {
    @Override
    Tensor draw(Key key, Shape rows) {
      return key.rademacher(rows.dims());
    }
  },
  /** Standard normal coordinates. */
  GAUSSIAN {
    @Override
    Tensor draw(Key key, Shape rows) {
      return key.normal(rows);
    }
  },
  /** Uniform on the sphere of radius sqrt(d). */
  SPHERE {
    @Override
    Tensor draw(Key key, Shape rows) {
      Tensor normal = key.normal(rows.dim(0), rows.size() / Math.max(1, rows.dim(0)));
      Tensor length = Tensors.norm(normal, 1).div(Math.sqrt(normal.dim(1))).expandDims(1);
      return normal.div(length).reshape(rows);
    }
  };

  /**
   * One direction for each row.
   *
   * @param rows {@code [B, ...]}
   * @return float32 of that shape
   */
  abstract Tensor draw(Key key, Shape rows);
}
