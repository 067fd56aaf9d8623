package dev.ebm.backend.jvm.plan;

import java.util.List;

/**
 * A loop over a planned body. Carried floats alternate between two buffers, and the last iteration
 * writes to the results' own places.
 */
final class LoopStep implements Step {

  private final int count;
  private final Plan body;
  private final List<Place> operands;
  private final List<Place> results;
  private final float[][][] buffers;

  /**
   * Makes the buffers.
   *
   * @param operands the initial carried values, then the captured ones
   * @param results the places of the carried values after the last iteration
   */
  LoopStep(int count, Plan body, List<Place> operands, List<Place> results) {
    this.count = count;
    this.body = body;
    this.operands = operands;
    this.results = results;
    this.buffers = new float[results.size()][2][];
    for (int k = 0; k < buffers.length; k++) {
      int size = results.get(k) instanceof Place.Floats floats ? floats.size() : 0;
      buffers[k] = new float[2][count > 1 ? size : 0];
    }
  }

  @Override
  public void run(Workers workers) {
    for (int k = results.size(); k < operands.size(); k++) {
      bind(body.inputs().get(k + 1), operands.get(k));
    }
    if (count == 0) {
      for (int k = 0; k < results.size(); k++) {
        copy(operands.get(k), results.get(k));
      }
    }
    for (int i = 0; i < count; i++) {
      ((Place.Numbers) body.inputs().get(0)).bind(new double[] {i});
      for (int k = 0; k < results.size(); k++) {
        bindCarried(k, i);
      }
      body.run(workers);
      for (int k = 0; k < results.size(); k++) {
        if (results.get(k) instanceof Place.Numbers) {
          copy(body.outputs().get(k), results.get(k));
        }
      }
    }
  }

  private void bindCarried(int k, int i) {
    Place in = body.inputs().get(k + 1);
    if (results.get(k) instanceof Place.Floats result) {
      Place.Floats floats = (Place.Floats) in;
      if (i == 0) {
        floats.bind((Place.Floats) operands.get(k));
      } else {
        floats.bind(buffers[k][(i - 1) & 1], 0);
      }
      Place.Floats out = (Place.Floats) body.outputs().get(k);
      if (i == count - 1) {
        out.bind(result);
      } else {
        out.bind(buffers[k][i & 1], 0);
      }
    } else {
      bind(in, i == 0 ? operands.get(k) : results.get(k));
    }
  }

  private static void bind(Place target, Place source) {
    if (target instanceof Place.Floats floats) {
      floats.bind((Place.Floats) source);
    } else if (target instanceof Place.Numbers numbers) {
      numbers.bind(((Place.Numbers) source).array().clone());
    } else {
      ((Place.KeyPlace) target).bind(((Place.KeyPlace) source).key());
    }
  }

  private static void copy(Place source, Place target) {
    if (source instanceof Place.Floats floats) {
      Place.Floats to = (Place.Floats) target;
      System.arraycopy(floats.array(), floats.offset(), to.array(), to.offset(), to.size());
    } else {
      double[] from = ((Place.Numbers) source).array();
      System.arraycopy(from, 0, ((Place.Numbers) target).array(), 0, from.length);
    }
  }
}
