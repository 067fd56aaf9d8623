package dev.ebm.api.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * For each operation, the derivative of the result by each operand times the result's cotangent c,
 * written in the same operations.
 */
final class DerivativeRules {

  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  private static final double SQRT_PI_OVER_TWO = Math.sqrt(Math.PI) / 2;

  private DerivativeRules() {}

  /**
   * One contribution per operand, of the operand's type; entries for operands that are not wanted
   * are not used and may be anything.
   */
  static List<Tensor> of(Node node, Tensor c, Predicate<Node> wanted) {
    Tensor y = new Tensor(node);
    List<Tensor> in = node.inputs().stream().map(Tensor::new).toList();
    return switch (node.op()) {
      case RESHAPE -> List.of(c.reshape(node.input(0).shape()));
      case TRANSPOSE -> List.of(c.transpose(inverse(axes(node))));
      case BROADCAST -> List.of(unbroadcast(c, node.input(0).shape()));
      case SLICE -> List.of(unslice(c, node));
      case PAD -> List.of(unpad(c, node));
      case CONCAT -> split(c, node);
      case REVERSE -> List.of(c.reverse(axes(node)));
      case GATHER -> List.of(c.scatterAdd(in.get(1), in.get(0).dim(0)), c);
      case SCATTER_ADD -> List.of(c.gather(in.get(1)), c);
      case REDUCE_SUM -> List.of(restore(c, node));
      case REDUCE_MAX -> List.of(shareAmongMaxima(c, y, in.get(0), node));
      case ADD -> List.of(c, c);
      case SUB -> List.of(c, c.neg());
      case MUL ->
          List.of(
              wanted.test(node.input(0)) ? c.mul(in.get(1)) : c,
              wanted.test(node.input(1)) ? c.mul(in.get(0)) : c);
      case DIV ->
          List.of(c.div(in.get(1)), wanted.test(node.input(1)) ? c.mul(y).div(in.get(1)).neg() : c);
      case MAXIMUM -> shareAtTies(c, in.get(0), in.get(1));
      case NEG -> List.of(c.neg());
      case EXP -> List.of(c.mul(y));
      case LOG -> List.of(c.div(in.get(0)));
      case LOG1P -> List.of(c.div(in.get(0).add(1)));
      case EXPM1 -> List.of(c.mul(y.add(1)));
      case SQRT -> List.of(c.mul(0.5).div(y));
      case TANH -> List.of(c.mul(y.mul(y).neg().add(1)));
      case LOGISTIC -> List.of(c.mul(y.mul(y.neg().add(1))));
      case SOFTPLUS -> List.of(c.mul(in.get(0).logistic()));
      case ERF -> List.of(c.mul(in.get(0).square().neg().exp().mul(TWO_OVER_SQRT_PI)));
      case ERFINV -> List.of(c.mul(y.square().exp().mul(SQRT_PI_OVER_TWO)));
      case SIN -> List.of(c.mul(in.get(0).cos()));
      case COS -> List.of(c.mul(in.get(0).sin()).neg());
      case SELECT -> {
        Tensor zero = Tensors.fill(c.dtype(), 0, c.shape());
        yield List.of(c, Tensors.where(in.get(0), c, zero), Tensors.where(in.get(0), zero, c));
      }
      case CAST -> List.of(c.cast(in.get(0).dtype()));
      case DOT ->
          List.of(
              wanted.test(node.input(0)) ? c.matmul(in.get(1).transpose()) : c,
              wanted.test(node.input(1)) ? in.get(0).transpose().matmul(c) : c);
      case CONV -> {
        Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
        Node w = node.input(1);
        yield List.of(convInput(c, w, how, node.input(0)), convFilter(node.input(0), c, how, w));
      }
      case CONV_INPUT -> {
        Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
        Node g = node.input(0);
        Node w = node.input(1);
        yield List.of(
            new Tensor(Convolutions.conv(c.node(), w, how)),
            convFilter(c.node(), new Tensor(g), how, w));
      }
      case CONV_FILTER -> {
        Attribute.Convolution how = node.attribute(Attribute.Convolution.class);
        Node x = node.input(0);
        yield List.of(
            convInput(in.get(1), c.node(), how, x),
            new Tensor(Convolutions.conv(x, c.node(), how)));
      }
      case CHECK -> List.of(c, c);
      case CUSTOM_DERIVATIVE -> custom(c, y, node, in.subList(1, in.size()));
      default -> throw new IllegalStateException("no derivative rule for " + node.op());
    };
  }

