package @PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.testkit.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

class @CLASS@Test {

  @Test
  void isHalfTheSquaredDistanceFromTheMeanAtPrecisionOne() {
    Program.Builder program = Program.builder("energy");
    Tensor mean = program.input("mean", new TensorType(DType.FLOAT32, Shape.of(2)));
    Tensor precision = program.input("log-precision", new TensorType(DType.FLOAT32, Shape.of(2)));
    Tensor x = program.input("x", new TensorType(DType.FLOAT32, Shape.of(3, 2)));
    Tree<Tensor> parameters = Tree.of("mean", mean).with("log-precision", precision);
    Tensor energy = new @CLASS@(2, 0).energy(parameters, x);
    Program built = program.output("energy", energy).build();

    TensorData energies =
        Reference.run(
                built,
                List.of(
                    TensorData.of(new float[] {1, 2}, 2),
                    TensorData.of(new float[] {0, 0}, 2),
                    TensorData.of(new float[] {1, 2, 4, 6, 1, 0}, 3, 2)))
            .get(0);
    assertThat(energies.toDoubles()).containsExactly(0, 12.5, 2);
  }

  @Test
  void namesAParameterForEachPart() {
    assertThat(new @CLASS@(2, 0).parameters().names()).containsExactly("mean", "log-precision");
  }
}
