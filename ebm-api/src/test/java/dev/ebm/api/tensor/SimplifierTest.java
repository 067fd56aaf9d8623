package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.where;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every rule on a printed program: the operations that are left. */
class SimplifierTest {

  private final Program.Builder builder = Program.builder("p");
  private final Tensor x = builder.input("x", TensorType.float32(2, 3));
  private final Tensor y = builder.input("y", TensorType.float32(2, 3));
  private final Tensor n = builder.input("n", new TensorType(DType.INT32, Shape.of(3)));

  private void becomes(Tensor before, String... lines) {
    builder.output("out", before);
    String text = builder.build().simplified().toString();
    List<String> body = text.lines().map(String::strip).toList();
    assertThat(body.subList(1, body.size() - 1)).containsExactly(lines);
  }

  @Test
  void mergesEqualValues() {
    becomes(
        x.exp().mul(y).add(x.exp().mul(y)),
        "%0 = exp(x) : f32[2, 3]",
        "%1 = mul(%0, y) : f32[2, 3]",
        "%2 = add(%1, %1) : f32[2, 3]",
        "return out=%2");
  }

  @Test
  void keepsApartWhatDiffersInAttributes() {
    becomes(
        x.slice(1, 0, 2).sub(x.slice(1, 1, 3)),
        "%0 = slice(x, [0:2, 0:2]) : f32[2, 2]",
        "%1 = slice(x, [0:2, 1:3]) : f32[2, 2]",
        "%2 = sub(%0, %1) : f32[2, 2]",
        "return out=%2");
  }

  @Test
  void dropsWhatNoOutputNeeds() {
    x.exp().log();
    becomes(y.neg(), "%0 = neg(y) : f32[2, 3]", "return out=%0");
  }

  @Test
  void dropsNeutralOperands() {
    becomes(x.add(0).mul(1).div(1).sub(0).add(fill(0, 2, 3)), "return out=x");
  }

  @Test
  void dropsNeutralOperandsOnTheLeft() {
    becomes(fill(0, 2, 3).add(fill(1, 3).mul(x)), "return out=x");
  }

  @Test
  void keepsWhatOnlyLooksNeutral() {
    becomes(
        constant(1).div(constant(0).mul(x)),
        "%0 = reshape(1.0) : f32[1, 1]",
        "%1 = broadcast(%0) : f32[2, 3]",
        "%2 = reshape(0.0) : f32[1, 1]",
        "%3 = broadcast(%2) : f32[2, 3]",
        "%4 = mul(%3, x) : f32[2, 3]",
        "%5 = div(%1, %4) : f32[2, 3]",
        "return out=%5");
  }

  /** So that whoever looks for the operation that makes a NaN finds one. */
  @Test
  void keepsWhatMakesConstantsThatAreNotFinite() {
    becomes(constant(-1).sqrt(), "%0 = sqrt(-1.0) : f32[]", "return out=%0");
  }

  @Test
  void keepsFactorsAndDivisorsOfZero() {
    becomes(
        x.mul(0).add(x.div(0)),
        "%0 = reshape(0.0) : f32[1, 1]",
        "%1 = broadcast(%0) : f32[2, 3]",
        "%2 = mul(x, %1) : f32[2, 3]",
        "%3 = div(x, %1) : f32[2, 3]",
        "%4 = add(%2, %3) : f32[2, 3]",
        "return out=%4");
  }

  @Test
  void keepsDifferencesOfEqualsAndQuotientsOfEquals() {
    becomes(
        x.sub(x).add(x.div(x)),
        "%0 = sub(x, x) : f32[2, 3]",
        "%1 = div(x, x) : f32[2, 3]",
        "%2 = add(%0, %1) : f32[2, 3]",
        "return out=%2");
  }

  @Test
  void cancelsDoubleNegation() {
    becomes(x.neg().neg().mul(-1).mul(-1), "return out=x");
  }

  @Test
  void turnsFactorsOfMinusOneAndDifferencesFromZeroIntoNegation() {
    becomes(
        x.mul(-1).mul(constant(-1).mul(y)).add(constant(0).sub(y.exp())),
        "%0 = neg(x) : f32[2, 3]",
        "%1 = neg(y) : f32[2, 3]",
        "%2 = mul(%0, %1) : f32[2, 3]",
        "%3 = exp(y) : f32[2, 3]",
        "%4 = sub(%2, %3) : f32[2, 3]",
        "return out=%4");
  }

