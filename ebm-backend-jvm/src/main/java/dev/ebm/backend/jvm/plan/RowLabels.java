package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.backend.jvm.plan.RowRules.Division;
import dev.ebm.backend.jvm.plan.RowRules.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says of every operation of a program whether it runs by groups of rows, and when. The labels
 * follow from the operations, as in sharding propagation:
 *
 * <ul>
 *   <li>ROWS: what a matrix product, a reduction of other axes, a gather or a draw makes by groups,
 *       and everything that is made of it by groups.
 *   <li>SHARED: sums over rows, such as a weight's gradient or a mean, and what is made of them
 *       alone, such as an optimiser's update; it is not divided, even where the size would allow.
 *   <li>OPEN: inputs, constants and what is made of them alone. Divided where that makes rows.
 * </ul>
 *
 * <p>Stages order the operations. Those of an odd stage run by groups, and need nothing of each
 * other but the same group: all of them together are one stretch, in which a group goes through
 * every step before the next one comes. Operations of an even stage run one after the other. So a
 * step begins a new stage only where it needs all groups of what rows have made: forward and
 * backward pass of a mean over rows are one stretch, since the cotangent of a mean is a constant.
 */
final class RowLabels {

  /** What a further stage costs, as a share of the divided work. */
  private static final double STAGE = 0.01;

  private enum Label {
    OPEN,
    SHARED,
    ROWS
  }

  private static final Set<Op> MAKES_ROWS =
      Set.of(
          Op.DOT,
          Op.CONV,
          Op.CONV_INPUT,
          Op.REDUCE_SUM,
          Op.REDUCE_MAX,
          Op.GATHER,
          Op.UNIFORM,
          Op.NORMAL);

  /** Node {@code reader} reads the value as operand number {@code operand}. */
  private record Reading(Node reader, int operand) {}

  private final int groups;
  private final Views views;
  private final List<Node> steps = new ArrayList<>();
  private final Map<Node, Rule> rules = new IdentityHashMap<>();
  private final Map<Node, Label> labels = new IdentityHashMap<>();
  private final Map<Node, Division> divisions = new IdentityHashMap<>();
  private final Map<Node, List<Reading>> readings = new IdentityHashMap<>();
  private final Set<Node> outputs = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Node, Integer> stages = new IdentityHashMap<>();

  private RowLabels(Program program, Views views, int groups) {
    this.groups = groups;
    this.views = views;
    RowRules all = new RowRules(views, groups);
    for (Node node : program.nodes()) {
      if (views.isComputed(node)) {
        steps.add(node);
        rules.put(node, all.of(node));
        for (int i = 0; i < node.inputs().size(); i++) {
          readings
              .computeIfAbsent(views.source(Views.operand(node, i)), key -> new ArrayList<>())
              .add(new Reading(node, i));
        }
      }
    }
    program.outputs().forEach(output -> outputs.add(views.source(output)));
    label();
    divideOpen();
    steps.forEach(this::setStage);
    delay();
  }

  /**
   * The labels for the number of groups by which most of the work is divided, with the fewest
   * stages.
   */
  static RowLabels best(Program program, Views views) {
    Set<Integer> candidates = new TreeSet<>();
    for (Node node : program.nodes()) {
      if (node.shape().rank() > 0 && node.shape().dim(0) > 1) {
        candidates.add(node.shape().dim(0));
      }
    }
    RowLabels best = none(program, views);
    for (int groups : candidates) {
      RowLabels labels = new RowLabels(program, views, groups);
      if (labels.score() >= best.score()) {
        best = labels;
      }
    }
    return best;
  }

  /** Labels by which nothing is divided: stage 0 for everything. */
  static RowLabels none(Program program, Views views) {
    return new RowLabels(program, views, Integer.MAX_VALUE);
  }

  /** The divided work, less a part for every stage that its steps wait for. */
  private double score() {
    double work = 0;
    int last = 0;
    for (Node node : steps) {
      if (isDivided(node)) {
        work += Costs.of(node);
        last = Math.max(last, stages.get(node));
      }
    }
    return work * Math.pow(1 - STAGE, last);
  }

  private void label() {
    for (Node node : steps) {
      Rule rule = rules.get(node);
      Label grouped = Label.OPEN;
      Label other = Label.OPEN;
      for (int i = 0; i < node.inputs().size(); i++) {
        Label operand = labels.getOrDefault(views.source(Views.operand(node, i)), Label.OPEN);
        if (rule.byGroup()[i]) {
          grouped = later(grouped, operand);
        } else if (operand == Label.SHARED) {
          other = Label.SHARED;
        }
      }
      Label label;
      Division division = Division.WHOLE;
      if (rule.division() == Division.GROUPS
          && (grouped == Label.ROWS || grouped == Label.OPEN && MAKES_ROWS.contains(node.op()))) {
        division = Division.GROUPS;
        label = Label.ROWS;
      } else if (rule.division() == Division.SUM && grouped == Label.ROWS || addsSums(node)) {
        division = Division.SUM;
        label = Label.SHARED;
      } else {
        label = grouped == Label.ROWS ? Label.OPEN : later(grouped, other);
      }
      divisions.put(node, division);
      labels.put(node, label);
    }
  }

