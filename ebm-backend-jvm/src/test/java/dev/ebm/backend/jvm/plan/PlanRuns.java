package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs plans of float32 programs on plain arrays. */
final class PlanRuns {

  private PlanRuns() {}

  /** The outputs of a program, planned with a tiling, on so many threads. */
  static List<float[]> run(Program program, List<TensorData> inputs, Tiling tiling, int threads) {
    Program simplified = program.simplified();
    Plan plan = Plan.of(simplified, FloatKernels.best(), threads, tiling);
    try (Workers workers = new Workers(threads)) {
      return run(plan, simplified, inputs, workers);
    }
  }

  /** The outputs of a plan of a simplified program. */
  static List<float[]> run(
      Plan plan, Program simplified, List<TensorData> inputs, Workers workers) {
    for (int i = 0; i < inputs.size(); i++) {
      TensorData input = inputs.get(i);
      plan.bindInput(i, input.type().dtype() == DType.KEY ? input : input.floats());
    }
    List<float[]> outputs = new ArrayList<>();
    for (Node output : simplified.outputs()) {
      float[] content = new float[output.shape().size()];
      plan.bindOutput(outputs.size(), content);
      outputs.add(content);
    }
    plan.run(workers);
    return outputs;
  }

  /** Inputs between -1 and 1, and keys. */
  static List<TensorData> inputs(Program program, long seed) {
    Random random = new Random(seed);
    List<TensorData> inputs = new ArrayList<>();
    for (Node input : program.inputs()) {
      if (input.dtype() == DType.KEY) {
        inputs.add(Philox.seed(seed));
      } else {
        float[] data = new float[input.shape().size()];
        for (int i = 0; i < data.length; i++) {
          data[i] = 2 * random.nextFloat() - 1;
        }
        inputs.add(TensorData.of(data, input.shape().dims()));
      }
    }
    return inputs;
  }
}
