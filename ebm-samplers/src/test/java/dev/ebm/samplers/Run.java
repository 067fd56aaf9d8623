package dev.ebm.samplers;

import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Where independent chains of a sampler are after some steps, and what the steps reported.
 *
 * @param state after the steps
 * @param info averaged over the steps, {@code [C]} each
 */
record Run(Tree<TensorData> state, Tree<TensorData> info) {

  /** How a run begins. */
  @FunctionalInterface
  interface Start {
    /** The chains' state; the key is for this alone. */
    Tree<Tensor> of(Sampler sampler, EnergyFunction energy, Key key);
  }

  /** A start at positions. */
  static Start at(Function<Key, Tensor> positions) {
    return (sampler, energy, key) -> sampler.init(energy, positions.apply(key));
  }

  /** A start at given positions, by chain and feature. */
  static Start at(double[][] rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    TensorType type = new TensorType(DType.FLOAT32, Shape.of(rows.length, rows[0].length));
    return at(key -> Tensors.constant(TensorData.fromDoubles(type, flat)));
  }

  /** A start of all chains at one position. */
  static Start at(int chains, double... position) {
    double[][] rows = new double[chains][];
    Arrays.fill(rows, position);
    return at(rows);
  }

  /** Runs in float32. */
  static Run of(Sampler sampler, EnergyFunction energy, Start start, int steps, long seed) {
    return of(DType.FLOAT32, sampler, energy, start, steps, seed);
  }

  /** Runs on the pure-Java backend; the names of the state are those of its start. */
  static Run of(
      DType precision, Sampler sampler, EnergyFunction energy, Start start, int steps, long seed) {
    List<String> names = new ArrayList<>();
    List<String> infos = new ArrayList<>();
    try (JvmBackend backend = new JvmBackend(1)) {
      List<TensorData> results =
          new Traced(backend, precision)
              .run(
                  seed,
                  List.of(),
                  (key, none) -> {
                    Tree<Tensor> first = start.of(sampler, energy, key.fold("start"));
                    Sampler.Transition end =
                        Chains.advance(sampler, energy, key.fold("steps"), first, steps);
                    names.addAll(end.state().names());
                    infos.addAll(end.info().names());
                    List<Tensor> outputs = new ArrayList<>(end.state().values());
                    outputs.addAll(end.info().values());
                    return outputs;
                  });
      return new Run(
          Tree.zip(names, results.subList(0, names.size())),
          Tree.zip(infos, results.subList(names.size(), results.size())));
    }
  }

  /** The positions' elements by feature: {@code [d][C]}. */
  double[][] columns() {
    return columns(Sampler.POSITION);
  }

  /** The elements of a state's entry {@code [C, d]} by feature: {@code [d][C]}. */
  double[][] columns(String name) {
    TensorData data = state.get(name);
    int chains = data.shape().dim(0);
    int d = data.shape().size() / chains;
    double[][] columns = new double[d][chains];
    for (int i = 0; i < chains * d; i++) {
      columns[i % d][i / d] = data.at(i);
    }
    return columns;
  }

  /** By chain and feature: {@code [C][d]}. */
  double[][] rows() {
    double[][] columns = columns();
    double[][] rows = new double[columns[0].length][columns.length];
    for (int chain = 0; chain < rows.length; chain++) {
      for (int j = 0; j < columns.length; j++) {
        rows[chain][j] = columns[j][chain];
      }
    }
    return rows;
  }

  /** What each chain reported on average. */
  double[] info(String name) {
    return info.get(name).toDoubles();
  }

  /** What chains reported on average. */
  double mean(String name) {
    return Arrays.stream(info(name)).average().orElseThrow();
  }
}
