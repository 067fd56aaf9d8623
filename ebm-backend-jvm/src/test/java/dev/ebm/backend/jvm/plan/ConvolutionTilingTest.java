package dev.ebm.backend.jvm.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Convolutions among other operations, for some images at a time. */
class ConvolutionTilingTest {

  /** Tiles of about one image, and several lanes. */
  private static final Tiling TINY = new Tiling(true, 0, 2_000, 10, 0);

  /** Sums of some thousand products below 1, in another order. */
  private static final double ROUNDING = 1e-3;

  @Property(tries = 40)
  void givesWhatAllImagesAtOnceGive(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int images,
      @ForAll @IntRange(min = 4, max = 14) int pixels) {
    Program program = energy(images, pixels);
    List<TensorData> inputs = PlanRuns.inputs(program, seed);
    List<float[]> expected = PlanRuns.run(program, inputs, Tiling.NONE, 1);
    List<float[]> tiled = PlanRuns.run(program, inputs, TINY, 1);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(doubles(tiled.get(i))).containsExactly(doubles(expected.get(i)), within(ROUNDING));
    }
  }

  @Property(tries = 10)
  void givesTheSameBitsOnAnyNumberOfThreads(
      @ForAll long seed, @ForAll @IntRange(min = 5, max = 9) int images) {
    Program program = energy(images, 9);
    List<TensorData> inputs = PlanRuns.inputs(program, seed);
    List<float[]> one = PlanRuns.run(program, inputs, TINY, 1);
    for (int threads : new int[] {2, 4}) {
      List<float[]> several = PlanRuns.run(program, inputs, TINY, threads);
      assertThat(several).usingRecursiveComparison().isEqualTo(one);
    }
  }

  private static double[] doubles(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  /** A residual energy with a stride, the gradients of its mean, and its scores. */
  private static Program energy(int images, int pixels) {
    Program.Builder program = Program.builder("energy");
    Tensor x = program.input("x", TensorType.float32(images, 2, pixels, pixels));
    Tensor first = program.input("first", TensorType.float32(3, 2, 3, 3));
    Tensor second = program.input("second", TensorType.float32(3, 3, 3, 3));
    Tensor third = program.input("third", TensorType.float32(4, 3, 3, 3));
    Tensor hidden = Layers.conv2d(x, first, 1, 1).tanh();
    hidden = hidden.add(Layers.conv2d(hidden, second, 1, 1).mul(0.2).softplus());
    Tensor energies = Layers.conv2d(hidden, third, 2, 1).mul(0.2).tanh().sum(1, 2, 3);
    Tensor loss = energies.square().mean();
    List<Tensor> parameters = List.of(first, second, third);
    List<Tensor> gradients = Gradients.of(loss, parameters);
    program.output("energies", energies);
    program.output("scores", Gradients.of(energies.sum(), List.of(x)).get(0));
    for (int i = 0; i < gradients.size(); i++) {
      program.output("gradient" + i, gradients.get(i));
    }
    return program.build();
  }
}
