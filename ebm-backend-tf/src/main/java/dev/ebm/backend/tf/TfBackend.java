package dev.ebm.backend.tf;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * Programs as TensorFlow graphs. Numbers below the smallest normal one count as 0, in operands and
 * in results.
 */
class TfBackend implements Backend {

  private final String version;
  private final Threads threads;
  private final TfConfig.Random random;
  private final AtomicLong live = new AtomicLong();
  private final Set<TfExecutable> executables = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;

  /**
   * Starts nothing yet; TensorFlow makes its threads for the first session and keeps them.
   *
   * @param version TensorFlow's
   */
  TfBackend(String version, Threads threads, TfConfig.Random random) {
    this.version = version;
    this.threads = threads;
    this.random = random;
  }

  /**
   * How a program runs. It comes simplified, and Grappler takes longer than it saves. Independent
   * operations run one after the other, since on small nets the hand-over between threads costs
   * more than they do.
   */
  ConfigProto sessionOptions(Program program) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads.of(program))
        .setInterOpParallelismThreads(1)
        .setGraphOptions(
            GraphOptions.newBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
        .build();
  }

  @Override
  public String name() {
    return "tf";
  }

  @Override
  public String description() {
    return "TensorFlow %s, cpu, %s, %s random numbers"
        .formatted(version, threads, random.name().toLowerCase(Locale.ROOT));
  }

  /** Whether draws are made on the host, the same as on every backend, and not in the graph. */
  boolean drawsOnHost() {
    return random == TfConfig.Random.PORTABLE;
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    TfExecutable executable = new TfExecutable(program, this);
    executables.add(executable);
    live.incrementAndGet();
    return executable;
  }

  /** Called by an executable when it closes. */
  void closed(TfExecutable executable) {
    executables.remove(executable);
    live.decrementAndGet();
  }

  @Override
  public Value upload(TensorData data) {
    requireOpen();
    return adopt(data.type(), Transfer.toTensor(data));
  }

  /** A value that takes a tensor over. */
  Value adopt(TensorType type, Tensor tensor) {
    return new TfValue(type, tensor, live);
  }

  @Override
  public long liveValues() {
    return live.get();
  }

  private void requireOpen() {
    if (closed) {
      throw Signature.closed("backend 'tf'");
    }
  }

  /** Closes the executables too; values stay readable until each is closed. */
  @Override
  public void close() {
    closed = true;
    new ArrayList<>(executables).forEach(TfExecutable::close);
  }
}
