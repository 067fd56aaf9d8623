package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That the contract asks about everything, and notices a wrong answer. */
class ContractCoverageTest {

  private static List<ConformanceCase> cases() {
    return Stream.of(
            ElementwiseCases.all(),
            StructureCases.all(),
            SumCases.all(),
            ConvolutionCases.all(),
            LoopCases.all(),
            ScanCases.all(),
            RandomCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<DerivativeCase> derivatives() {
    return Stream.of(DerivativeCases.all(), LossCases.all(), LossCases.withSampler())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void runsEveryOperation() {
    Set<Op> seen = EnumSet.noneOf(Op.class);
    cases().forEach(c -> collect(c.program(), seen));
    assertThat(seen).containsExactlyInAnyOrder(Op.values());
  }

  private static void collect(Program program, Set<Op> seen) {
    for (Node node : program.nodes()) {
      seen.add(node.op());
      if (node.attribute() instanceof Attribute.Loop loop) {
        collect(loop.body(), seen);
      }
    }
    program.inputs().forEach(node -> seen.add(node.op()));
  }

  @Test
  void runsEveryElementwiseOperationInEveryDtypeItTakes() {
    Map<Op, Set<DType>> seen = new EnumMap<>(Op.class);
    for (ConformanceCase c : ElementwiseCases.all()) {
      for (Node node : c.program().nodes()) {
        if (node.op().kind() == Op.Kind.ELEMENTWISE) {
          DType dtype = node.input(node.inputs().size() - 1).dtype();
          seen.computeIfAbsent(node.op(), op -> EnumSet.noneOf(DType.class)).add(dtype);
        }
      }
    }
    for (Op op : Op.values()) {
      if (op.kind() == Op.Kind.ELEMENTWISE) {
        assertThat(seen.get(op)).as(op.symbol()).containsExactlyInAnyOrderElementsOf(takes(op));
      }
    }
  }

  private static List<DType> takes(Op op) {
    return switch (op) {
      case ADD, SUB, MUL, MAXIMUM, NEG, SIGN, LESS -> Samples.NUMERIC;
      case EQUAL, SELECT, CAST -> Samples.ALL;
      case AND, NOT -> List.of(DType.BOOL);
      default -> Samples.FLOATING;
    };
  }

  /** Operations without one, and casts, which round and so are derived with the kinks. */
  @Test
  void derivesEveryOperationThatHasADerivative() {
    Set<Op> without =
        EnumSet.of(
            Op.CONSTANT,
            Op.INPUT,
            Op.IOTA,
            Op.FOLD_KEY,
            Op.UNIFORM,
            Op.NORMAL,
            Op.ARGMAX,
            Op.SIGN,
            Op.FLOOR,
            Op.LESS,
            Op.EQUAL,
            Op.AND,
            Op.NOT,
            Op.STOP_GRADIENT,
            Op.CAST,
            Op.PROJECT);
    List<String> subjects =
        derivatives().stream()
            .filter(c -> c.orders() == 3)
            .map(c -> c.subject().split(",")[0])
            .toList();
    for (Op op : EnumSet.complementOf(EnumSet.copyOf(without))) {
      assertThat(subjects).contains(op.symbol());
    }
  }

  /** One element of one output changed by a little more than is allowed. */
  @TestFactory
  Stream<DynamicTest> noticesOneWrongElementInEveryOutput() {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.subject(), () -> noticesWrongElements(c)));
  }

  private static void noticesWrongElements(ConformanceCase c) {
    ConformanceReport report = new ConformanceReport("wrong");
    List<TensorData> right = c.expected();
    int outputs = c.epsilons().size();
    for (int k = 0; k < outputs; k++) {
      TensorData sizes = right.get(outputs + k);
      for (int i : new int[] {0, right.get(k).shape().size() - 1}) {
        if (right.get(k).shape().size() > 0) {
          List<TensorData> wrong = new ArrayList<>(right.subList(0, outputs));
          wrong.set(k, spoiled(right.get(k), i, sizes.at(i), c.epsilons().get(k)));
          assertThatThrownBy(() -> c.check(wrong, right, report))
              .as("element %d of output %s", i, c.program().outputNames().get(k))
              .isInstanceOf(AssertionError.class);
        }
      }
    }
  }

  private static TensorData spoiled(TensorData data, int at, double size, double allowed) {
    DType dtype = data.type().dtype();
    if (!dtype.isFloating()) {
      Elements elements = new Elements(data.type());
      for (int i = 0; i < data.shape().size(); i++) {
        elements.copy(i, data, i);
      }
      elements.setWhole(at, Elements.wholeAt(data, at) ^ 1);
      return elements.toData();
    }
    double[] values = data.toDoubles();
    double epsilon = Tolerance.epsilon(dtype);
    double scale = Math.max(Math.abs(values[at]), Math.abs(size));
    if (Double.isNaN(values[at]) || Double.isInfinite(values[at])) {
      values[at] = 0;
    } else {
      double step = (allowed + 2) * epsilon * scale + 2 * Tolerance.smallestNormal(dtype);
      values[at] += values[at] > 0 ? -step : step;
    }
    return TensorData.fromDoubles(data.type(), values);
  }

  /** Zeros of either sign count as equal. */
  @TestFactory
  Stream<DynamicTest> simplifyingKeepsEveryBit() {
    Stream<DynamicTest> values =
        cases().stream()
            .map(
                c ->
                    DynamicTest.dynamicTest(
                        c.subject(), () -> keepsEveryBit(c.program(), c.inputs())));
    Stream<DynamicTest> gradients =
        derivatives().stream()
            .map(
                c ->
                    DynamicTest.dynamicTest(
                        "derivatives of " + c.subject(),
                        () -> keepsEveryBit(c.program(), c.inputs(0))));
    DynamicTest kinks =
        DynamicTest.dynamicTest(
            "kinks",
            () -> keepsEveryBit(KinkCases.program(DType.FLOAT64), KinkCases.inputs(DType.FLOAT64)));
    return Stream.of(values, gradients, Stream.of(kinks)).flatMap(tests -> tests);
  }

  private static void keepsEveryBit(Program program, List<TensorData> inputs) {
    Program simplified = program.simplified();
    assertThat(simplified.nodes().size()).isLessThanOrEqualTo(program.nodes().size());
    List<TensorData> before = Reference.run(program, inputs);
    List<TensorData> after = Reference.run(simplified, inputs);
    for (int k = 0; k < before.size(); k++) {
      assertThat(withoutNegativeZeros(after.get(k)))
          .as(program.outputNames().get(k))
          .isEqualTo(withoutNegativeZeros(before.get(k)));
    }
  }

  private static TensorData withoutNegativeZeros(TensorData data) {
    if (!data.type().dtype().isFloating()) {
      return data;
    }
    double[] values = data.toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.0;
    }
    return TensorData.fromDoubles(data.type(), values);
  }
}
