package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The list of steps in the making, and when each value is first written and last read. Within a
 * stage, steps that need nothing of each other are shared out among the threads at once.
 */
final class Schedule {

  /** Steps of a stage that need nothing of each other, and what they compute. */
  private static final class Level {
    private final List<SharedStep> shared = new ArrayList<>();
    private final List<Step> others = new ArrayList<>();
    private final List<Node> computed = new ArrayList<>();
    private final List<Node> combined = new ArrayList<>();
  }

  private final Views views;
  private final Places places;
  private final Map<Node, Map<Integer, Node>> projections;
  private final List<Step> steps = new ArrayList<>();
  private final TreeMap<Integer, Level> levels = new TreeMap<>();
  private final Map<Node, Integer> levelOf = new IdentityHashMap<>();
  private final Map<Node, Integer> first = new LinkedHashMap<>();
  private final Map<Node, Integer> last = new IdentityHashMap<>();
  private int time;

  Schedule(Views views, Places places, Map<Node, Map<Integer, Node>> projections) {
    this.views = views;
    this.places = places;
    this.projections = projections;
  }

  /** Adds a unit's step to the present stage. */
  void add(Fusion.Unit unit, Step step) {
    int level = 0;
    for (Node node : unit.nodes) {
      for (int i = 0; i < node.inputs().size(); i++) {
        for (Node need : views.needs(Views.operand(node, i))) {
          level = Math.max(level, 1 + levelOf.getOrDefault(need, -1));
        }
      }
    }
    Level target = levels.computeIfAbsent(level, key -> new Level());
    if (step instanceof SharedStep shared) {
      target.shared.add(shared);
    } else {
      target.others.add(step);
    }
    target.computed.addAll(unit.nodes);
    for (Node node : unit.nodes) {
      levelOf.put(node, level);
    }
  }

  /** Adds to the present stage a step that completes a sum over the rows of a stretch. */
  void add(Node sum, CombineStep step) {
    Level target = levels.computeIfAbsent(0, key -> new Level());
    target.shared.add(step);
    target.combined.add(sum);
    levelOf.put(sum, 0);
  }

  /** Adds a stretch, with the nodes that it computes and those of them that stay in its tiles. */
  void add(Stretch stretch, List<Fusion.Unit> units, Predicate<Node> isElsewhere) {
    endStage();
    steps.add(stretch);
    for (Fusion.Unit unit : units) {
      unit.nodes.forEach(this::reads);
      unit.nodes.stream().filter(isElsewhere.negate()).forEach(this::writes);
    }
    time++;
  }

  /** Adds a step that copies a result to the caller. */
  void add(Step copy) {
    endStage();
    steps.add(copy);
  }

  /** What is added from now on may need all that was added before. */
  void endStage() {
    for (Level level : levels.values()) {
      steps.addAll(level.others);
      if (level.shared.size() == 1) {
        steps.add(level.shared.get(0));
      } else if (level.shared.size() > 1) {
        steps.add(new Together(level.shared));
      }
      level.computed.forEach(this::reads);
      level.computed.forEach(this::writes);
      level.combined.forEach(this::writes);
      time++;
    }
    levels.clear();
    levelOf.clear();
  }

  private void reads(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      last.put(views.root(Views.operand(node, i)), time);
    }
  }

  private void writes(Node node) {
    if (node.op() == Op.LOOP) {
      projections.getOrDefault(node, Map.of()).values().forEach(this::holds);
    } else if (places.isNeededOutside(node)) {
      holds(node);
    }
  }

  private void holds(Node node) {
    first.put(node, time);
    last.merge(node, time, Math::max);
  }

  /** The steps, in order. */
  List<Step> steps() {
    return steps;
  }

  /**
   * When the values in the arena are written and read.
   *
   * @param outputs read after the last step
   */
  List<Arena.Lifetime> lifetimes(List<Node> outputs) {
    outputs.forEach(output -> last.put(views.root(output), time + 1));
    List<Arena.Lifetime> lifetimes = new ArrayList<>();
    first.forEach(
        (node, from) -> {
          boolean inArena =
              node.dtype() != DType.INT32
                  && node.dtype() != DType.KEY
                  && !places.isBoundOutside(node);
          if (inArena) {
            Place.Floats place = places.floats(node);
            lifetimes.add(new Arena.Lifetime(place, place.size(), from, last.get(node)));
          }
        });
    return lifetimes;
  }
}
