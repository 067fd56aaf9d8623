package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Which operations can be done group by group. A value of n elements is divided into G groups of
 * n/G neighbouring elements in row-major order: with the batch as leading axis, or as its outer
 * part, a group is a row, or some rows, and a reshape changes nothing. An operation is done by
 * groups when group g of its result needs only group g of some operands, and may need all of the
 * others.
 */
final class RowRules {

  /** How an operation can be divided. */
  enum Division {
    /** Not at all. */
    WHOLE,
    /** Into groups. */
    GROUPS,
    /** The result is a sum over groups. */
    SUM
  }

  /** A division; {@code byGroup} tells for each operand whether one group of it is enough. */
  record Rule(Division division, boolean[] byGroup) {}

  private final Views views;
  private final int groups;

  RowRules(Views views, int groups) {
    this.views = views;
    this.groups = groups;
  }

  /** The rule of a node that has a step. */
  Rule of(Node node) {
    if (node.dtype() != DType.FLOAT32 && node.dtype() != DType.BOOL) {
      return whole(node);
    }
    if (Fusion.isFusible(node)) {
      boolean[] byGroup = new boolean[node.inputs().size()];
      for (int i = 0; i < byGroup.length; i++) {
        byGroup[i] = isReadByGroup(node.input(i));
      }
      return isDivided(node) ? new Rule(Division.GROUPS, byGroup) : whole(node);
    }
    return switch (node.op()) {
      case UNIFORM, NORMAL -> isDivided(node) ? groups(node, false) : whole(node);
      case TRANSPOSE, BROADCAST, SLICE, REVERSE, PAD -> move(node);
      case CONCAT -> concat(node);
      case GATHER -> isDivided(node.shape().dim(0)) ? groups(node, false) : whole(node);
      case REDUCE_SUM, REDUCE_MAX -> ReduceStep.fits(node) ? reduce(node) : whole(node);
      case DOT -> dot(node);
      case CONV, CONV_INPUT ->
          isWhole(node.input(0)) && isDivided(node.shape().dim(0))
              ? new Rule(Division.GROUPS, new boolean[] {true, false})
              : whole(node);
      case CONV_FILTER ->
          node.inputs().stream().allMatch(this::isWhole) && isDivided(node.input(0).shape().dim(0))
              ? new Rule(Division.SUM, new boolean[] {true, true})
              : whole(node);
      default -> whole(node);
    };
  }

  private static Rule whole(Node node) {
    return new Rule(Division.WHOLE, new boolean[node.inputs().size()]);
  }

  private static Rule groups(Node node, boolean byGroup) {
    boolean[] all = new boolean[node.inputs().size()];
    Arrays.fill(all, byGroup);
    return new Rule(Division.GROUPS, all);
  }

  private boolean isDivided(int count) {
    return count > 0 && count % groups == 0;
  }

  private boolean isDivided(Node node) {
    return isDivided(node.shape().size());
  }

  /** Whether the groups that a node shows are those of the value that it shows. */
  private boolean isWhole(Node node) {
    return views.isWhole(node) && isDivided(node);
  }

  /** Whether an element-wise operation reads a group of the operand for a group of the result. */
  private boolean isReadByGroup(Node input) {
    if (input.op() != Op.BROADCAST || views.isComputed(input)) {
      return isWhole(input);
    }
    return Views.pattern(input) == Views.Pattern.COLUMN && isWhole(input.input(0));
  }

  private Rule move(Node node) {
    Shape in = node.input(0).shape();
    if (in.rank() == 0 || !isDivided(node.shape().dim(0)) || !isDivided(node)) {
      return whole(node);
    }
    if (node.op() == Op.BROADCAST && in.dim(0) == 1) {
      return groups(node, false);
    }
    boolean keepsRows =
        in.dim(0) == node.shape().dim(0)
            && isWhole(node.input(0))
            && switch (node.op()) {
              case TRANSPOSE -> node.attribute(Attribute.Axes.class).axes().get(0) == 0;
              case REVERSE -> !node.attribute(Attribute.Axes.class).axes().contains(0);
              default -> true; // with as many rows as before, none is cut, added or skipped
            };
    return keepsRows ? groups(node, true) : whole(node);
  }

  private Rule concat(Node node) {
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    return isDivided(node.shape().range(0, axis).size())
            && node.inputs().stream().allMatch(this::isWhole)
        ? groups(node, true)
        : whole(node);
  }

  private Rule reduce(Node node) {
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    Shape in = node.input(0).shape();
    int outer = in.range(0, axes.get(0)).size();
    int reduced = in.range(axes.get(0), axes.get(axes.size() - 1) + 1).size();
    if (!isWhole(node.input(0))) {
      return whole(node);
    }
    if (isDivided(outer)) {
      return groups(node, true);
    }
    return outer == 1 && isDivided(reduced) && node.op() == Op.REDUCE_SUM
        ? new Rule(Division.SUM, new boolean[] {true})
        : whole(node);
  }

  private Rule dot(Node node) {
    Node left = node.input(0);
    Node right = node.input(1);
    Shape shape = node.shape();
    if (DotStep.readsTransposed(left)) {
      return isWhole(left.input(0)) && isWhole(right) && isDivided(right.shape().dim(0))
          ? new Rule(Division.SUM, new boolean[] {true, true})
          : whole(node);
    }
    int matrices = shape.range(0, shape.rank() - 2).size();
    if (!isWhole(left) || !isDivided(node)) {
      return whole(node);
    }
    if (matrices > 1) {
      return isDivided(matrices) && isWhole(right) ? groups(node, true) : whole(node);
    }
    return isDivided(shape.dim(-2))
        ? new Rule(Division.GROUPS, new boolean[] {true, false})
        : whole(node);
  }
}
