package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/**
 * A program as a list of steps. Before a run the caller binds the places of the inputs and of the
 * outputs; the rest is laid out once. A plan runs on one thread at a time.
 */
public final class Plan {

  private final List<Place> inputs;
  private final List<Place> outputs;
  private final Step[] steps;

  Plan(List<Place> inputs, List<Place> outputs, List<Step> steps) {
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.steps = steps.toArray(Step[]::new);
  }

  /** Plans a simplified program without float64 and int64 values. */
  public static Plan of(Program program, FloatKernels kernels, int threads) {
    return of(program, kernels, threads, Tiling.DEFAULT);
  }

  static Plan of(Program program, FloatKernels kernels, int threads, Tiling tiling) {
    return new PlanBuilder(program, kernels, threads, tiling).build();
  }

  List<Step> steps() {
    return List.of(steps);
  }

  List<Place> inputs() {
    return inputs;
  }

  List<Place> outputs() {
    return outputs;
  }

  /** Binds an input: floats for float32 and bool, doubles for int32, a key for a key. */
  public void bindInput(int index, Object content) {
    bind(inputs.get(index), content);
  }

  /** Binds an output that is no key to the array that receives it: floats or doubles. */
  public void bindOutput(int index, Object content) {
    bind(outputs.get(index), content);
  }

  private static void bind(Place place, Object content) {
    if (place instanceof Place.Floats floats) {
      floats.bind((float[]) content, 0);
    } else if (place instanceof Place.Numbers numbers) {
      numbers.bind((double[]) content, 0);
    } else {
      ((Place.KeyPlace) place).bind((TensorData) content);
    }
  }

  /** Runs all steps. */
  public void run(Workers workers) {
    for (Step step : steps) {
      step.run(workers);
    }
  }

  /** What a key output holds after a run. */
  public TensorData outputKey(int index) {
    return ((Place.KeyPlace) outputs.get(index)).key();
  }
}
