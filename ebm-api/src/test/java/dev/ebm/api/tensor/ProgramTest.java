package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ebm.api.error.TensorException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {

  private final Program.Builder builder = Program.builder("energy");

  @Test
  void printsOneLineForEachOperation() {
    Tensor x = builder.input("x", TensorType.float32(4, 2));
    Tensor w = builder.input("w", TensorType.float32(2, 3));
    Tensor energy = x.matmul(w).softplus().sum(1);
    builder.output("u", energy).output("score", Gradients.of(energy.sum(), x).neg());
    assertThat(builder.build())
        .hasToString(
            """
            energy(x: f32[4, 2], w: f32[2, 3]) {
              %0 = dot(x, w) : f32[4, 3]
              %1 = softplus(%0) : f32[4, 3]
              %2 = reduce_sum(%1, [1]) : f32[4]
              %3 = reshape(1.0) : f32[1]
              %4 = broadcast(%3) : f32[4]
              %5 = reshape(%4) : f32[4, 1]
              %6 = broadcast(%5) : f32[4, 3]
              %7 = logistic(%0) : f32[4, 3]
              %8 = mul(%6, %7) : f32[4, 3]
              %9 = transpose(w, [1, 0]) : f32[3, 2]
              %10 = dot(%8, %9) : f32[4, 2]
              %11 = neg(%10) : f32[4, 2]
              return u=%2, score=%11
            }
            """);
  }

  @Test
  void printsAttributesAndLiterals() {
    Tensor x = builder.input("x", TensorType.float32(5, 4));
    Tensor table = constant(TensorData.of(new int[] {2, 0}, 2));
    builder.output("a", x.slice(0, 1, 5, 2).pad(1, 2, 0));
    builder.output("b", x.gather(table).reverse(1));
    builder.output("c", builder.key("key").fold("noise").fold(3).uniform(2));
    builder.output("d", constant(TensorData.zeros(TensorType.float32(9))));
    assertThat(builder.build())
        .hasToString(
            """
            energy(x: f32[5, 4], key: key[]) {
              %0 = slice(x, [1:5:2, 0:4]) : f32[2, 4]
              %1 = pad(%0, low=[0, 2], high=[0, 0], interior=[0, 0]) : f32[2, 6]
              %2 = constant([2, 0]) : i32[2]
              %3 = gather(x, %2) : f32[2, 4]
              %4 = reverse(%3, [1]) : f32[2, 4]
              %5 = fold_key(key, "noise") : key[]
              %6 = fold_key(%5, 3) : key[]
              %7 = uniform(%6) : f32[2]
              %8 = constant(<f32[9]>) : f32[9]
              return a=%1, b=%4, c=%7, d=%8
            }
            """);
  }

  @Test
  void keepsInputsThatNothingNeeds() {
    builder.input("unused", TensorType.float32(3));
    builder.output("one", constant(1));
    Program program = builder.build();
    assertThat(program.inputNames()).containsExactly("unused");
    assertThat(program.simplified().inputNames()).containsExactly("unused");
  }

  @Test
  void hasPartsWithTheInputsThatTheyNeed() {
    Tensor x = builder.input("x", TensorType.float32(3));
    Tensor y = builder.input("y", TensorType.float32(3));
    builder.output("sum", x.add(y)).output("twice", y.mul(2)).output("one", constant(1));
    Program program = builder.build();

    Program part = program.only(List.of("one", "twice"));
    assertThat(part.name()).isEqualTo("energy");
    assertThat(part.inputNames()).containsExactly("y");
    assertThat(part.outputNames()).containsExactly("one", "twice");
    assertThat(part.outputs().get(1)).isSameAs(program.outputs().get(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.only(List.of("thrice")))
        .withMessage("no output 'thrice' in [sum, twice, one]");
  }

  @Test
  void rejectsATensorOfAnotherProgram() {
    Tensor foreign = Program.builder("other").input("stranger", TensorType.float32(3));
    builder.output("y", builder.input("x", TensorType.float32(3)).add(foreign));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(builder::build)
        .withMessageStartingWith("EBM-T004 ProgramTest.rejectsATensorOfAnotherProgram(ProgramTest")
        .withMessageContaining("'energy'")
        .withMessageContaining("'stranger'");
  }

  @Test
  void rejectsNamesThatAreTaken() {
    builder.input("x", TensorType.float32(3));
    builder.output("y", constant(1));
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> builder.input("x", TensorType.float32()))
        .withMessageStartingWith("EBM-T005 ProgramTest")
        .withMessageContaining("two inputs 'x'");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> builder.key("x"))
        .withMessageStartingWith("EBM-T005");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> builder.output("y", constant(2)))
        .withMessageStartingWith("EBM-T005 ProgramTest")
        .withMessageContaining("two outputs 'y'");
  }

  @Test
  void declaresKeysOnlyAsKeys() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.input("key", new TensorType(DType.KEY, Shape.SCALAR)))
        .withMessageContaining("key(name)");
  }

  @Test
  void changesThePrecisionOfEveryFloatingValue() {
    Tensor x = builder.input("x", TensorType.float32(2));
    Tensor n = builder.input("n", new TensorType(DType.INT32, Shape.of(2)));
    Tensor noise = builder.key("key").normal(2);
    builder.output("y", x.mul(0.5).add(n.cast(DType.FLOAT32)).add(noise));
    builder.output("z", x.cast(DType.FLOAT64).lt(constant(TensorData.of(new double[] {1, 2}, 2))));
    assertThat(builder.build().withPrecision(DType.FLOAT64))
        .hasToString(
            """
            energy(x: f64[2], n: i32[2], key: key[]) {
              %0 = reshape(0.5) : f64[1]
              %1 = broadcast(%0) : f64[2]
              %2 = mul(x, %1) : f64[2]
              %3 = cast(n) : f64[2]
              %4 = add(%2, %3) : f64[2]
              %5 = normal(key) : f64[2]
              %6 = add(%4, %5) : f64[2]
              %7 = constant([1.0, 2.0]) : f64[2]
              %8 = less(x, %7) : bool[2]
              return y=%6, z=%8
            }
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.build().withPrecision(DType.INT32));
  }

  @Test
  void holdsNumbersInEveryPrecisionAsWellAsItCan() {
    builder.output("y", builder.input("x", TensorType.float32()).mul(0.1));
    Program single = builder.build();
    assertThat(single.toString()).contains("mul(x, 0.1) : f32[]");
    assertThat(single.withPrecision(DType.FLOAT64).toString()).contains("mul(x, 0.1) : f64[]");
    assertThat(single.withPrecision(DType.FLOAT64).withPrecision(DType.FLOAT32))
        .hasToString(single.toString());
  }

  @Test
  void remembersTheAuthorsLineOfEveryValue() {
    Tensor x = builder.input("x", TensorType.float32(2));
    int here = StackWalker.getInstance().walk(f -> f.findFirst().orElseThrow().getLineNumber());
    Tensor y = x.exp();
    String expected =
        "ProgramTest.remembersTheAuthorsLineOfEveryValue(ProgramTest.java:%d)".formatted(here + 1);
    assertThat(y.node().origin()).isEqualTo(expected);
    Node simplified = builder.output("y", y.add(0)).build().simplified().outputs().get(0);
    assertThat(simplified.origin()).isEqualTo(expected);
  }
}
