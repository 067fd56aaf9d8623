package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a program's inputs become a computation's arguments. */
final class Arguments implements AutoCloseable {

  private final Program program;
  private final List<Integer> arrays;
  private final List<Integer> keys;
  private final Optional<PortableRandom> random;

  /** For each draw the array that every run writes anew, unless a result may show it. */
  private final List<Optional<PtNDArray>> reused = new ArrayList<>();

  private Arguments(
      Program program, List<Integer> arrays, List<Integer> keys, Optional<PortableRandom> random) {
    this.program = program;
    this.arrays = arrays;
    this.keys = keys;
    this.random = random;
  }

  /** Draws on the host; they become arguments in place of the keys. */
  static Arguments drawn(Program program, PtNDManager manager) {
    PortableRandom random = PortableRandom.of(program);
    Program drawn = random.program();
    Arguments result = new Arguments(drawn, random.kept(), List.of(), Optional.of(random));
    for (Node draw : drawn.inputs().subList(random.kept().size(), drawn.inputs().size())) {
      boolean shown =
          drawn.outputs().stream().anyMatch(output -> Views.inputsOf(output).contains(draw));
      result.reused.add(
          shown ? Optional.empty() : Optional.of(HostMemory.allocate(manager, draw.type())));
    }
    return result;
  }

  /** Keys are arguments, and the computation draws. */
  static Arguments keyed(Program program) {
    return new Arguments(
        program, positions(program, false), positions(program, true), Optional.empty());
  }

  private static List<Integer> positions(Program program, boolean ofKeys) {
    return IntStream.range(0, program.inputs().size())
        .filter(i -> (program.inputs().get(i).dtype() == DType.KEY) == ofKeys)
        .boxed()
        .toList();
  }

  /** What is left to compute. */
  Program program() {
    return program;
  }

  /** Runs a computation; the caller closes the results. */
  PtNDArray[] feed(List<Value> inputs, Computation computation, PtNDManager manager) {
    List<TensorData> draws = draw(inputs);
    List<PtNDArray> arguments = new ArrayList<>();
    List<PtNDArray> uploaded = new ArrayList<>();
    try {
      arrays.forEach(i -> arguments.add(((DjlValue.OfArray) inputs.get(i)).array()));
      for (int i = 0; i < draws.size(); i++) {
        if (reused.get(i).isPresent()) {
          HostMemory.write(draws.get(i), reused.get(i).get());
          arguments.add(reused.get(i).get());
        } else {
          uploaded.add(HostMemory.upload(manager, draws.get(i)));
          arguments.add(uploaded.get(uploaded.size() - 1));
        }
      }
      return computation.run(arguments.toArray(PtNDArray[]::new), keyBits(inputs));
    } finally {
      uploaded.forEach(PtNDArray::close);
    }
  }

  private List<TensorData> draw(List<Value> inputs) {
    try {
      return random.map(r -> r.draw(position -> inputs.get(position).download())).orElse(List.of());
    } catch (OutOfMemoryError e) {
      throw Failure.ofDraws(program, drawnBytes(), e);
    }
  }

  private long drawnBytes() {
    return program.inputs().stream()
        .skip(arrays.size())
        .mapToLong(
            draw -> (long) draw.shape().size() * HostMemory.dataType(draw.dtype()).getNumOfBytes())
        .sum();
  }

  private long[] keyBits(List<Value> inputs) {
    long[] bits = new long[2 * keys.size()];
    for (int i = 0; i < keys.size(); i++) {
      System.arraycopy(inputs.get(keys.get(i)).download().keyBits(), 0, bits, 2 * i, 2);
    }
    return bits;
  }

  @Override
  public void close() {
    reused.forEach(array -> array.ifPresent(PtNDArray::close));
  }
}
