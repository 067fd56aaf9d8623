package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Philox;

/** New keys. */
final class FoldStep {

  private FoldStep() {}

  static Step of(Node node, Places places) {
    Place.KeyPlace key = places.key(node.input(0));
    Place.KeyPlace result = places.key(node);
    if (node.attribute() instanceof Attribute.Fold fold) {
      return workers -> result.bind(Philox.fold(key.key(), fold));
    }
    Place.Numbers counter = places.numbers(node.input(1));
    return workers -> result.bind(Philox.fold(key.key(), (int) counter.scalar()));
  }
}
