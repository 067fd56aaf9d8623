package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerGradientTest {

  private static final TensorData START = Samples.random(DType.FLOAT64, Shape.of(6, 2), 3);

  /** Otherwise the parameters would learn to steer the sampler instead of the energy. */
  @Test
  void treatsStoppedNegativesAsConstants() {
    Program.Builder sampling = Program.builder("sampling");
    List<Tensor> p = parameters(sampling);
    TensorData negatives =
        Reference.run(sampling.output("y", langevin(p)).build(), Mlp.parameters()).get(0);

    List<TensorData> stopped = gradients(p2 -> langevin(p2).stopGradient());
    List<TensorData> constants = gradients(p2 -> constant(negatives));
    List<TensorData> through = gradients(SamplerGradientTest::langevin);
    assertThat(stopped).isEqualTo(constants);
    assertThat(through).isNotEqualTo(constants);
  }

  private interface Negatives {
    Tensor of(List<Tensor> parameters);
  }

  private static List<TensorData> gradients(Negatives negatives) {
    Program.Builder builder = Program.builder("contrastive divergence");
    List<Tensor> p = parameters(builder);
    Tensor loss = Mlp.energy(p, constant(START)).mean().sub(Mlp.energy(p, negatives.of(p)).mean());
    List<Tensor> gradients = Gradients.of(loss, p);
    for (int k = 0; k < p.size(); k++) {
      builder.output("g" + k, gradients.get(k));
    }
    return Reference.run(builder.build(), Mlp.parameters());
  }

  private static List<Tensor> parameters(Program.Builder builder) {
    List<Tensor> parameters = new ArrayList<>();
    for (TensorData value : Mlp.parameters()) {
      parameters.add(builder.input("p" + parameters.size(), value.type()));
    }
    return parameters;
  }

  private static Tensor langevin(List<Tensor> parameters) {
    return loop(
            4,
            List.of(constant(START)),
            (i, v) -> {
              Tensor x = v.get(0);
              Tensor gradient = Gradients.of(Mlp.energy(parameters, x).sum(), x);
              return List.of(x.sub(gradient.mul(0.1)));
            })
        .get(0);
  }
}