  /** Whether a node is the only reader of two sums over rows, and their sum. */
  private boolean addsSums(Node node) {
    return node.op() == Op.ADD
        && node.input(0) != node.input(1)
        && node.inputs().stream()
            .allMatch(
                input ->
                    views.isWhole(input)
                        && isSum(views.source(input))
                        && readings(views.source(input)).size() == 1
                        && !outputs.contains(views.source(input)));
  }

  private static Label later(Label a, Label b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  /** Divides what could be rows and is read as rows. */
  private void divideOpen() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Node node = steps.get(i);
      if (labels.get(node) == Label.OPEN
          && rules.get(node).division() == Division.GROUPS
          && readings(node).stream().anyMatch(r -> isDivided(r.reader()) && isByGroup(r))) {
        divisions.put(node, Division.GROUPS);
      }
    }
  }

  private List<Reading> readings(Node node) {
    return readings.getOrDefault(node, List.of());
  }

  private boolean isByGroup(Reading reading) {
    return rules.get(reading.reader()).byGroup()[reading.operand()];
  }

  /** Sums of different stretches cannot be added before both are complete. */
  private void setStage(Node node) {
    if (isSumOfSums(node)) {
      int stage = stages.get(views.source(node.input(0)));
      if (stages.get(views.source(node.input(1))) == stage) {
        stages.put(node, stage);
        return;
      }
      divisions.put(node, Division.WHOLE);
    }
    stages.put(node, earliestStage(node));
  }

  private int earliestStage(Node node) {
    boolean divided = isDivided(node);
    int stage = divided ? 1 : 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      for (Node producer : views.needs(Views.operand(node, i))) {
        Integer made = stages.get(producer);
        if (made != null) {
          boolean sameStretch =
              divided && divisions.get(producer) == Division.GROUPS && rules.get(node).byGroup()[i];
          stage = Math.max(stage, sameStretch ? made : nextStage(made, divided));
        }
      }
    }
    return stage;
  }

  /** The first stage after a stage, or that itself where it is even, in which a step can run. */
  private static int nextStage(int made, boolean divided) {
    if (divided) {
      return made % 2 == 0 ? made + 1 : made + 2;
    }
    return made % 2 == 0 ? made : made + 1;
  }

  /**
   * Moves divided steps into the stretch that reads their results, so that these stay in its tiles,
   * where all operands are either made earlier or only read here.
   */
  private void delay() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Node node = steps.get(i);
      if (divisions.get(node) != Division.GROUPS || readings(node).isEmpty()) {
        continue;
      }
      int latest = Integer.MAX_VALUE;
      for (Reading reading : readings(node)) {
        int stage = stages.get(reading.reader());
        if (!isDivided(reading.reader())) {
          latest = Math.min(latest, stage - 1);
        } else {
          latest = Math.min(latest, isByGroup(reading) ? stage : stage - 2);
        }
      }
      if (latest > stages.get(node) && isFree(node)) {
        stages.put(node, latest);
      }
    }
  }

  private boolean isFree(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      Node producer = views.source(Views.operand(node, i));
      if (stages.getOrDefault(producer, 0) >= stages.get(node) && readings(producer).size() > 1) {
        return false;
      }
    }
    return true;
  }

  /** The number of groups. */
  int groups() {
    return groups;
  }

  /** Whether a node runs by groups. */
  boolean isDivided(Node node) {
    return divisions.get(node) != Division.WHOLE;
  }

  /** Whether a node is a sum over groups, or a sum of such sums. */
  boolean isSum(Node node) {
    return divisions.get(node) == Division.SUM;
  }

  /** Whether a node adds two sums over the groups of its own stretch, which it alone reads. */
  boolean isSumOfSums(Node node) {
    return isSum(node) && node.op() == Op.ADD;
  }

  /** The stage of a node that has a step: odd when it is divided. */
  int stage(Node node) {
    return stages.get(node);
  }

  /** Whether a divided node's result is read by nothing but steps of its own stretch. */
  boolean isReadInStretch(Node node) {
    return divisions.get(node) == Division.GROUPS
        && readings(node).stream().allMatch(r -> stage(r.reader()) == stage(node));
  }
}
