package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.oracle.Interpreter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives every value of a program its place. */
final class Places {

  private final Program program;
  private final Views views;
  private final Map<Node, Place> byNode = new IdentityHashMap<>();
  private final Set<Node> outside = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> boundToOutput = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> outputRoots = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Place> outputs = new ArrayList<>();
  private final List<Boolean> outputCopied = new ArrayList<>();

  Places(Program program, Views views, List<Fusion.Unit> units) {
    this.program = program;
    this.views = views;
    findNeededOutside(units);
    program.inputs().forEach(input -> byNode.put(input, newPlace(input)));
    for (Node output : program.outputs()) {
      placeOutput(output);
    }
  }

  private void findNeededOutside(List<Fusion.Unit> units) {
    Map<Node, Fusion.Unit> unitOf = new IdentityHashMap<>();
    for (Fusion.Unit unit : units) {
      unit.nodes.forEach(node -> unitOf.put(node, unit));
    }
    for (Fusion.Unit unit : units) {
      for (Node node : unit.nodes) {
        for (Node input : node.inputs()) {
          Node source = views.source(input);
          if (unitOf.get(source) != unit) {
            outside.add(source);
          }
        }
      }
    }
    program.outputs().forEach(output -> outside.add(views.source(output)));
  }

  /** A result that is computed is left in the output's own place; anything else is copied there. */
  private void placeOutput(Node output) {
    Node root = views.root(output);
    outputRoots.add(root);
    Place place = newPlace(output);
    boolean direct =
        place instanceof Place.Elements
            && root.op() != Op.INPUT
            && root.op() != Op.CONSTANT
            && views.isWhole(output)
            && boundToOutput.add(root);
    if (direct) {
      byNode.put(root, place);
    }
    outputs.add(place instanceof Place.Elements ? place : of(output));
    outputCopied.add(place instanceof Place.Elements && !direct);
  }

  private static Place newPlace(Node node) {
    return switch (node.dtype()) {
      case KEY -> new Place.KeyPlace();
      case INT32 -> new Place.Numbers(node.shape().size());
      case FLOAT32, BOOL -> new Place.Floats(node.shape().size());
      case FLOAT64, INT64 -> throw new IllegalArgumentException("a plan has no wide values");
    };
  }

  /** The place of any node but a loop. */
  Place of(Node node) {
    Place place = byNode.get(node);
    if (place != null) {
      return place;
    }
    if (Views.isAlias(node)) {
      Place whole = of(node.input(0));
      place =
          whole instanceof Place.Elements<?> elements
              ? elements.part(Views.delta(node), node.shape().size())
              : whole;
    } else if (node.op() == Op.CONSTANT) {
      place = constant(node);
    } else {
      place = newPlace(node);
      if (place instanceof Place.Numbers numbers) {
        place = numbers.fresh(); // only floats lie in the arena
      }
    }
    byNode.put(node, place);
    return place;
  }

  private static Place constant(Node node) {
    TensorData data = node.attribute(Attribute.Literal.class).data();
    if (node.dtype() == DType.INT32) {
      Place.Numbers numbers = new Place.Numbers(data.shape().size());
      numbers.bind(data.toDoubles(), 0);
      return numbers;
    }
    Place.Floats place = new Place.Floats(data.shape().size());
    double[] numbers = Interpreter.evaluate(node, List.of()).numbers();
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    place.bind(floats, 0);
    return place;
  }

  /** The place of a float32 or bool node. */
  Place.Floats floats(Node node) {
    return (Place.Floats) of(node);
  }

  /** The place of an int32 node. */
  Place.Numbers numbers(Node node) {
    return (Place.Numbers) of(node);
  }

  /** The place of a key. */
  Place.KeyPlace key(Node node) {
    return (Place.KeyPlace) of(node);
  }

  /** A place with one fixed number. */
  Place.Floats constant(float value) {
    Place.Floats place = new Place.Floats(1);
    place.bind(new float[] {value}, 0);
    return place;
  }

  /** Whether another unit or the program's caller reads a node. */
  boolean isNeededOutside(Node node) {
    return outside.contains(node);
  }

  /** Whether a value is, or shows in, a result of the program. */
  boolean isOutput(Node root) {
    return outputRoots.contains(root);
  }

  /** Whether a node's place is bound by the plan's caller. */
  boolean isBoundOutside(Node root) {
    return boundToOutput.contains(root) || root.op() == Op.INPUT || root.op() == Op.CONSTANT;
  }

  /** The places of the program's outputs. */
  List<Place> outputs() {
    return outputs;
  }

  /** Whether an output must be copied to its place at the end. */
  boolean isCopied(int output) {
    return outputCopied.get(output);
  }
}
