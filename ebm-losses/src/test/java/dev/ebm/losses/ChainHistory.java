package dev.ebm.losses;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What updates of a loss with a buffer of chains leave: of 4 rows each, 0, 100, 200, 300 and as
 * many more as updates came before.
 *
 * @param chains the positions after each update
 * @param ages after each update
 * @param values of the loss
 * @param meanAges as reported
 */
record ChainHistory(double[][] chains, double[][] ages, double[] values, double[] meanAges) {

  /** Rows of an update. */
  static final int B = 4;

  /** Updates with an energy of 2 x. */
  static ChainHistory of(Loss loss, int updates) {
    return of(loss, updates, u -> Tensors.constant(2));
  }

  /**
   * Updates with an energy that is a multiple of x.
   *
   * @param slope at each update
   */
  static ChainHistory of(Loss loss, int updates, UnaryOperator<Tensor> slope) {
    List<String> names = loss.state().names();
    try (JvmBackend backend = new JvmBackend(1)) {
      List<TensorData> results =
          new Traced(backend, DType.FLOAT64)
              .run(
                  9,
                  List.of(),
                  (key, none) -> {
                    List<Tensor> first = new ArrayList<>();
                    loss.state()
                        .entries()
                        .forEach(
                            (name, parameter) ->
                                first.add(
                                    parameter
                                        .initializer()
                                        .initial(key.fold(name), parameter.shape())));
                    return Tensors.scan(
                            updates,
                            first,
                            List.of(),
                            (u, now, entries) -> {
                              Tensor x =
                                  Tensors.iota(B).mul(100).add(u).cast(DType.FLOAT32).reshape(B, 1);
                              OneStep step =
                                  new OneStep(
                                      EnergyFunction.of(
                                          r -> r.get(1, 0).mul(slope.apply(u)), Shape.of(1)),
                                      key.fold("update").fold(u),
                                      u,
                                      Tree.zip(names, now));
                              Tensor value = loss.loss(step, x);
                              return new Tensors.ScanStep(
                                  step.nextState().values(),
                                  List.of(
                                      step.nextState().get("chains").squeeze(1),
                                      step.nextState().get("age"),
                                      value,
                                      step.metrics().getOrDefault("buffer/age", value)));
                            })
                        .collected();
                  });
      return new ChainHistory(
          rows(results.get(0), updates),
          rows(results.get(1), updates),
          results.get(2).toDoubles(),
          results.get(3).toDoubles());
    }
  }

  private static double[][] rows(TensorData data, int count) {
    double[] flat = data.toDoubles();
    int size = flat.length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(flat, i * size, (i + 1) * size))
        .toArray(double[][]::new);
  }
}
