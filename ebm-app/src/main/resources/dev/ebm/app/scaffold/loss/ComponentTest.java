package @PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Perturbation;
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

  /** U(x) = slope * sum(x). */
  private record Slope(double slope) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.sum(1).mul(slope);
    }
  }

  /** Moves every feature up by 1. */
  private record Shift() implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x.add(1);
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      throw new UnsupportedOperationException("the loss does not ask for it");
    }
  }

  private record Context(EnergyFunction energy, Key root) implements LossContext {
    @Override
    public Key key(String purpose) {
      return root;
    }

    @Override
    public Tensor step() {
      throw new UnsupportedOperationException("the loss does not ask for it");
    }

    @Override
    public Tensor state(String name) {
      throw new UnsupportedOperationException("the loss has no state");
    }

    @Override
    public void updateState(String name, Tensor value) {
      throw new UnsupportedOperationException("the loss has no state");
    }

    @Override
    public void metric(String name, Tensor value) {}
  }

  private static double lossOf(double slope) {
    Program.Builder program = Program.builder("loss");
    Key key = program.key("key");
    Tensor x = program.input("x", new TensorType(DType.FLOAT32, Shape.of(2, 2)));
    EnergyFunction energy = new EnergyFunction(new Slope(slope), Tree.empty(), Shape.of(2));
    Tensor loss = new @CLASS@(1, new Shift()).loss(new Context(energy, key), x);
    Program built = program.output("loss", loss).build();
    List<TensorData> inputs =
        List.of(TensorData.key(0, 1), TensorData.of(new float[] {0, 1, 2, 3}, 2, 2));
    return Reference.run(built, inputs).get(0).at(0);
  }

  @Test
  void isLogTwoWhereTheEnergyIsFlat() {
    assertThat(lossOf(0)).isCloseTo(Math.log(2), within(1e-6));
  }

  @Test
  void isSmallWhereCopiesLieHigher() {
    assertThat(lossOf(5)).isCloseTo(Math.log1p(Math.exp(-10)), within(1e-6));
  }
}