  @Test
  void turnsSumsWithNegationsIntoDifferences() {
    becomes(
        x.neg().add(y).add(y.neg()).sub(x.neg()),
        "%0 = sub(y, x) : f32[2, 3]",
        "%1 = sub(%0, y) : f32[2, 3]",
        "%2 = add(%1, x) : f32[2, 3]",
        "return out=%2");
  }

  @Test
  void foldsConstantsOfEveryElementwiseOperationThatIsExact() {
    Tensor two = constant(2);
    Tensor number =
        two.add(3).mul(4).sub(8).div(2).neg().abs().maximum(1).add(0.5).floor().mul(1.5).sqrt();
    Tensor flag = two.lt(3).and(two.eq(2)).and(two.gt(5).not());
    becomes(
        where(flag, number, two).mul(two.sign()).add(x),
        "%0 = reshape(3.0) : f32[1, 1]",
        "%1 = broadcast(%0) : f32[2, 3]",
        "%2 = add(%1, x) : f32[2, 3]",
        "return out=%2");
  }

  @Test
  void foldsRepeatedConstantsThroughShapes() {
    becomes(
        fill(2, 3, 2).transpose().mul(fill(3, 6).reshape(2, 3)).add(fill(1, 4, 3).slice(0, 1, 3)),
        "%0 = reshape(7.0) : f32[1, 1]",
        "%1 = broadcast(%0) : f32[2, 3]",
        "return out=%1");
  }

  @Test
  void foldsCasts() {
    becomes(
        constant(-2.75).cast(DType.INT32).cast(DType.BOOL).cast(DType.FLOAT64), "return out=1.0");
  }

  @Test
  void foldsIntegersAsIntegersThatWrapAround() {
    Tensor big = fill(DType.INT32, 65537, Shape.of(3));
    Tensor most = fill(DType.INT32, Integer.MAX_VALUE, Shape.of(3));
    becomes(
        n.mul(big.mul(big)).mul(most.add(1)),
        "%0 = reshape(131073) : i32[1]",
        "%1 = broadcast(%0) : i32[3]",
        "%2 = mul(n, %1) : i32[3]",
        "%3 = reshape(-2147483648) : i32[1]",
        "%4 = broadcast(%3) : i32[3]",
        "%5 = mul(%2, %4) : i32[3]",
        "return out=%5");
  }

  @Test
  void leavesTranscendentalConstantsToTheBackend() {
    becomes(constant(2).exp(), "%0 = exp(2.0) : f32[]", "return out=%0");
  }

  @Test
  void choosesTheBranchOfAConstantCondition() {
    Tensor yes = fill(DType.BOOL, 1, Shape.of(2, 3));
    becomes(
        where(yes, x, y).add(where(yes.not(), x, y)),
        "%0 = add(x, y) : f32[2, 3]",
        "return out=%0");
  }

  @Test
  void joinsReshapes() {
    becomes(
        x.reshape(6).reshape(3, 2).exp().reshape(1, 6).reshape(3, 2),
        "%0 = reshape(x) : f32[3, 2]",
        "%1 = exp(%0) : f32[3, 2]",
        "return out=%1");
  }

  @Test
  void joinsTransposes() {
    Tensor cube = x.reshape(1, 2, 3);
    becomes(
        cube.transpose(1, 2, 0).transpose(1, 0, 2),
        "%0 = reshape(x) : f32[1, 2, 3]",
        "%1 = transpose(%0, [2, 1, 0]) : f32[3, 2, 1]",
        "return out=%1");
  }

  @Test
  void cancelsTransposes() {
    becomes(x.transpose().transpose(), "return out=x");
  }

  @Test
  void joinsBroadcasts() {
    Tensor row = x.sum(0).reshape(1, 1, 3);
    becomes(
        row.broadcastTo(1, 4, 3).broadcastTo(2, 4, 3),
        "%0 = reduce_sum(x, [0]) : f32[3]",
        "%1 = reshape(%0) : f32[1, 1, 3]",
        "%2 = broadcast(%1) : f32[2, 4, 3]",
        "return out=%2");
  }

