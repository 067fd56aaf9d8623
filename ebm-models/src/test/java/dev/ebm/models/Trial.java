package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An energy with values for its parameters, computed in float64.
 *
 * @param parameters a value for each of the energy's, in order
 */
record Trial(Energy energy, List<TensorData> parameters) {

  /** What a function of the parameters, by name, and of further inputs returns. */
  interface Body {
    List<Tensor> of(Tree<Tensor> parameters, List<Tensor> inputs);
  }

  /** Of the first values, under the key of a seed. */
  static Trial initial(Energy energy, long seed) {
    return new Trial(energy, initialValues(energy, seed));
  }

  private static List<TensorData> initialValues(Energy energy, long seed) {
    Tree<Parameter> parameters = energy.parameters();
    return run(
        DType.FLOAT32,
        seed,
        List.of(),
        (key, none) ->
            parameters.names().stream()
                .map(
                    name ->
                        parameters
                            .get(name)
                            .initializer()
                            .initial(key.fold(name), parameters.get(name).shape()))
                .toList());
  }

  /** Of uniform random values between -1 and 1. */
  static Trial random(Energy energy, long seed) {
    Random random = new Random(seed);
    return new Trial(
        energy,
        energy.parameters().values().stream()
            .map(p -> doubles(random.doubles(p.shape().size(), -1, 1).toArray(), p.shape().dims()))
            .toList());
  }

  /** The same with another value of one parameter. */
  Trial with(String name, double... values) {
    List<TensorData> changed = new ArrayList<>(parameters);
    int at = energy.parameters().names().indexOf(name);
    changed.set(at, doubles(values, parameters.get(at).shape().dims()));
    return new Trial(energy, changed);
  }

  double[] parameter(String name) {
    return parameters.get(energy.parameters().names().indexOf(name)).toDoubles();
  }

  static TensorData doubles(double[] values, int... dims) {
    return TensorData.of(values, dims);
  }

  private static List<TensorData> run(
      DType floating, long seed, List<TensorData> inputs, Traced.Body body) {
    try (JvmBackend backend = new JvmBackend(1)) {
      return new Traced(backend, floating).run(seed, inputs, body);
    }
  }

  List<double[]> run(List<TensorData> inputs, Body body) {
    List<TensorData> all = new ArrayList<>(parameters);
    all.addAll(inputs);
    int n = parameters.size();
    List<TensorData> results =
        run(
            DType.FLOAT64,
            0,
            all,
            (key, in) ->
                body.of(
                    Tree.zip(energy.parameters().names(), in.subList(0, n)),
                    in.subList(n, in.size())));
    return results.stream().map(TensorData::toDoubles).toList();
  }

  /** The energies of rows {@code [B, ...]}. */
  double[] energies(TensorData x) {
    return run(List.of(x), (p, in) -> List.of(energy.energy(p, in.get(0)))).get(0);
  }

  /** The energies of rows of d numbers. */
  double[] energies(int d, double... x) {
    return energies(doubles(x, x.length / d, d));
  }

  /** The energies of rows of d numbers under one condition. */
  double[] energiesGiven(double condition, int d, double... x) {
    double[] conditions = new double[x.length / d];
    Arrays.fill(conditions, condition);
    return run(
            List.of(doubles(x, conditions.length, d), doubles(conditions, conditions.length)),
            (p, in) -> List.of(energy.energy(p, in.get(0), in.get(1))))
        .get(0);
  }

  double logZ() {
    return run(List.of(), (p, in) -> List.of(energy.logZ(p).orElseThrow())).get(0)[0];
  }

  /**
   * The logarithm of the integral of exp(-U) over a square or an interval by the trapezoidal rule,
   * whose error vanishes faster than any power of the step for smooth functions that are 0 at the
   * ends.
   */
  double logIntegral(int d, double low, double high, int steps) {
    double h = (high - low) / steps;
    int points = d == 1 ? steps : steps * steps;
    double[] x = new double[points * d];
    for (int i = 0; i < points; i++) {
      x[i * d] = low + h * (i % steps);
      if (d == 2) {
        x[i * d + 1] = low + h * (i / steps);
      }
    }
    double sum = Arrays.stream(energies(d, x)).map(u -> Math.exp(-u)).sum();
    return Math.log(sum) + d * Math.log(h);
  }

  /** Gradients by every parameter and by x against central differences of the energies' sum. */
  void assertHasTheGradient(TensorData x) {
    List<TensorData> at = new ArrayList<>(parameters);
    at.add(x);
    int n = parameters.size();
    List<double[]> gradients =
        run(
            List.of(x),
            (p, in) -> {
              List<Tensor> targets = new ArrayList<>(p.values());
              targets.add(in.get(0));
              return Gradients.of(energy.energy(p, in.get(0)).sum(), targets);
            });
    double h = 1e-5;
    for (int k = 0; k <= n; k++) {
      for (int i = 0; i < at.get(k).shape().size(); i++) {
        double difference = (total(moved(at, k, i, h)) - total(moved(at, k, i, -h))) / (2 * h);
        assertThat(Math.abs(gradients.get(k)[i] - difference))
            .as("derivative %d of input %d: %s, by differences %s", i, k, gradients, difference)
            .isLessThan(1e-6 * (1 + Math.abs(difference)));
      }
    }
  }

  private static List<TensorData> moved(List<TensorData> at, int k, int i, double by) {
    List<TensorData> moved = new ArrayList<>(at);
    double[] values = at.get(k).toDoubles();
    values[i] += by;
    moved.set(k, TensorData.fromDoubles(new TensorType(DType.FLOAT64, at.get(k).shape()), values));
    return moved;
  }

  private double total(List<TensorData> at) {
    int n = parameters.size();
    return Arrays.stream(new Trial(energy, at.subList(0, n)).energies(at.get(n))).sum();
  }
}
