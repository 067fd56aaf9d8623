package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static final TensorType TYPE = TensorType.float32(3);

  private static Program program(UnaryOperator<Tensor> function) {
    return program("p", "x", "y", function);
  }

  private static Program program(
      String name, String input, String output, UnaryOperator<Tensor> function) {
    Program.Builder builder = Program.builder(name);
    return builder.output(output, function.apply(builder.input(input, TYPE))).build();
  }

  @Test
  void isTheHashOfWhatIsComputedWhereverItWasWritten() {
    String here = program(x -> x.mul(2).exp().sum()).fingerprint();
    String there = program("of another name", "x", "y", x -> x.mul(2).exp().sum()).fingerprint();
    assertThat(here).matches("[0-9a-f]{64}").isEqualTo(there);
    assertThat(program(x -> x.mul(2)).simplified().fingerprint())
        .isEqualTo(program(x -> x.mul(2).add(0)).simplified().fingerprint());
  }

  @Test
  void doesNotCountRulesOfAuthors() {
    assertThat(program(x -> custom(x, 1)).fingerprint())
        .isEqualTo(program(x -> custom(x, 2)).fingerprint());
  }

  private static Tensor custom(Tensor x, double factor) {
    return Tensors.customDerivative(
        List.of(x), in -> in.get(0).exp(), (c, y, in) -> List.of(c.mul(factor)));
  }

  @Test
  void differsWhereProgramsDiffer() {
    List<Program> programs = new ArrayList<>();
    programs.add(program(x -> x.exp()));
    programs.add(program("p", "z", "y", x -> x.exp()));
    programs.add(program("p", "x", "z", x -> x.exp()));
    programs.add(program(x -> x.exp()).withPrecision(DType.FLOAT64));
    programs.add(program(x -> x.log()));
    programs.add(program(x -> x.exp().exp()));
    programs.add(program(x -> x.mul(x.exp())));
    programs.add(program(x -> x.exp().mul(x)));
    programs.add(program(x -> x.slice(0, 0, 2)));
    programs.add(program(x -> x.slice(0, 1, 3)));
    programs.add(program(x -> x.check(x.gt(0), "is positive")));
    programs.add(program(x -> x.check(x.gt(0), "is above 0")));
    programs.add(program(x -> repeated(x, 3, 0.5)));
    programs.add(program(x -> repeated(x, 4, 0.5)));
    programs.add(program(x -> repeated(x, 3, 0.25)));
    programs.add(program(x -> Gradients.of(repeated(x, 3, 0.5).sum(), x)));
    programs.add(twoInputs("a, b", "c"));
    programs.add(twoInputs("a", "b, c"));
    differ(programs);
  }

  private static Tensor repeated(Tensor x, int count, double factor) {
    return loop(count, List.of(x), (i, v) -> List.of(v.get(0).mul(factor))).get(0);
  }

  private static Program twoInputs(String first, String second) {
    Program.Builder builder = Program.builder("p");
    Tensor a = builder.input(first, TYPE);
    return builder.output("y", a.add(builder.input(second, TYPE))).build();
  }

  /** Also where literals are too long to be printed, equal as numbers, or close to each other. */
  @Test
  void differsWhereLiteralsDiffer() {
    float[] many = new float[1000];
    float[] other = many.clone();
    other[777] = Float.MIN_VALUE;
    float[] negative = many.clone();
    negative[777] = -0f;
    List<Program> programs = new ArrayList<>();
    for (float[] values : List.of(many, other, negative)) {
      programs.add(literal(TensorData.of(values, 1000)));
    }
    programs.add(literal(TensorData.of(many, 10, 100)));
    programs.add(literal(TensorData.of(new double[1000], 1000)));
    for (long value : new long[] {1L << 60, (1L << 60) + 1}) {
      long[] values = new long[20];
      values[3] = value;
      programs.add(literal(TensorData.of(values, 20)));
    }
    differ(programs);
  }

  private static Program literal(TensorData data) {
    return Program.builder("p").output("y", constant(data)).build();
  }

  private static void differ(List<Program> programs) {
    assertThat(new HashSet<>(programs.stream().map(Program::fingerprint).toList()))
        .hasSameSizeAs(programs);
  }
}
