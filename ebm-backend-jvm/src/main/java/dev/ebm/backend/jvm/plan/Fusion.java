package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides a program into units, each of which becomes one step. Element-wise operations of one size
 * that feed each other, or share an operand, and belong to one stage of {@link RowLabels}, form one
 * unit, so that they run block by block while a block stays in the first-level cache.
 */
final class Fusion {

  /** Longer chains gain nothing and need more scratch memory than the cache has. */
  private static final int MAX_MEMBERS = 48;

  /** Nodes that run as one step, in their program's order. */
  static final class Unit {
    final List<Node> nodes = new ArrayList<>();
    private final Set<Unit> needs = new LinkedHashSet<>();

    boolean isFused() {
      return isFusible(nodes.get(0));
    }
  }

  private final Views views;
  private final RowLabels labels;
  private final Map<Node, Unit> units = new IdentityHashMap<>();
  private final Map<Node, List<Unit>> readers = new IdentityHashMap<>();
  private final List<Unit> all = new ArrayList<>();

  private Fusion(Views views, RowLabels labels) {
    this.views = views;
    this.labels = labels;
  }

  /** The units of a program, by stages, in an order in which they can run. */
  static List<Unit> units(Program program, Views views, RowLabels labels) {
    Fusion fusion = new Fusion(views, labels);
    for (Node node : program.nodes()) {
      if (views.isComputed(node)) {
        fusion.place(node);
      }
    }
    return fusion.ordered();
  }

  /** Whether an operation runs block by block on floats. */
  static boolean isFusible(Node node) {
    return node.op().kind() == Op.Kind.ELEMENTWISE
        && isFloat(node)
        && node.inputs().stream().allMatch(Fusion::isFloat);
  }

  private static boolean isFloat(Node node) {
    return node.dtype() == DType.FLOAT32 || node.dtype() == DType.BOOL;
  }

  private void place(Node node) {
    Unit unit = isFusible(node) && !labels.isSum(node) ? joinable(node) : new Unit();
    if (unit.nodes.isEmpty()) {
      all.add(unit);
    }
    unit.nodes.add(node);
    units.put(node, unit);
    for (Node input : node.inputs()) {
      readers.computeIfAbsent(views.source(input), key -> new ArrayList<>()).add(unit);
      for (Node need : views.needs(input)) {
        Unit producer = units.get(need);
        if (producer != null && producer != unit) {
          unit.needs.add(producer);
        }
      }
    }
  }

  /** A unit that the node can join, else a new one. */
  private Unit joinable(Node node) {
    List<Unit> candidates = new ArrayList<>();
    for (Node input : node.inputs()) {
      Node source = views.source(input);
      if (units.containsKey(source)) {
        candidates.add(units.get(source));
      }
    }
    Collections.reverse(candidates);
    for (Node input : node.inputs()) {
      if (views.isWhole(input)) { // to share a repeated number gains nothing
        candidates.addAll(readers.getOrDefault(views.source(input), List.of()));
      }
    }
    return candidates.stream().filter(unit -> canJoin(node, unit)).findFirst().orElseGet(Unit::new);
  }

  private boolean canJoin(Node node, Unit unit) {
    if (!unit.isFused()
        || unit.nodes.size() >= MAX_MEMBERS
        || labels.isSum(unit.nodes.get(0))
        || labels.stage(unit.nodes.get(0)) != labels.stage(node)
        || unit.nodes.get(0).shape().size() != node.shape().size()) {
      return false;
    }
    for (Node input : node.inputs()) {
      for (Node need : views.needs(input)) {
        Unit producer = units.get(need);
        if (producer == unit) {
          if (!views.isWhole(input)) {
            return false;
          }
        } else if (producer != null && reaches(producer, unit)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a unit needs another, directly or not. */
  private static boolean reaches(Unit from, Unit target) {
    Set<Unit> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Unit> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      Unit unit = open.pop();
      if (unit == target) {
        return true;
      }
      if (seen.add(unit)) {
        open.addAll(unit.needs);
      }
    }
    return false;
  }

  private List<Unit> ordered() {
    Map<Unit, Integer> missing = new HashMap<>();
    Map<Unit, List<Unit>> waiting = new HashMap<>();
    Deque<Unit> ready = new ArrayDeque<>();
    for (Unit unit : all) {
      missing.put(unit, unit.needs.size());
      unit.needs.forEach(need -> waiting.computeIfAbsent(need, k -> new ArrayList<>()).add(unit));
      if (unit.needs.isEmpty()) {
        ready.add(unit);
      }
    }
    List<Unit> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Unit unit = ready.poll();
      order.add(unit);
      for (Unit next : waiting.getOrDefault(unit, List.of())) {
        if (missing.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    if (order.size() != all.size()) {
      throw new IllegalStateException("fused units depend on each other");
    }
    order.sort(Comparator.comparingInt(unit -> labels.stage(unit.nodes.get(0))));
    return order;
  }
}
