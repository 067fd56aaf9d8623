package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every energy owes. */
public final class EnergyContract {

  private static final int ROWS = 6;

  private final Energy energy;
  private final Features features;

  private EnergyContract(Energy energy, Features features) {
    this.energy = energy;
    this.features = features;
  }

  /**
   * The tests of one energy.
   *
   * @param features what its rows are made of
   */
  public static Stream<DynamicTest> of(Energy energy, Features features) {
    EnergyContract contract = new EnergyContract(energy, features);
    return Stream.of(
        Trial.test("names its parameters once and for all", contract::namesParameters),
        Trial.test("initialises parameters by their keys alone", contract::initialises),
        Trial.test("gives every row one finite number", contract::givesOneNumberPerRow),
        Trial.test("rates every row by itself", contract::ratesRowsByThemselves),
        Trial.test("has the gradient of its differences", contract::hasTheGradient),
        Trial.test("knows log Z as one finite number, if at all", contract::knowsLogZ));
  }

  private void namesParameters() {
    Tree<Parameter> parameters = energy.parameters();
    assertThat(parameters.names()).allMatch(name -> name.matches("[^/\\s]+(/[^/\\s]+)*"));
    Tree<Shape> shapes = parameters.map(Parameter::shape);
    assertThat(energy.parameters().map(Parameter::shape)).isEqualTo(shapes);
    assertThat(energy.parameters().names()).isEqualTo(parameters.names());
  }

  private void initialises() {
    List<TensorData> values = initial(1);
    assertThat(initial(1)).isEqualTo(values);
    List<Parameter> parameters = energy.parameters().values();
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i).shape()).isEqualTo(parameters.get(i).shape());
      Trial.assertFinite(energy.parameters().names().get(i), values.get(i));
    }
  }

  private void givesOneNumberPerRow() {
    for (int count : new int[] {1, ROWS}) {
      TensorData rows = Trial.rows(features, count, 2);
      double[] single = energies(DType.FLOAT32, rows).toDoubles();
      TensorData exact = energies(DType.FLOAT64, rows);
      assertThat(exact.type()).isEqualTo(new TensorType(DType.FLOAT64, Shape.of(count)));
      Trial.assertFinite("energies", exact);
      double size = 1;
      for (double u : exact.toDoubles()) {
        size = Math.max(size, Math.abs(u));
      }
      for (int i = 0; i < count; i++) {
        assertThat(Math.abs(single[i] - exact.at(i)))
            .as("float32 %s against float64 %s", single[i], exact.at(i))
            .isLessThanOrEqualTo(1e-3 * size);
      }
    }
  }

  private void ratesRowsByThemselves() {
    TensorData rows = Trial.rows(features, ROWS, 3);
    double[] energies = energies(DType.FLOAT64, rows).toDoubles();
    int[] order = {4, 4, 0, 5, 1, 3, 3, 2};
    double[] expected = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      expected[i] = energies[order[i]];
    }
    TensorData moved = Trial.take(rows, order.length, i -> order[i]);
    Trial.assertSame(
        "energies of permuted and repeated rows",
        energies(DType.FLOAT64, moved).toDoubles(),
        expected);
  }

  /** Along one random direction of all parameters and, where rows are real numbers, of the rows. */
  private void hasTheGradient() {
    List<TensorData> at = new ArrayList<>(initial(5));
    at.add(Trial.rows(features, ROWS, 6));
    int moved = Trial.anyBinary(features) ? at.size() - 1 : at.size();
    Random random = new Random(7);
    List<double[]> direction = new ArrayList<>();
    for (TensorData value : at) {
      direction.add(random.doubles(value.shape().size(), -1, 1).toArray());
    }
    List<TensorData> gradients =
        Trial.run(DType.FLOAT64, 1, at, (key, in) -> Gradients.of(sum(in), in.subList(0, moved)));
    double slope = 0;
    double size = 1;
    for (int k = 0; k < moved; k++) {
      for (int i = 0; i < direction.get(k).length; i++) {
        double term = gradients.get(k).at(i) * direction.get(k)[i];
        slope += term;
        size += Math.abs(term);
      }
    }
    double h = 1e-5;
    double difference =
        (total(shifted(at, direction, moved, h)) - total(shifted(at, direction, moved, -h)))
            / (2 * h);
    assertThat(Math.abs(slope - difference))
        .as("gradient along a direction %s, by differences %s", slope, difference)
        .isLessThanOrEqualTo(1e-6 * size);
  }

  private void knowsLogZ() {
    List<TensorData> told =
        Trial.run(
            DType.FLOAT64,
            1,
            initial(4),
            (key, in) -> energy.logZ(Tree.zip(energy.parameters().names(), in)).stream().toList());
    for (TensorData logZ : told) {
      assertThat(logZ.type()).isEqualTo(new TensorType(DType.FLOAT64, Shape.SCALAR));
      Trial.assertFinite("log Z", logZ);
    }
  }

  private static List<TensorData> shifted(
      List<TensorData> at, List<double[]> direction, int moved, double h) {
    List<TensorData> shifted = new ArrayList<>();
    for (int k = 0; k < at.size(); k++) {
      double[] values = at.get(k).toDoubles();
      for (int i = 0; i < values.length && k < moved; i++) {
        values[i] += h * direction.get(k)[i];
      }
      shifted.add(TensorData.fromDoubles(new TensorType(DType.FLOAT64, at.get(k).shape()), values));
    }
    return shifted;
  }

  private double total(List<TensorData> at) {
    return Trial.one(at, (key, in) -> List.of(sum(in))).at(0);
  }

  private Tensor sum(List<Tensor> in) {
    return energy(in).sum();
  }

  private Tensor energy(List<Tensor> in) {
    int n = in.size() - 1;
    return energy.energy(Tree.zip(energy.parameters().names(), in.subList(0, n)), in.get(n));
  }

  private TensorData energies(DType floating, TensorData rows) {
    List<TensorData> inputs = new ArrayList<>(initial(4));
    inputs.add(rows);
    return Trial.run(floating, 1, inputs, (key, in) -> List.of(energy(in))).get(0);
  }

  private List<TensorData> initial(long seed) {
    return Initial.values(energy.parameters(), seed);
  }
}
