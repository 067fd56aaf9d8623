package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.iota;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TensorErrorsTest {

  private final Program.Builder program = Program.builder("p");
  private final Tensor matrix = program.input("matrix", TensorType.float32(2, 3));
  private final Tensor row = program.input("row", TensorType.float32(4));
  private final Tensor cube = program.input("cube", TensorType.float32(5, 2, 3));
  private final Tensor none = program.input("none", TensorType.float32(0, 3));
  private final Tensor one = program.input("one", TensorType.float32());
  private final Tensor wide = program.input("wide", new TensorType(DType.FLOAT64, Shape.of(2, 3)));
  private final Tensor whole = program.input("whole", new TensorType(DType.INT32, Shape.of(3)));
  private final Tensor flag = program.input("flag", new TensorType(DType.BOOL, Shape.of(3)));
  private final Key key = program.key("key");

  @Test
  void namesTheLineThatCombinedTheShapes() {
    int here = StackWalker.getInstance().walk(f -> f.findFirst().orElseThrow().getLineNumber());
    Problem problem = problem(() -> matrix.add(row));
    assertThat(problem.where())
        .isEqualTo(
            "TensorErrorsTest.lambda$namesTheLineThatCombinedTheShapes$1(TensorErrorsTest.java:%d)"
                .formatted(here + 1));
    assertThat(problem.code()).isEqualTo("EBM-T001");
    assertThat(problem.what()).contains("[2, 3]", "[4]", "3 against 4", "axis -1");
    assertThat(problem.hint()).isNotBlank();
  }

  @Test
  void namesTheAuthorEvenWhereTheLanguageCallsItself() {
    assertThat(problem(() -> Tensors.stack(0, List.of(matrix, row))).where())
        .contains("TensorErrorsTest.java");
    assertThat(problem(() -> Tensors.softmax(matrix, 2)).where()).contains("TensorErrorsTest.java");
  }

  @TestFactory
  Stream<DynamicTest> saysWhichShapesDoNotFit() {
    return Stream.of(
        fails("EBM-T001", () -> matrix.matmul(row.reshape(4, 1)), "f32[2, 3]", "f32[4, 1]"),
        fails("EBM-T001", () -> matrix.matmul(row), "f32[2, 3]", "f32[4]"),
        fails("EBM-T001", () -> cube.matmul(matrix), "[2, 3]"),
        fails("EBM-T001", () -> cube.matmul(cube), "f32[5, 2, 3]"),
        fails("EBM-T001", () -> one.matmul(matrix), "f32[]", "f32[2, 3]"),
        fails("EBM-T001", () -> concat(0, matrix, cube), "f32[2, 3]", "f32[5, 2, 3]"),
        fails("EBM-T001", () -> concat(1, matrix, none), "f32[2, 3]", "f32[0, 3]"),
        fails("EBM-T001", () -> matrix.reshape(4), "f32[2, 3]", "[4]", "6 elements are not 4"),
        fails("EBM-T001", () -> matrix.reshape(4, -1), "f32[2, 3]", "[4, 1]"),
        fails("EBM-T001", () -> matrix.reshape(-1, -1), "f32[2, 3]", "[-1, -1]"),
        fails("EBM-T001", () -> matrix.reshape(-2, 3), "f32[2, 3]", "[-2, 3]"),
        fails("EBM-T001", () -> none.reshape(0, -1), "f32[0, 3]", "[0, -1]"),
        fails("EBM-T001", () -> matrix.squeeze(0), "f32[2, 3]", "[3]"),
        fails("EBM-T001", () -> matrix.broadcastTo(3), "f32[2, 3]", "[3]"),
        fails("EBM-T001", () -> matrix.broadcastTo(4, 3), "f32[2, 3]", "[4, 3]"),
        fails("EBM-T001", () -> where(flag, row, row), "[3]", "[4]"),
        fails("EBM-T001", () -> one.gather(whole), "f32[]", "i32[3]"),
        fails("EBM-T001", () -> row.scatterAdd(whole, 5), "f32[4]", "i32[3]"),
        fails("EBM-T001", () -> row.slice(0, 0, 3).scatterAdd(whole, -1), "-1"),
        fails("EBM-T001", () -> none.max(0), "f32[0, 3]", "axis 0"),
        fails("EBM-T001", () -> iota(-1), "iota(-1)"),
        fails("EBM-T001", () -> key.fold(whole), "key[]", "i32[3]"));
  }

  @TestFactory
  Stream<DynamicTest> saysWhichDtypesDoNotFit() {
    return Stream.of(
        fails("EBM-T002", () -> matrix.add(wide), "f32[2, 3]", "f64[2, 3]"),
        fails("EBM-T002", () -> matrix.matmul(wide.transpose()), "f32[2, 3]", "f64[3, 2]"),
        fails("EBM-T002", () -> whole.div(whole), "i32[3]"),
        fails("EBM-T002", () -> whole.mean(), "i32[]"),
        fails("EBM-T002", () -> whole.exp(), "exp", "i32[3]"),
        fails("EBM-T002", () -> flag.add(flag), "bool[3]"),
        fails("EBM-T002", () -> flag.neg(), "bool[3]"),
        fails("EBM-T002", () -> flag.sum(), "bool[3]"),
        fails("EBM-T002", () -> matrix.not(), "f32[2, 3]"),
        fails("EBM-T002", () -> row.and(row), "f32[4]"),
        fails("EBM-T002", () -> flag.lt(flag), "bool[3]"),
        fails("EBM-T002", () -> where(whole, whole, whole), "i32[3]"),
        fails("EBM-T002", () -> where(flag, whole, matrix), "i32[2, 3]", "f32[2, 3]"),
        fails("EBM-T002", () -> concat(0, matrix, wide), "f32[2, 3]", "f64[2, 3]"),
        fails("EBM-T002", () -> matrix.gather(row), "f32[4]"),
        fails("EBM-T002", () -> matrix.scatterAdd(row, 2), "f32[4]"),
        fails("EBM-T002", () -> flag.scatterAdd(whole, 4), "bool[3]"),
        fails("EBM-T002", () -> key.fold(one), "key[]", "f32[]"),
        fails("EBM-T002", () -> whole.mul(0.5), "i32[3]", "0.5"),
        fails("EBM-T002", () -> whole.lt(1e10), "i32[3]", "1.0E10"));
  }

  @TestFactory
  Stream<DynamicTest> saysWhichAxesDoNotExist() {
    return Stream.of(
        fails("EBM-T003", () -> matrix.sum(2), "axis 2", "f32[2, 3]"),
        fails("EBM-T003", () -> matrix.sum(-3), "axis -3", "f32[2, 3]"),
        fails("EBM-T003", () -> matrix.sum(1, -1), "[1, -1]", "f32[2, 3]"),
        fails("EBM-T003", () -> one.sum(0), "axis 0", "a scalar has no axes"),
        fails("EBM-T003", () -> matrix.transpose(0), "[0]", "f32[2, 3]"),
        fails("EBM-T003", () -> matrix.transpose(1, 1), "[1, 1]"),
        fails("EBM-T003", () -> matrix.transpose(-1, 1), "[-1, 1]"),
        fails("EBM-T003", () -> matrix.transpose(0, 2), "axis 2"),
        fails("EBM-T003", () -> row.transpose(), "f32[4]"),
        fails("EBM-T003", () -> row.slice(0, 2, 5), "[2:5]", "f32[4]"),
        fails("EBM-T003", () -> row.slice(0, 3, 2), "[3:2]"),
        fails("EBM-T003", () -> row.slice(0, -1, 2), "[-1:2]"),
        fails("EBM-T003", () -> row.slice(0, 0, 4, 0), "[0:4:0]"),
        fails("EBM-T003", () -> row.get(0, 4), "[4:5]"),
        fails("EBM-T003", () -> row.pad(0, -1, 0), "low=[-1]"),
        fails("EBM-T003", () -> row.reverse(1), "axis 1"),
        fails("EBM-T003", () -> row.expandDims(3), "expandDims(3)"),
        fails("EBM-T003", () -> concat(0, List.of()), "nothing"),
        fails("EBM-T003", () -> row.dim(1), "axis 1"));
  }

  @Test
  void drawsIntegersOnlyBelowSomethingPositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> key.integers(0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> key.integers((1 << 24) + 1, 3));
    assertThat(key.integers(1 << 24, 3).type()).isEqualTo(new TensorType(DType.INT32, Shape.of(3)));
  }

  @Test
  void acceptsNegativeAxesInPermutations() {
    assertThat(cube.transpose(-1, 0, -2).shape()).isEqualTo(Shape.of(3, 5, 2));
    Tensor cotangent = constant(1).broadcastTo(3, 5, 2);
    Tensor pulled =
        Gradients.vectorJacobian(
                List.of(cube.transpose(-1, 0, -2)), List.of(cotangent), List.of(cube))
            .get(0);
    assertThat(pulled.shape()).isEqualTo(cube.shape());
  }

  private static DynamicTest fails(String code, Supplier<?> expression, String... parts) {
    return DynamicTest.dynamicTest(
        code + " " + String.join(" ", parts),
        () -> {
          Problem problem = problem(expression::get);
          assertThat(problem.code()).isEqualTo(code);
          assertThat(problem.where()).startsWith("TensorErrorsTest.");
          assertThat(problem.toString()).contains(parts).doesNotContain("\n");
        });
  }

  private static Problem problem(ThrowingCallable expression) {
    TensorException failure = catchThrowableOfType(TensorException.class, expression);
    assertThat(failure).isNotNull();
    return failure.problems().get(0);
  }
}
