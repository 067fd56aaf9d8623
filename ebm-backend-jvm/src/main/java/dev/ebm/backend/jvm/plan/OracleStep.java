package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.oracle.Cells;
import dev.ebm.backend.jvm.oracle.Interpreter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An operation without a fast kernel, such as those on integers. */
final class OracleStep implements Step {

  private final Node node;
  private final List<Place> operands;
  private final Place result;

  OracleStep(Node node, Places places) {
    this.node = node;
    this.operands = node.inputs().stream().map(places::of).toList();
    this.result = places.of(node);
  }

  @Override
  public void run(Workers workers) {
    List<Cells> in = new ArrayList<>(operands.size());
    for (Place operand : operands) {
      in.add(read(operand));
    }
    double[] numbers = Interpreter.evaluate(node, in).numbers();
    if (result instanceof Place.Floats floats) {
      for (int i = 0; i < numbers.length; i++) {
        floats.array()[floats.offset() + i] = (float) numbers[i];
      }
    } else {
      Place.Numbers target = (Place.Numbers) result;
      System.arraycopy(numbers, 0, target.array(), target.offset(), numbers.length);
    }
  }

  private static Cells read(Place place) {
    if (place instanceof Place.Numbers numbers) {
      int from = numbers.offset();
      return new Cells(Arrays.copyOfRange(numbers.array(), from, from + numbers.size()));
    }
    Place.Floats floats = (Place.Floats) place;
    double[] numbers = new double[floats.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats.array()[floats.offset() + i];
    }
    return new Cells(numbers);
  }
}
