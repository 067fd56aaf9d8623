package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Plans a program: labels, units, places, steps, lifetimes. */
final class PlanBuilder {

  private final Program program;
  private final FloatKernels kernels;
  private final int threads;
  private final Tiling tiling;
  private final Views views;
  private final RowLabels labels;
  private final List<Fusion.Unit> units;
  private final Places places;
  private final Scratch scratch;
  private final Map<Node, Map<Integer, Node>> projections = new IdentityHashMap<>();

  PlanBuilder(Program program, FloatKernels kernels, int threads, Tiling tiling) {
    this.program = program;
    this.kernels = kernels;
    this.threads = threads;
    this.tiling = tiling;
    this.views = new Views(program);
    this.labels = tiling.rows() ? RowLabels.best(program, views) : RowLabels.none(program, views);
    this.units = Fusion.units(program, views, labels);
    this.places = new Places(program, views, units);
    this.scratch = new Scratch(threads);
    for (Node node : program.nodes()) {
      if (node.op() == Op.PROJECT) {
        projections
            .computeIfAbsent(node.input(0), loop -> new HashMap<>())
            .put(node.attribute(Attribute.Index.class).index(), node);
      }
    }
  }

  Plan build() {
    Schedule schedule = new Schedule(views, places, projections);
    for (int from = 0; from < units.size(); ) {
      int to = from;
      int stage = stage(units.get(from));
      while (to < units.size() && stage(units.get(to)) == stage) {
        to++;
      }
      List<Fusion.Unit> members = units.subList(from, to);
      StretchBuilder builder = new StretchBuilder(members, labels, places, views, tiling);
      if (stage % 2 == 1 && builder.isWorthwhile()) {
        stretch(members, builder, schedule);
      } else {
        members.forEach(unit -> schedule.add(unit, step(unit)));
        schedule.endStage();
      }
      from = to;
    }
    schedule.endStage();
    for (int i = 0; i < program.outputs().size(); i++) {
      if (places.isCopied(i)) {
        schedule.add(
            copy(places.of(program.outputs().get(i)), (Place.Elements<?>) places.outputs().get(i)));
      }
    }
    new Arena(schedule.lifetimes(program.outputs())).bind();
    List<Place> inputs = program.inputs().stream().map(places::of).toList();
    return new Plan(inputs, places.outputs(), schedule.steps());
  }

  private int stage(Fusion.Unit unit) {
    return labels.stage(unit.nodes.get(0));
  }

  private void stretch(List<Fusion.Unit> members, StretchBuilder builder, Schedule schedule) {
    for (Fusion.Unit unit : members) {
      Node first = unit.nodes.get(0);
      if (labels.isSum(first)) {
        builder.addSum(first, kernels, scratch);
      } else {
        builder.add(unit, (Tiled) step(unit));
      }
    }
    Stretch stretch = builder.build(kernels, threads);
    schedule.add(
        stretch,
        members,
        node -> labels.isSum(node) || StretchBuilder.staysInTile(node, labels, places));
    builder.combined().forEach(schedule::add);
  }

  private static Step copy(Place from, Place.Elements<?> to) {
    return workers -> to.copyFrom(from);
  }

  private Step step(Fusion.Unit unit) {
    return unit.isFused()
        ? FusedBuilder.build(unit, places, views, kernels, threads)
        : step(unit.nodes.get(0));
  }

  private Step step(Node node) {
    boolean floats = node.dtype() == DType.FLOAT32 || node.dtype() == DType.BOOL;
    return switch (node.op()) {
      case FOLD_KEY -> FoldStep.of(node, places);
      case UNIFORM, NORMAL -> new DrawStep(node, places);
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
      case ARGMAX ->
          node.input(0).dtype() == DType.FLOAT32
              ? new ArgmaxStep(node, places, kernels)
              : new OracleStep(node, places);
      case CHECK -> new CheckStep(node, places, kernels);
      case DOT -> new DotStep(node, places, kernels);
      case CAST -> CastStep.fits(node) ? new CastStep(node, places) : new OracleStep(node, places);
      case CONV, CONV_INPUT -> new ConvStep(node, places, kernels, scratch, threads);
      case CONV_FILTER -> new ConvFilterStep(node, places, kernels, scratch);
      default -> new OracleStep(node, places);
    };
  }

  private Step loop(Node node) {
    Attribute.Loop spec = node.attribute(Attribute.Loop.class);
    List<Place.Elements<?>> results = new ArrayList<>();
    for (int k = 0; k < spec.body().outputs().size(); k++) {
      Node projection = projections.getOrDefault(node, Map.of()).get(k);
      results.add(projection == null ? unread(spec, k) : (Place.Elements<?>) places.of(projection));
    }
    return new LoopStep(
        spec,
        Plan.of(spec.body(), kernels, threads, tiling),
        node.inputs().stream().map(places::of).toList(),
        results);
  }

  /** A place of its own for a result of a loop that nobody reads. */
  private static Place.Elements<?> unread(Attribute.Loop spec, int result) {
    Node node = spec.body().outputs().get(result);
    int size = node.shape().size() * (result < spec.carried() ? 1 : spec.count());
    return node.dtype() == DType.INT32
        ? new Place.Numbers(size).fresh()
        : new Place.Floats(size).fresh();
  }
}
