package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Plans a program: units, places, lifetimes, steps. */
final class PlanBuilder {

  private final Program program;
  private final FloatKernels kernels;
  private final int threads;
  private final Views views;
  private final List<Fusion.Unit> units;
  private final Places places;
  private final Map<Node, Map<Integer, Node>> projections = new IdentityHashMap<>();

  PlanBuilder(Program program, FloatKernels kernels, int threads) {
    this.program = program;
    this.kernels = kernels;
    this.threads = threads;
    this.views = new Views(program);
    this.units = Fusion.units(program, views);
    this.places = new Places(program, views, units);
    for (Node node : program.nodes()) {
      if (node.op() == Op.PROJECT) {
        projections
            .computeIfAbsent(node.input(0), loop -> new HashMap<>())
            .put(node.attribute(Attribute.Index.class).index(), node);
      }
    }
  }

  Plan build() {
    List<Step> steps = new ArrayList<>();
    for (Fusion.Unit unit : units) {
      steps.add(
          unit.isFused()
              ? FusedBuilder.build(unit, places, views, kernels, threads)
              : step(unit.nodes.get(0)));
    }
    for (int i = 0; i < program.outputs().size(); i++) {
      if (places.isCopied(i)) {
        steps.add(
            copy(places.floats(program.outputs().get(i)), (Place.Floats) places.outputs().get(i)));
      }
    }
    Arena.lay(lifetimes());
    List<Place> inputs = program.inputs().stream().map(places::of).toList();
    return new Plan(inputs, places.outputs(), steps);
  }

  private Step copy(Place.Floats from, Place.Floats to) {
    return workers -> kernels.copy(from.array(), from.offset(), to.array(), to.offset(), to.size());
  }

  private Step step(Node node) {
    boolean floats = node.dtype() == DType.FLOAT32 || node.dtype() == DType.BOOL;
    return switch (node.op()) {
      case FOLD_KEY, UNIFORM, NORMAL -> RandomStep.of(node, places);
      case LOOP -> loop(node);
      case TRANSPOSE, BROADCAST, SLICE, REVERSE, PAD ->
          floats ? new MoveStep(node, places, kernels) : new OracleStep(node, places);
      case CONCAT -> floats ? new ConcatStep(node, places, kernels) : new OracleStep(node, places);
      case GATHER, SCATTER_ADD ->
          floats ? new RowStep(node, places, kernels) : new OracleStep(node, places);
      case REDUCE_SUM, REDUCE_MAX ->
          floats && ReduceStep.fits(node)
              ? new ReduceStep(node, places, kernels)
              : new OracleStep(node, places);
      case DOT -> new DotStep(node, places, kernels);
      default -> new OracleStep(node, places);
    };
  }

  private Step loop(Node node) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    List<Place> results = new ArrayList<>();
    for (int k = 0; k < spec.carried(); k++) {
      Node projection = projections.getOrDefault(node, Map.of()).get(k);
      Node result = spec.body().outputs().get(k);
      results.add(projection == null ? unread(result) : places.of(projection));
    }
    return new LoopStep(
        spec.count(),
        Plan.of(spec.body(), kernels, threads),
        node.inputs().stream().map(places::of).toList(),
        results);
  }

  /** A place of its own for a carried value that nobody reads after the loop. */
  private static Place unread(Node result) {
    int size = result.shape().size();
    if (result.dtype() == DType.INT32) {
      return new Place.Numbers(new double[size]);
    }
    Place.Floats place = new Place.Floats(size);
    place.bind(new float[size], 0);
    return place;
  }

  /** When the value of each step is first written and last read, in steps. */
  private List<Arena.Lifetime> lifetimes() {
    Map<Node, Integer> first = new IdentityHashMap<>();
    Map<Node, Integer> last = new IdentityHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      for (Node node : units.get(i).nodes) {
        if (node.op() == Op.LOOP) {
          for (Node projection : projections.getOrDefault(node, Map.of()).values()) {
            first.put(projection, i);
            last.put(projection, i);
          }
        } else if (places.isNeededOutside(node)) {
          first.put(node, i);
          last.put(node, i);
        }
        for (Node input : node.inputs()) {
          last.put(views.root(input), i);
          if (DotStep.readsTransposed(input)) { // also where the transpose has a step for others
            last.put(views.root(input.input(0)), i);
          }
        }
      }
    }
    program.outputs().forEach(output -> last.put(views.root(output), units.size()));
    List<Arena.Lifetime> lifetimes = new ArrayList<>();
    first.forEach(
        (node, from) -> {
          boolean inArena =
              node.dtype() != DType.INT32
                  && node.dtype() != DType.KEY
                  && !places.isBoundOutside(node);
          if (inArena) {
            lifetimes.add(new Arena.Lifetime(places.floats(node), from, last.get(node)));
          }
        });
    lifetimes.sort(
        Comparator.comparingInt(Arena.Lifetime::first)
            .thenComparingInt(lifetime -> -lifetime.place().size()));
    return lifetimes;
  }
}
