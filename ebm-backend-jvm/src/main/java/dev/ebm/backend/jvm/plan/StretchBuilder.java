package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.memory.Heap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a {@link Stretch} of the units of a stage, and the steps that combine its partial sums. */
final class StretchBuilder {

  private final List<Fusion.Unit> units;
  private final RowLabels labels;
  private final Places places;
  private final Views views;
  private final Tiling tiling;
  private final Map<Node, Node> addedBy = new IdentityHashMap<>();
  private final Map<Node, Place.Floats> sums = new LinkedHashMap<>();
  private final Map<Node, CombineStep> combined = new LinkedHashMap<>();
  private final List<Tiled> parts = new ArrayList<>();
  private int granule = 1;

  StretchBuilder(
      List<Fusion.Unit> units, RowLabels labels, Places places, Views views, Tiling tiling) {
    this.units = units;
    this.labels = labels;
    this.places = places;
    this.views = views;
    this.tiling = tiling;
    for (Fusion.Unit unit : units) {
      Node node = unit.nodes.get(0);
      if (labels.isSumOfSums(node)) {
        node.inputs().forEach(input -> addedBy.put(views.source(input), node));
      }
    }
  }

  /** Whether the units are worth a stretch. */
  boolean isWorthwhile() {
    return tiling.isWorthwhile(cost(), sumElements());
  }

  private long cost() {
    return units.stream().flatMap(unit -> unit.nodes.stream()).mapToLong(Costs::of).sum();
  }

  /** Elements of the sums over rows; of those that are added, one counts. */
  private long sumElements() {
    return units.stream()
        .map(unit -> unit.nodes.get(0))
        .filter(node -> labels.isSum(node) && !addedBy.containsKey(node))
        .mapToLong(node -> node.shape().size())
        .sum();
  }

  /** Elements of the matrices by which rows are multiplied. */
  private long weightElements() {
    return units.stream()
        .map(unit -> unit.nodes.get(0))
        .filter(node -> node.op() == Op.DOT && !labels.isSum(node) && isByOneMatrix(node))
        .map(node -> views.root(node.input(1)))
        .distinct()
        .mapToLong(weight -> weight.shape().size())
        .sum();
  }

  private static boolean isByOneMatrix(Node dot) {
    return dot.shape().range(0, dot.shape().rank() - 2).size() == 1;
  }

  /** Adds the next unit, which makes no partial sum. */
  void add(Fusion.Unit unit, Tiled step) {
    parts.add(step);
    for (Node node : unit.nodes) {
      if (node.op() == Op.UNIFORM || node.op() == Op.NORMAL) {
        granule = Math.max(granule, granule(groupSize(node)));
      }
    }
  }

  /** Adds the next unit, which makes a partial sum, unless it only adds two of them. */
  void addSum(Node node, FloatKernels kernels, Scratch scratch) {
    if (labels.isSumOfSums(node)) {
      return;
    }
    Node total = node;
    while (addedBy.containsKey(total)) {
      total = addedBy.get(total);
    }
    boolean starts = !sums.containsKey(total);
    Place.Floats lanes = sums.computeIfAbsent(total, key -> new Place.Floats(key.shape().size()));
    parts.add(
        switch (node.op()) {
          case DOT -> new PartialDot(node, lanes, starts, places, kernels);
          case CONV_FILTER -> new PartialConvFilter(node, lanes, starts, places, kernels, scratch);
          default -> new PartialReduce(node, lanes, starts, places, kernels);
        });
  }

  /** The number of groups after which draws of so many to a group begin a block again. */
  private static int granule(int draws) {
    int groups = 1;
    while (groups * draws % DrawStep.BLOCK != 0) {
      groups *= 2;
    }
    return groups;
  }

  private int groupSize(Node node) {
    return node.shape().size() / labels.groups();
  }

  /** The stretch of all units added. */
  Stretch build(FloatKernels kernels, int threads) {
    long cost = cost();
    int groups = labels.groups();
    int laneFloats = sums.values().stream().mapToInt(s -> Arena.aligned(s.size())).sum();
    long weights = weightElements();
    int lanes = tiling.lanes(cost, sumElements(), weights);
    int laneGroups = rounded((groups + lanes - 1) / lanes);
    long groupFloats = new Arena(lifetimes(1)).size();
    int mostGroups = tiling.groupsInTile(groupFloats, cost / groups, weights);
    int tilesInLane = (laneGroups + mostGroups - 1) / mostGroups;
    int tileGroups = rounded((laneGroups + tilesInLane - 1) / tilesInLane);

    Arena arena = new Arena(lifetimes(tileGroups));
    for (Arena.Slot slot : arena.slots()) {
      Place.Floats place = slot.value().place();
      place.bindToTiles(slot.offset(), place.size() / groups);
    }
    bindSums((groups + laneGroups - 1) / laneGroups, laneFloats, kernels);
    int scratch = sums.values().stream().mapToInt(Place.Floats::size).max().orElse(0);
    return new Stretch(parts, groups, laneGroups, tileGroups, arena.size(), scratch, cost, threads);
  }

  private int rounded(int count) {
    return (count + granule - 1) / granule * granule;
  }

  private void bindSums(int lanes, int laneFloats, FloatKernels kernels) {
    float[] memory = Heap.floats((long) lanes * laneFloats);
    int offset = 0;
    for (Map.Entry<Node, Place.Floats> entry : sums.entrySet()) {
      Place.Floats sum = entry.getValue();
      sum.bindToLanes(memory, offset, laneFloats);
      offset += Arena.aligned(sum.size());
      Place.Floats result = places.floats(entry.getKey());
      combined.put(entry.getKey(), new CombineStep(sum, lanes, laneFloats, result, kernels));
    }
  }

  /** The steps that combine the partial sums of nodes, after {@link #build}. */
  Map<Node, CombineStep> combined() {
    return combined;
  }

  /** When the values that stay in a tile of so many groups are made and last read. */
  private List<Arena.Lifetime> lifetimes(int tileGroups) {
    Map<Node, Integer> last = new IdentityHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      for (Node node : units.get(i).nodes) {
        for (int k = 0; k < node.inputs().size(); k++) {
          last.put(views.root(Views.operand(node, k)), i);
        }
      }
    }
    List<Arena.Lifetime> lifetimes = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      for (Node node : units.get(i).nodes) {
        if (staysInTile(node, labels, places)) {
          int size = tileGroups * groupSize(node);
          lifetimes.add(
              new Arena.Lifetime(places.floats(node), size, i, last.getOrDefault(node, i)));
        }
      }
    }
    return lifetimes;
  }

  /** Whether a value of a stretch is needed by its own steps alone. */
  static boolean staysInTile(Node node, RowLabels labels, Places places) {
    return places.isNeededOutside(node)
        && labels.isReadInStretch(node)
        && !places.isBoundOutside(node)
        && !places.isOutput(node);
  }
}
