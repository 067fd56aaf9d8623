package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import java.util.List;

/**
 * A loop over a planned body. Carried values alternate between two buffers, and the last iteration
 * writes to the results' own places. Entries of scanned stacks are read, and collected values are
 * written, where they are in their stacks.
 */
final class LoopStep implements Step {

  private final Attribute.Loop spec;
  private final Plan body;
  private final List<Place> operands;
  private final List<Place.Elements<?>> results;
  private final Place.Elements<?>[][] buffers;
  private final double[] iteration = {0};

  /**
   * Makes the buffers.
   *
   * @param operands the initial carried values, the scanned stacks, then the captured values
   * @param results the places of the carried values after the last iteration, then of the stacks of
   *     collected values
   */
  LoopStep(Attribute.Loop spec, Plan body, List<Place> operands, List<Place.Elements<?>> results) {
    this.spec = spec;
    this.body = body;
    this.operands = operands;
    this.results = results;
    this.buffers = new Place.Elements<?>[spec.carried()][];
    for (int k = 0; k < buffers.length; k++) {
      Place.Elements<?> result = results.get(k);
      buffers[k] =
          spec.count() > 1
              ? new Place.Elements<?>[] {result.fresh(), result.fresh()}
              : new Place.Elements<?>[0];
    }
  }

  @Override
  public void run(Workers workers) {
    if (spec.count() == 0) {
      for (int k = 0; k < spec.carried(); k++) {
        results.get(k).copyFrom(operands.get(k));
      }
      return;
    }
    ((Place.Numbers) body.inputs().get(0)).bind(iteration, 0);
    for (int k = spec.carried() + spec.scanned(); k < operands.size(); k++) {
      body.inputs().get(k + 1).show(operands.get(k), 0);
    }
    for (int step = 0; step < spec.count(); step++) {
      int i = spec.iteration(step);
      iteration[0] = i;
      bindCarried(step);
      for (int k = spec.carried(); k < spec.carried() + spec.scanned(); k++) {
        Place.Elements<?> entry = (Place.Elements<?>) body.inputs().get(k + 1);
        entry.show(operands.get(k), i * entry.size());
      }
      for (int k = spec.carried(); k < results.size(); k++) {
        Place.Elements<?> entry = (Place.Elements<?>) body.outputs().get(k);
        entry.show(results.get(k), i * entry.size());
      }
      body.run(workers);
    }
  }

  private void bindCarried(int step) {
    for (int k = 0; k < spec.carried(); k++) {
      boolean last = step == spec.count() - 1;
      Place from = step == 0 ? operands.get(k) : buffers[k][(step - 1) & 1];
      body.inputs().get(k + 1).show(from, 0);
      body.outputs().get(k).show(last ? results.get(k) : buffers[k][step & 1], 0);
    }
  }
}
