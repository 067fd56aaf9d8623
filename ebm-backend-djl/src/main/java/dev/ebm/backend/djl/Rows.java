package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading and adding rows at indices, which are checked on the host. */
final class Rows {

  private static final Pattern RAISED = Pattern.compile("row (-?\\d+) at (\\d+)");

  private Rows() {}

  /** An embedding, the one way of DJL to select rows by int32 indices. */
  static Kernel gather(Node node) {
    Node rows = node.input(0);
    TensorType indexType = node.input(1).type();
    int n = rows.shape().dim(0);
    long[] table = {n, rows.shape().range(1, rows.shape().rank()).size()};
    long[] dims = HostMemory.dims(node.shape());
    return in -> {
      checkIndices(node, HostMemory.download(in[1], indexType).ints(), n);
      try (PtNDArray matrix = JniUtils.reshape(in[0], table);
          PtNDArray selected = JniUtils.embedding(in[1], matrix, false)) {
        return JniUtils.reshape(selected, dims);
      }
    };
  }

  /** On the host: DJL's scatter lets one of several rows for an index win. */
  static Kernel scatterAdd(Node node) {
    TensorType rowsType = node.input(0).type();
    TensorType indexType = node.input(1).type();
    int n = node.shape().dim(0);
    return in -> {
      int[] indices = HostMemory.download(in[1], indexType).ints();
      checkIndices(node, indices, n);
      TensorData rows = HostMemory.download(in[0], rowsType);
      return HostMemory.upload(in[0].getManager(), scatterAdd(rows, indices, node.type()));
    };
  }

  private static TensorData scatterAdd(TensorData rows, int[] indices, TensorType type) {
    TensorData sums = TensorData.zeros(type);
    int width = type.shape().range(1, type.shape().rank()).size();
    for (int k = 0; k < indices.length; k++) {
      int from = k * width;
      int to = indices[k] * width;
      switch (type.dtype()) {
        case FLOAT32 -> add(rows.floats(), from, sums.floats(), to, width);
        case FLOAT64 -> add(rows.doubles(), from, sums.doubles(), to, width);
        case INT64 -> add(rows.longs(), from, sums.longs(), to, width);
        default -> add(rows.ints(), from, sums.ints(), to, width);
      }
    }
    return sums;
  }

  private static void add(float[] row, int from, float[] sums, int to, int width) {
    for (int j = 0; j < width; j++) {
      sums[to + j] += row[from + j];
    }
  }

  private static void add(double[] row, int from, double[] sums, int to, int width) {
    for (int j = 0; j < width; j++) {
      sums[to + j] += row[from + j];
    }
  }

  private static void add(int[] row, int from, int[] sums, int to, int width) {
    for (int j = 0; j < width; j++) {
      sums[to + j] += row[from + j];
    }
  }

  private static void add(long[] row, int from, long[] sums, int to, int width) {
    for (int j = 0; j < width; j++) {
      sums[to + j] += row[from + j];
    }
  }

  private static void checkIndices(Node node, int[] indices, int n) {
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] < 0 || indices[k] >= n) {
        throw outOfRange(node, indices[k], k, n);
      }
    }
  }

  /** The statements that find row indices out of range before TorchScript uses them. */
  static List<String> guard(Node node, String indices, String prefix) {
    if (node.input(1).shape().size() == 0) {
      return List.of();
    }
    return """
        %1$slow, %1$shigh = torch.aminmax(%2$s)
        if int(%1$slow) < 0 or int(%1$shigh) >= %3$d:
          %1$swrong = torch.logical_or(torch.lt(%2$s, 0), torch.ge(%2$s, %3$d))
          %1$sat = int(torch.argmax(torch.to(%1$swrong, 3)))
          %1$srow = int(torch.select(%2$s, 0, %1$sat))
          ops.prim.RaiseException(torch.format("row {} at {}", %1$srow, %1$sat))
        """
        .formatted(prefix, indices, count(node))
        .lines()
        .toList();
  }

  /** The failure that a guard raised, if a message is of one. */
  static Optional<BackendException> outOfRange(Node node, String message) {
    Matcher raised = RAISED.matcher(message);
    return raised.find()
        ? Optional.of(
            outOfRange(
                node,
                Integer.parseInt(raised.group(1)),
                Integer.parseInt(raised.group(2)),
                count(node)))
        : Optional.empty();
  }

  private static int count(Node node) {
    return (node.op() == Op.GATHER ? node.input(0) : node).shape().dim(0);
  }

  static BackendException outOfRange(Node node, int index, int position, int n) {
    return new BackendException(
        Problem.error(
            "EBM-B005",
            node.origin(),
            "%s at index %d (position %d) of %d rows"
                .formatted(node.op().symbol(), index, position, n),
            n == 0 ? "there are no rows" : "indices are 0 to " + (n - 1)));
  }
}
