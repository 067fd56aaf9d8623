package dev.ebm.backend.djl;

import static java.util.stream.Collectors.joining;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The TorchScript expression of an operation. */
final class Lowering {

  private Lowering() {}

  /**
   * The expression of a node that is neither a source nor control.
   *
   * @param in the names of its operands
   * @throws BackendException EBM-B002 if there is none
   */
  static String of(Node node, List<String> in) {
    return switch (node.op()) {
      case RESHAPE -> call("reshape", in, dims(node));
      case TRANSPOSE -> call("permute", in, axes(node));
      case BROADCAST -> call("expand", in, dims(node));
      case SLICE -> slice(node, in.get(0));
      case PAD -> pad(node, in.get(0));
      case CONCAT -> "torch.cat(%s, %s)".formatted(in, firstAxis(node));
      case REVERSE -> call("flip", in, axes(node));
      case GATHER -> "torch.index_select(%s, 0, %s)".formatted(in.get(0), in.get(1));
      case SCATTER_ADD ->
          "torch.index_add(%s, 0, %s, %s)".formatted(zeros(node.type()), in.get(1), in.get(0));
      case REDUCE_SUM -> call("sum", in, axes(node), "False", "dtype=" + code(node.dtype()));
      case REDUCE_MAX -> call("amax", in, axes(node));
      case ARGMAX -> to(DType.INT32, call("argmax", in, firstAxis(node)));
      case ADD -> call("add", in);
      case SUB -> call("sub", in);
      case MUL -> call("mul", in);
      case DIV -> call("div", in);
      case MAXIMUM -> call("maximum", in);
      case NEG -> call("neg", in);
      case SIGN -> sign(node, in.get(0));
      case FLOOR -> call("floor", in);
      case EXP -> call("exp", in);
      case LOG -> call("log", in);
      case LOG1P -> call("log1p", in);
      case EXPM1 -> call("expm1", in);
      case SQRT -> call("sqrt", in);
      case TANH -> call("tanh", in);
      case LOGISTIC -> call("sigmoid", in);
      case SOFTPLUS -> call("softplus", in, "1", softplusEnd(node.dtype()));
      case ERF -> call("erf", in);
      case ERFINV -> call("erfinv", in);
      case SIN -> call("sin", in);
      case COS -> call("cos", in);
      case LESS -> call("lt", in);
      case EQUAL -> call("eq", in);
      case AND -> call("logical_and", in);
      case NOT -> call("logical_not", in);
      case SELECT -> call("where", in);
      case CAST -> cast(node, in.get(0));
      case DOT -> call(node.shape().rank() == 2 ? "mm" : "matmul", in);
      case CONV -> convolution(node, in);
      case CONV_INPUT -> convolutionByInput(node, in);
      case CONV_FILTER -> convolutionByFilter(node, in);
      default ->
          throw new BackendException(
              Problem.error(
                  "EBM-B002",
                  node.origin(),
                  "backend 'djl' cannot compute " + node,
                  "choose another backend"));
    };
  }

  /** The expression that writes the result over an operand: PyTorch marks it by an underscore. */
  static String inPlace(Node node, List<String> in, int target) {
    List<String> operands = new ArrayList<>(in);
    Collections.swap(operands, 0, target);
    return of(node, operands).replaceFirst("\\(", "_(");
  }