  private static Tensor convInput(Tensor g, Node w, Attribute.Convolution how, Node x) {
    return new Tensor(Convolutions.convInput(g.node(), w, how, x.shape()));
  }

  private static Tensor convFilter(Node x, Tensor g, Attribute.Convolution how, Node w) {
    return new Tensor(Convolutions.convFilter(x, g.node(), how, w.shape()));
  }

  /** The author's derivatives; the first operand, the value itself, has none. */
  private static List<Tensor> custom(Tensor c, Tensor y, Node node, List<Tensor> inputs) {
    List<Tensor> derivatives = node.attribute(Attribute.Rule.class).rule().derive(c, y, inputs);
    List<TensorType> given = derivatives.stream().map(Tensor::type).toList();
    List<TensorType> wanted = inputs.stream().map(Tensor::type).toList();
    if (!given.equals(wanted)) {
      throw SourceLine.fail(
          "EBM-T008",
          "the derivative rule made at %s returns %s".formatted(node.origin(), given),
          "it returns one derivative of the type of each input: " + wanted);
    }
    List<Tensor> contributions = new ArrayList<>(List.of(c));
    contributions.addAll(derivatives);
    return contributions;
  }

  private static int[] axes(Node node) {
    return node.attribute(Attribute.Axes.class).toArray();
  }

  private static int[] inverse(int[] permutation) {
    int[] inverse = new int[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      inverse[permutation[i]] = i;
    }
    return inverse;
  }

  private static Tensor unbroadcast(Tensor c, Shape shape) {
    List<Integer> expanded = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (shape.dim(axis) != c.dim(axis)) {
        expanded.add(axis);
      }
    }
    return c.sum(expanded.stream().mapToInt(Integer::intValue).toArray()).reshape(shape);
  }

  private static Tensor unslice(Tensor c, Node node) {
    Attribute.Slice part = node.attribute(Attribute.Slice.class);
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    List<Integer> interior = new ArrayList<>();
    for (int axis = 0; axis < c.rank(); axis++) {
      int stride = part.stride().get(axis);
      int used = part.start().get(axis) + Math.max(0, (c.dim(axis) - 1) * stride + 1);
      boolean empty = c.dim(axis) == 0;
      int size = node.input(0).shape().dim(axis);
      low.add(empty ? size : part.start().get(axis));
      high.add(empty ? 0 : size - used);
      interior.add(stride - 1);
    }
    return new Tensor(Nodes.pad(c.node(), new Attribute.Pad(low, high, interior)));
  }

  private static Tensor unpad(Tensor c, Node node) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    List<Integer> start = new ArrayList<>();
    List<Integer> limit = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    for (int axis = 0; axis < c.rank(); axis++) {
      int low = pad.low().get(axis);
      int size = node.input(0).shape().dim(axis);
      int step = pad.interior().get(axis) + 1;
      start.add(low);
      limit.add(size == 0 ? low : low + (size - 1) * step + 1);
      stride.add(step);
    }
    return new Tensor(Nodes.slice(c.node(), new Attribute.Slice(start, limit, stride)));
  }

  private static List<Tensor> split(Tensor c, Node node) {
    int axis = axes(node)[0];
    List<Tensor> parts = new ArrayList<>();
    int start = 0;
    for (Node input : node.inputs()) {
      int end = start + input.shape().dim(axis);
      parts.add(c.slice(axis, start, end));
      start = end;
    }
    return parts;
  }

  /** A cotangent of a reduction's result, repeated over the reduced axes. */
  private static Tensor restore(Tensor c, Node node) {
    Shape shape = node.input(0).shape();
    int[] dims = shape.dims();
    for (int axis : axes(node)) {
      dims[axis] = 1;
    }
    return c.reshape(dims).broadcastTo(shape);
  }

  private static Tensor shareAmongMaxima(Tensor c, Tensor y, Tensor x, Node node) {
    Tensor isMax = x.eq(restore(y, node)).cast(c.dtype());
    Tensor share = c.div(isMax.sum(axes(node)));
    return restore(share, node).mul(isMax);
  }

  private static List<Tensor> shareAtTies(Tensor c, Tensor a, Tensor b) {
    Tensor tie = a.eq(b).cast(c.dtype()).mul(0.5);
    return List.of(
        c.mul(b.lt(a).cast(c.dtype()).add(tie)), c.mul(a.lt(b).cast(c.dtype()).add(tie)));
  }
}
