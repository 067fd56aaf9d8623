package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;

/** Reading and adding rows at indices, which are checked on the host. */
final class Rows {

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

  private static void checkIndices(Node node, int[] indices, int n) {
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] < 0 || indices[k] >= n) {
        throw outOfRange(node, indices[k], k, n);
      }
    }
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