  @Test
  void erasesStopGradient() {
    becomes(x.stopGradient().add(y), "%0 = add(x, y) : f32[2, 3]", "return out=%0");
  }

  @Test
  void erasesCustomDerivatives() {
    Tensor custom =
        Tensors.customDerivative(
            List.of(x, y.exp()), in -> in.get(0).sin(), (c, value, in) -> List.of(c, c));
    becomes(
        custom.add(y), "%0 = sin(x) : f32[2, 3]", "%1 = add(%0, y) : f32[2, 3]", "return out=%1");
  }

  @Test
  void keepsChecksApartThatSayDifferentThings() {
    Tensor positive = x.gt(0);
    becomes(
        x.check(positive, "a").add(x.check(positive, "a")).add(x.check(positive, "b")),
        "%0 = reshape(0.0) : f32[1, 1]",
        "%1 = broadcast(%0) : f32[2, 3]",
        "%2 = less(%1, x) : bool[2, 3]",
        "%3 = check(x, %2, \"a\") : f32[2, 3]",
        "%4 = add(%3, %3) : f32[2, 3]",
        "%5 = check(x, %2, \"b\") : f32[2, 3]",
        "%6 = add(%4, %5) : f32[2, 3]",
        "return out=%6");
  }

  @Test
  void dropsChecksThatNoResultNeeds() {
    Tensor unread = x.check(x.gt(0), "nobody reads this");
    assertThat(unread.type()).isEqualTo(x.type());
    becomes(y.neg(), "%0 = neg(y) : f32[2, 3]", "return out=%0");
  }

  /** Doubles, in which constants are folded, do not hold every long. */
  @Test
  void leavesArithmeticOfLongsToTheBackend() {
    Tensor big = constant(TensorData.of(new long[] {(1L << 53) + 1}));
    becomes(
        big.add(1).mul(1).cast(DType.FLOAT64),
        "%0 = add(9007199254740993, 1) : i64[]",
        "%1 = cast(%0) : f64[]",
        "return out=%1");
  }

  @Test
  void subtractsOnceWhereBothOperandsAreNegated() {
    becomes(
        x.neg().sub(y.neg()).add(x.neg().add(y.neg())),
        "%0 = sub(y, x) : f32[2, 3]",
        "%1 = neg(x) : f32[2, 3]",
        "%2 = sub(%1, y) : f32[2, 3]",
        "%3 = add(%0, %2) : f32[2, 3]",
        "return out=%3");
  }

  @Test
  void simplifiesTheBodiesOfLoops() {
    Tensor result =
        loop(2, List.of(x), (i, v) -> List.of(v.get(0).add(0).mul(1).exp().neg().neg())).get(0);
    becomes(
        result,
        "%0 = loop(x, count=2, carried=1)",
        "body(i: i32[], carry0: f32[2, 3]) {",
        "%0 = exp(carry0) : f32[2, 3]",
        "return carry0=%0",
        "}",
        "%1 = project(%0, 0) : f32[2, 3]",
        "return out=%1");
  }

  @Test
  void mergesDrawsOfOneKeyOnly() {
    Key key = builder.key("key");
    becomes(
        key.fold("a").normal(2).mul(key.fold("a").normal(2)).add(key.fold("b").normal(2)),
        "%0 = fold_key(key, \"a\") : key[]",
        "%1 = normal(%0) : f32[2]",
        "%2 = mul(%1, %1) : f32[2]",
        "%3 = fold_key(key, \"b\") : key[]",
        "%4 = normal(%3) : f32[2]",
        "%5 = add(%2, %4) : f32[2]",
        "return out=%5");
  }

  @Test
  void isDoneAfterOnePass() {
    Tensor energy = x.matmul(y.transpose()).softplus().sum();
    Tensor gradient = Gradients.of(energy, x);
    builder.output("out", Gradients.of(gradient.square().sum(), y));
    Program once = builder.build().simplified();
    assertThat(once.simplified()).hasToString(once.toString());
  }
}