  /** PyTorch's number of a dtype. */
  static int code(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case INT32 -> 3;
      case INT64 -> 4;
      case BOOL -> 11;
      case KEY -> throw new IllegalArgumentException("keys are no tensors");
    };
  }

  static String zeros(TensorType type) {
    return "torch.zeros(%s, dtype=%d)".formatted(list(type.shape().dims()), code(type.dtype()));
  }

  private static String call(String function, List<String> in, Object... more) {
    return "torch.%s(%s)"
        .formatted(
            function,
            Stream.concat(in.stream(), Stream.of(more).map(Object::toString))
                .collect(joining(", ")));
  }

  private static String to(DType dtype, String x) {
    return "torch.to(%s, %d)".formatted(x, code(dtype));
  }

  private static Collection<?> axes(Node node) {
    return node.attribute(Attribute.Axes.class).axes();
  }

  private static int firstAxis(Node node) {
    return node.attribute(Attribute.Axes.class).axes().get(0);
  }

  private static String dims(Node node) {
    return list(node.shape().dims());
  }

  private static String list(int[] values) {
    return java.util.Arrays.toString(values);
  }

  private static String slice(Node node, String x) {
    Attribute.Slice part = node.attribute(Attribute.Slice.class);
    String result = x;
    for (int axis = 0; axis < node.shape().rank(); axis++) {
      int size = node.input(0).shape().dim(axis);
      int start = part.start().get(axis);
      int limit = part.limit().get(axis);
      int stride = part.stride().get(axis);
      if (start != 0 || limit != size || stride != 1) {
        result = "torch.slice(%s, %d, %d, %d, %d)".formatted(result, axis, start, limit, stride);
      }
    }
    return result;
  }

  /** Zeros between elements by a strided slice of zeros, then zeros around them. */
  private static String pad(Node node, String x) {
    if (node.input(0).shape().size() == 0) {
      return zeros(node.type());
    }
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    int[] dims = node.input(0).shape().dims();
    List<Integer> around = new ArrayList<>();
    String result = x;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      around.addAll(List.of(pad.low().get(axis), pad.high().get(axis)));
      int stride = pad.interior().get(axis) + 1;
      if (stride > 1 && dims[axis] > 1) {
        dims[axis] = (dims[axis] - 1) * stride + 1;
        TensorType spread = new TensorType(node.dtype(), dev.ebm.api.tensor.Shape.of(dims));
        result =
            "torch.slice_scatter(%s, %s, %d, 0, %d, %d)"
                .formatted(zeros(spread), result, axis, dims[axis], stride);
      }
    }
    return padded(result, around);
  }

  /** Zeros around x; sizes from the last axis on, before and after, may be negative. */
  private static String padded(String x, List<Integer> around) {
    return around.stream().allMatch(size -> size == 0)
        ? x
        : "torch.constant_pad_nd(%s, %s, 0)".formatted(x, around);
  }

  /** PyTorch's sign of NaN is 0. */
  private static String sign(Node node, String x) {
    return node.dtype().isFloating()
        ? "torch.where(torch.eq(%1$s, %1$s), torch.sign(%1$s), %1$s)".formatted(x)
        : "torch.sign(%s)".formatted(x);
  }

  /** From where on softplus is its argument, to the precision of the dtype. */
  private static String softplusEnd(DType dtype) {
    return dtype == DType.FLOAT64 ? "40" : "20";
  }

  /**
   * Floats to whole numbers as Java does it; what C++ does with NaN and with large ones is
   * undefined.
   */
  private static String cast(Node node, String x) {
    if (!node.input(0).dtype().isFloating() || !node.dtype().isInteger()) {
      return to(node.dtype(), x);
    }
    String wide = to(DType.FLOAT64, x);
    if (node.dtype() == DType.INT32) {
      String bounded = "torch.clamp(%s, -2147483648., 2147483647.)".formatted(wide);
      return to(DType.INT32, "torch.nan_to_num(%s, 0.)".formatted(bounded));
    }
    // No double lies between the largest long and 2^63.
    String bounded =
        "torch.nan_to_num(torch.clamp(%s, -9223372036854775808., 9223372036854774784.), 0.)"
            .formatted(wide);
    return "torch.where(torch.ge(%s, 9223372036854775808.), 9223372036854775807, %s)"
        .formatted(wide, to(DType.INT64, bounded));
  }

  private static String convolution(Node node, List<String> in) {
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    return "torch.conv2d(%s, %s, None, %s, %s, [1, 1], 1)"
        .formatted(images(in.get(0), conv), in.get(1), conv.stride(), padding(conv));
  }

  private static String convolutionByFilter(Node node, List<String> in) {
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    String all =
        "torch.convolution_backward(%s, %s, %s, None, %s, %s, [1, 1], False, [0, 0], 1, %s)";
    return ("(" + all + ")[1]")
        .formatted(
            in.get(1),
            images(in.get(0), conv),
            zeros(node.type()),
            conv.stride(),
            padding(conv),
            "[False, True, False]");
  }

  /**
   * The transposed convolution; where padding is not the same on both sides, cropped afterwards.
   */
  private static String convolutionByInput(Node node, List<String> in) {
    Attribute.Convolution conv = node.attribute(Attribute.Convolution.class);
    List<Integer> unread = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      int size = node.shape().dim(2 + axis) + conv.low().get(axis) + conv.high().get(axis);
      unread.add((size - node.input(1).shape().dim(2 + axis)) % conv.stride().get(axis));
    }
    String result =
        "torch.conv_transpose2d(%s, %s, None, %s, %s, %s, 1, [1, 1])"
            .formatted(in.get(0), in.get(1), conv.stride(), padding(conv), unread);
    return padsEvenly(conv) ? result : padded(result, around(conv, -1));
  }

  private static boolean padsEvenly(Attribute.Convolution conv) {
    return conv.low().equals(conv.high());
  }

  private static List<Integer> padding(Attribute.Convolution conv) {
    return padsEvenly(conv) ? conv.low() : List.of(0, 0);
  }

  private static String images(String x, Attribute.Convolution conv) {
    return padsEvenly(conv) ? x : padded(x, around(conv, 1));
  }

  private static List<Integer> around(Attribute.Convolution conv, int sign) {
    return Stream.of(conv.low().get(1), conv.high().get(1), conv.low().get(0), conv.high().get(0))
        .map(size -> sign * size)
        .toList();
  }
}
