package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;

/** Keys and draws, with the bits of {@link Philox}. */
final class RandomStep {

  /** Draws in a unit of work; a multiple of the generator's block of 4. */
  private static final int UNIT = 256;

  /** A draw takes about as long as this many simple operations. */
  private static final int COST = 40;

  private RandomStep() {}

  static Step of(Node node, Places places) {
    Place.KeyPlace key = places.key(node.input(0));
    if (node.op() == Op.FOLD_KEY) {
      Place.KeyPlace result = places.key(node);
      if (node.attribute() instanceof Attribute.Fold fold) {
        return workers -> result.bind(Philox.fold(key.key(), fold));
      }
      Place.Numbers counter = places.numbers(node.input(1));
      return workers -> result.bind(Philox.fold(key.key(), (int) counter.array()[0]));
    }
    Place.Floats result = places.floats(node);
    boolean normal = node.op() == Op.NORMAL;
    int n = result.size();
    Workers.Task task =
        (worker, from, to) -> draw(normal, key.key(), result, from * UNIT, Math.min(n, to * UNIT));
    int units = (n + UNIT - 1) / UNIT;
    return (long) n * COST < Step.DIVIDE_FROM
        ? workers -> task.run(0, 0, units)
        : workers -> workers.run(task, units);
  }

  private static void draw(boolean normal, TensorData key, Place.Floats result, int from, int to) {
    if (normal) {
      Philox.normal(key, from, result.array(), result.offset() + from, to - from);
    } else {
      Philox.uniform(key, from, result.array(), result.offset() + from, to - from);
    }
  }
}
