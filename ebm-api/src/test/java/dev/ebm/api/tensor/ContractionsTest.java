package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Which sums of products become matrix products; that the numbers stay is tested with a backend.
 */
class ContractionsTest {

  private final Program.Builder builder = Program.builder("p");
  private final Tensor a = builder.input("a", TensorType.float32(2, 3));
  private final Tensor b = builder.input("b", TensorType.float32(4, 3));
  private final Tensor row = builder.input("row", TensorType.float32(3));

  private void becomes(Tensor before, String... lines) {
    assertThat(SimplifiedText.of(builder, before)).containsExactly(lines);
  }

  private void staysASum(Tensor before) {
    assertThat(SimplifiedText.of(builder, before))
        .anySatisfy(line -> assertThat(line).contains("reduce_sum"))
        .noneSatisfy(line -> assertThat(line).contains("dot"));
  }

  @Test
  void multipliesMatricesThatWereWrittenAsBroadcasts() {
    becomes(
        a.expandDims(1).mul(b).sum(2),
        "%0 = transpose(b, [1, 0]) : f32[3, 4]",
        "%1 = dot(a, %0) : f32[2, 4]",
        "return out=%1");
  }

  @Test
  void multipliesAMatrixAndAVector() {
    becomes(
        a.mul(row).sum(1),
        "%0 = reshape(row) : f32[3, 1]",
        "%1 = dot(a, %0) : f32[2, 1]",
        "%2 = reshape(%1) : f32[2]",
        "return out=%2");
  }

  /** As the derivative of a layer by its weights, when it is written as outer products. */
  @Test
  void sumsOuterProductsOverABatch() {
    Tensor left = builder.input("left", TensorType.float32(5, 2));
    Tensor right = builder.input("right", TensorType.float32(5, 4));
    becomes(
        left.expandDims(2).mul(right.expandDims(1)).sum(0),
        "%0 = transpose(left, [1, 0]) : f32[2, 5]",
        "%1 = dot(%0, right) : f32[2, 4]",
        "return out=%1");
  }

  @Test
  void multipliesBatchesOfMatrices() {
    Tensor left = builder.input("left", TensorType.float32(5, 2, 3));
    Tensor right = builder.input("right", TensorType.float32(5, 4, 3));
    becomes(
        left.expandDims(2).mul(right.expandDims(1)).sum(3),
        "%0 = transpose(right, [0, 2, 1]) : f32[5, 3, 4]",
        "%1 = dot(left, %0) : f32[5, 2, 4]",
        "return out=%1");
  }

  @Test
  void sumsOverSeveralAxesAtOnce() {
    Tensor images = builder.input("images", TensorType.float32(5, 2, 3));
    Tensor pattern = builder.input("pattern", TensorType.float32(2, 3));
    becomes(
        images.mul(pattern).sum(1, 2),
        "%0 = reshape(images) : f32[5, 6]",
        "%1 = reshape(pattern) : f32[6, 1]",
        "%2 = dot(%0, %1) : f32[5, 1]",
        "%3 = reshape(%2) : f32[5]",
        "return out=%3");
  }

  @Test
  void putsTheResultsAxesInOrder() {
    becomes(
        b.expandDims(1).mul(a).sum(2).transpose(),
        "%0 = transpose(a, [1, 0]) : f32[3, 2]",
        "%1 = dot(b, %0) : f32[4, 2]",
        "%2 = transpose(%1, [1, 0]) : f32[2, 4]",
        "return out=%2");
  }

  @Test
  void leavesProductsOfEqualShapes() {
    Tensor c = builder.input("c", TensorType.float32(2, 3));
    staysASum(a.mul(c).sum(1));
  }

  @Test
  void leavesProductsOfVectors() {
    Tensor other = builder.input("other", TensorType.float32(3));
    staysASum(row.mul(other).sum());
  }

  @Test
  void leavesSumsOverAnAxisThatOneOperandRepeats() {
    staysASum(a.mul(row).sum(0));
  }

  @Test
  void leavesSumsOverAnAxisThatOneOperandRepeatsBesideOneThatBothHave() {
    staysASum(a.expandDims(1).mul(b).sum(0, 2));
  }

  @Test
  void leavesProductsOfIntegers() {
    Tensor n = builder.input("n", new TensorType(DType.INT32, Shape.of(2, 3)));
    Tensor m = builder.input("m", new TensorType(DType.INT64, Shape.of(2, 3)));
    Tensor few = builder.input("few", new TensorType(DType.INT32, Shape.of(3)));
    Tensor wide = builder.input("wide", new TensorType(DType.INT64, Shape.of(3)));
    builder.output("longs", m.mul(wide).sum(1));
    staysASum(n.mul(few).sum(1));
  }

  @Test
  void leavesAProductThatIsReadElsewhereToo() {
    Tensor product = a.mul(row);
    builder.output("product", product);
    staysASum(product.sum(1));
  }

  @Test
  void leavesSumsOfOtherOperations() {
    staysASum(a.add(row).sum(1));
  }

  @Test
  void leavesMaxima() {
    assertThat(SimplifiedText.of(builder, a.mul(row).max(1)))
        .anySatisfy(line -> assertThat(line).contains("reduce_max"));
  }
}
