package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Derivatives.gradient;
import static dev.ebm.api.tensor.Derivatives.hutchinson;
import static dev.ebm.api.tensor.Derivatives.jacobian;
import static dev.ebm.api.tensor.Derivatives.laplacian;
import static dev.ebm.api.tensor.Layers.averagePool2d;
import static dev.ebm.api.tensor.Layers.conv2d;
import static dev.ebm.api.tensor.Layers.convTranspose2d;
import static dev.ebm.api.tensor.Layers.groupNorm;
import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.iota;
import static dev.ebm.api.tensor.Tensors.pairwiseSquaredDistances;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.tensor.Derivatives.Directions;
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
  private final Tensor longs = program.input("longs", new TensorType(DType.INT64, Shape.of(3)));
  private final Tensor images = program.input("images", TensorType.float32(2, 3, 5, 4));
  private final Tensor filters = program.input("filters", TensorType.float32(7, 3, 3, 3));
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
        fails("EBM-T001", () -> key.fold(whole), "key[]", "i32[3]"),
        fails("EBM-T001", () -> none.argmax(0), "argmax", "f32[0, 3]", "axis 0"),
        fails(
            "EBM-T001", () -> conv2d(images, matrix, 1, 0), "conv", "f32[2, 3, 5, 4]", "f32[2, 3]"),
        fails(
            "EBM-T001",
            () -> conv2d(images, filters.slice(1, 0, 2), 1, 0),
            "conv",
            "f32[2, 3, 5, 4]",
            "f32[7, 2, 3, 3]",
            "channels"),
        fails(
            "EBM-T001",
            () -> conv2d(images.slice(2, 0, 2), filters, 1, 0),
            "conv",
            "f32[2, 3, 2, 4]",
            "f32[7, 3, 3, 3]"),
        fails(
            "EBM-T001",
            () -> convTranspose2d(images, filters, 2, 1, 9, 9),
            "conv_input",
            "f32[2, 3, 5, 4]",
            "f32[7, 3, 3, 3]"),
        fails("EBM-T001", () -> convTranspose2d(row, filters, 1, 1, 5, 5), "f32[4]"),
        fails("EBM-T001", () -> averagePool2d(images, 2), "averagePool2d(2)", "f32[2, 3, 5, 4]"),
        fails("EBM-T001", () -> groupNorm(images, 2, 0.1), "f32[2, 3, 5, 4]", "2 groups"),
        fails("EBM-T001", () -> pairwiseSquaredDistances(matrix, row.reshape(2, 2)), "f32[2, 3]"),
        fails("EBM-T001", () -> jacobian(matrix, row), "f32[2, 3]", "f32[4]"),
        fails("EBM-T001", () -> laplacian(x -> x.square(), matrix), "f32[6, 3]", "one value"),
        fails("EBM-T001", () -> gradient(x -> x.sum(), matrix), "f32[]", "f32[2, 3]"),
        fails("EBM-T006", () -> scanOver(row), "5 iterations", "f32[4]", "[5, ...]"),
        fails("EBM-T006", () -> scanOver(one), "5 iterations", "f32[]", "[5, ...]"));
  }

  private static Tensors.Scanned scanOver(Tensor stack) {
    return Tensors.scan(
        5, List.of(), List.of(stack), (i, v, s) -> new Tensors.ScanStep(List.of(), s));
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
        fails("EBM-T002", () -> whole.lt(1e10), "i32[3]", "1.0E10"),
        fails("EBM-T002", () -> longs.add(whole), "i64[3]", "i32[3]"),
        fails("EBM-T002", () -> longs.mul(0.5), "i64[3]", "0.5"),
        fails("EBM-T002", () -> longs.lt(1e19), "i64[3]", "1.0E19"),
        fails("EBM-T002", () -> longs.add(9007199254740993L), "i64[3]", "TensorData"),
        fails("EBM-T002", () -> fill(DType.INT64, 0x1p53, Shape.of(2)), "i64[2]"),
        fails("EBM-T002", () -> fill(DType.INT32, 0.5, Shape.of(2)), "i32[2]", "0.5"),
        fails("EBM-T002", () -> longs.div(longs), "div", "i64[3]"),
        fails("EBM-T002", () -> longs.matmul(longs.reshape(3, 1)), "dot", "i64[1, 3]"),
        fails("EBM-T002", () -> matrix.gather(longs), "gather", "i64[3]"),
        fails("EBM-T002", () -> key.fold(longs.get(0, 0)), "key[]", "i64[]"),
        fails("EBM-T002", () -> whole.erfinv(), "erfinv", "i32[3]"),
        fails("EBM-T002", () -> flag.argmax(0), "argmax", "bool[3]"),
        fails("EBM-T002", () -> matrix.check(row, "text"), "check", "f32[2, 3]", "f32[4]"),
        fails(
            "EBM-T002",
            () -> conv2d(images, filters.cast(DType.FLOAT64), 1, 0),
            "conv",
            "f32[2, 3, 5, 4]",
            "f64[7, 3, 3, 3]"));
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
        fails("EBM-T003", () -> row.dim(1), "axis 1"),
        fails("EBM-T003", () -> matrix.argmax(2), "axis 2", "f32[2, 3]"),
        fails("EBM-T003", () -> one.argmax(0), "axis 0", "a scalar has no axes"),
        fails("EBM-T003", () -> conv2d(images, filters, 0, 0), "conv", "stride=[0, 0]"),
        fails("EBM-T003", () -> conv2d(images, filters, 1, -1), "conv", "low=[-1, -1]"),
        fails("EBM-T003", () -> laplacian(x -> x.sum(1), matrix, 0), "chunks of 0"),
        fails(
            "EBM-T003",
            () -> hutchinson(x -> x.sum(1), matrix, key, 0, Directions.NORMAL),
            "0 directions"));
  }

  @Test
  void advisesWhereJavaAsksForTheNumberOfATracedValue() {
    Problem choice = problem(() -> matrix.sum().gt(0).booleanValue());
    assertThat(choice.code()).isEqualTo("EBM-T010");
    assertThat(choice.where()).startsWith("TensorErrorsTest.");
    assertThat(choice.what()).contains("if", "bool[]");
    assertThat(choice.hint()).contains("Tensors.where", "Tensors.loop");
    Problem number = problem(() -> matrix.sum().doubleValue());
    assertThat(number.code()).isEqualTo("EBM-T010");
    assertThat(number.what()).contains("f32[]");
    assertThat(number.hint()).contains("output");
  }

  @Test
  void namesTheLineOfADerivativeRuleThatReturnsOtherTypes() {
    Tensor y =
        Tensors.customDerivative(
            List.of(matrix, row), in -> in.get(0).exp(), (c, value, in) -> List.of(c, c));
    Problem problem = problem(() -> Gradients.of(y.sum(), row));
    assertThat(problem.code()).isEqualTo("EBM-T008");
    assertThat(problem.what())
        .contains("TensorErrorsTest.namesTheLineOfADerivativeRule", "[f32[2, 3], f32[2, 3]]");
    assertThat(problem.hint()).contains("[f32[2, 3], f32[4]]");
  }

  @Test
  void drawsIntegersOnlyBelowSomethingPositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> key.integers(0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> key.integers((1 << 24) + 1, 3));
    assertThat(key.integers(1 << 24, 3).type()).isEqualTo(new TensorType(DType.INT32, Shape.of(3)));
  }

  @Test
  void drawsTruncatedNormalsOnlyBetweenBoundsThatInversionReaches() {
    assertThatIllegalArgumentException().isThrownBy(() -> key.truncatedNormal(1, 1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> key.truncatedNormal(-5, 1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> key.truncatedNormal(0, Double.NaN, 3));
    assertThat(key.truncatedNormal(-4, 4, 3).type()).isEqualTo(TensorType.float32(3));
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
