package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Features;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.tensor.TensorData;

/**
 * A context whose training rows are given.
 *
 * @param rows all that there are, however many are asked for
 */
record KnownRows(Features features, TensorData rows) implements ComponentContext {

  static KnownRows of(double[] values, int... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new KnownRows(Features.continuous(shape[1]), TensorData.of(floats, shape));
  }

  @Override
  public TensorData trainingRows(int count) {
    return rows;
  }

  @Override
  public <T> T create(ComponentSpec<T> spec) {
    throw new UnsupportedOperationException(spec.name());
  }
}
