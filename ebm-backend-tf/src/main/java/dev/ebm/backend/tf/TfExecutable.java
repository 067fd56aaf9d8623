package dev.ebm.backend.tf;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/** A program as one graph, complete before its first run, and one session. */
final class TfExecutable implements Executable {

  private static final Logger LOG = LoggerFactory.getLogger(TfExecutable.class);

  private final Program program;
  private final TfBackend backend;
  private final Optional<PortableRandom> drawnOnHost;
  private final List<Integer> kept;
  private final Graph graph;
  private final Session session;
  private final List<Output<?>> arguments = new ArrayList<>();
  private final List<Output<?>> results = new ArrayList<>();
  private final RunFailures failures;
  private boolean closed;

  /**
   * Builds the graph.
   *
   * @throws BackendException EBM-B002 if the backend lacks an operation or TensorFlow refuses it
   */
  TfExecutable(Program program, TfBackend backend) {
    this.program = program;
    this.backend = backend;
    Program simplified = program.simplified();
    this.drawnOnHost = drawnOnHost(simplified, backend);
    this.graph = new Graph();
    this.kept =
        drawnOnHost
            .map(PortableRandom::kept)
            .orElse(IntStream.range(0, program.inputs().size()).boxed().toList());
    Map<String, Node> origins = new HashMap<>();
    this.failures = new RunFailures(program.name(), origins);
    try {
      build(
          drawnOnHost.map(PortableRandom::program).orElse(simplified), new Emitter(graph, origins));
      this.session = new Session(graph, backend.sessionOptions(simplified));
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    LOG.debug("program '{}' is a graph of {} operations", program.name(), origins.size());
  }

  /** Refuses a program before anything native is made. */
  private static Optional<PortableRandom> drawnOnHost(Program simplified, TfBackend backend) {
    Signature.checkSupported(backend, simplified);
    return backend.drawsOnHost() ? Optional.of(PortableRandom.of(simplified)) : Optional.empty();
  }

  private void build(Program lowered, Emitter emit) {
    for (Node input : lowered.inputs()) {
      arguments.add(emit.placeholder(input, input.type()));
    }
    List<Output<?>> outputs = Lowering.add(lowered, arguments, emit);
    for (int i = 0; i < outputs.size(); i++) {
      Node node = lowered.outputs().get(i);
      Output<?> output = outputs.get(i);
      // TensorFlow fetches neither what is fed nor the same thing twice.
      boolean copied = node.op() == Op.INPUT || results.contains(output);
      results.add(copied ? emit.op(node, "Identity", output) : output);
    }
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public List<Value> run(List<Value> inputs) {
    if (closed) {
      throw Signature.closed("the executable of program '" + program.name() + "'");
    }
    Signature.check(program, inputs);
    Session.Runner runner = session.runner();
    results.forEach(runner::fetch);
    int argument = 0;
    for (int position : kept) {
      runner.feed(arguments.get(argument++), tensor(inputs.get(position)));
    }
    List<Value> draws = new ArrayList<>();
    try {
      for (TensorData draw : draw(inputs)) {
        Value value = backend.upload(draw);
        draws.add(value);
        runner.feed(arguments.get(argument++), tensor(value));
      }
      return results.isEmpty() ? List.of() : values(run(runner));
    } finally {
      draws.forEach(Value::close);
    }
  }

  private List<TensorData> draw(List<Value> inputs) {
    return drawnOnHost
        .map(random -> random.draw(position -> inputs.get(position).download()))
        .orElse(List.of());
  }

  /** TensorFlow's exceptions have no common class but RuntimeException. */
  private Result run(Session.Runner runner) {
    try {
      return runner.run();
    } catch (RuntimeException e) {
      throw failures.tell(e);
    }
  }

  private Tensor tensor(Value value) {
    if (value instanceof TfValue own) {
      return own.tensor();
    }
    throw Signature.foreign(program);
  }

  /** Each value takes its tensor over; the result itself owns nothing else. */
  private List<Value> values(Result result) {
    List<Value> values = new ArrayList<>(result.size());
    for (int i = 0; i < result.size(); i++) {
      values.add(backend.adopt(program.outputs().get(i).type(), result.get(i)));
    }
    return values;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
      backend.closed(this);
    }
  }
}
