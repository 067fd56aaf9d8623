package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Rows of the training split for what is fitted to the data: of a table spread evenly over it,
 * since its rows may be sorted, of a stream drawn.
 *
 * @param data the dataset
 * @param backend draws from a stream
 * @param seed of the run
 */
public record TrainingRows(Dataset data, Backend backend, long seed)
    implements IntFunction<TensorData> {

  /** Up to so many rows, float32 {@code [n, features]}. */
  @Override
  public TensorData apply(int count) {
    Split split = data.split(Dataset.TRAIN);
    if (split instanceof Split.Stream stream) {
      Program.Builder program = Program.builder("draw of training rows");
      program.output("rows", stream.generator().draw(program.key("key"), count));
      HostRun host = new HostRun(backend, DType.FLOAT32);
      try (Executable executable = host.compile(program.build())) {
        TensorData key = Philox.fold(Philox.seed(seed), "training rows");
        return host.run(executable, List.of(key)).get(0);
      }
    }
    return ((Split.Table) split).rows().spread(count);
  }
}
