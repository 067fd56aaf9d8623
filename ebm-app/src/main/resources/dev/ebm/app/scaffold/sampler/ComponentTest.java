package @PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.testkit.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

class @CLASS@Test {

  private static final float[] START = {0, 0, 1, 1, 2, 2};

  /** U(x) = steepness |x - start|^2, with start as in {@link #START}. */
  private record Well(double steepness, Tensor start) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.sub(start).square().sum(1).mul(steepness);
    }
  }

  /** Where three chains stand after one step, and how likely each was to move. */
  private static List<TensorData> step(double steepness) {
    Program.Builder program = Program.builder("step");
    Key key = program.key("key");
    Tensor x = program.input("x", new TensorType(DType.FLOAT32, Shape.of(3, 2)));
    EnergyFunction energy = new EnergyFunction(new Well(steepness, x), Tree.empty(), Shape.of(2));
    Sampler.Transition next =
        new @CLASS@(0.5).step(energy, key, Tree.of(Sampler.POSITION, x));
    Program built =
        program
            .output("position", next.state().get(Sampler.POSITION))
            .output("acceptance", next.info().get("acceptance"))
            .build();
    return Reference.run(built, List.of(TensorData.key(0, 1), TensorData.of(START, 3, 2)));
  }

  @Test
  void takesEveryMoveOnAFlatEnergy() {
    List<TensorData> results = step(0);
    assertThat(results.get(1).toDoubles()).containsOnly(1);
    assertThat(results.get(0).floats()).doesNotContain(START);
  }

  @Test
  void staysAtTheBottomOfASteepWell() {
    assertThat(step(1e9).get(0).floats()).containsExactly(START);
  }
}
