package dev.ebm.core.compile;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backend that compiles equal programs once. What it compiled stays for the next program with the
 * same operations, types and literals, until it was not used for long or the backend is closed; its
 * failures name the first of these programs. Every compilation writes one line to the log that says
 * what was new.
 */
public final class CachingBackend implements Backend {

  private static final Logger LOG = LoggerFactory.getLogger(CachingBackend.class);

  private static final double NANOS_PER_MILLI = 1e6;

  /** Programs that nobody has open and that stay compiled. */
  static final int MAX_IDLE = 32;

  private final Backend backend;
  private final Map<String, Compiled> byFingerprint = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Program> lastByName = new HashMap<>();
  private long compilations;

  /**
   * Caches what a backend compiles.
   *
   * @param backend is closed with this one
   */
  public CachingBackend(Backend backend) {
    this.backend = backend;
  }

  /** A program of the backend and how many have it open. */
  private static final class Compiled {
    private final Executable executable;
    private int leases;

    Compiled(Executable executable) {
      this.executable = executable;
    }
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public boolean supports(Op op, DType dtype) {
    return backend.supports(op, dtype);
  }

  /** How many programs were really compiled. */
  public long compilations() {
    return compilations;
  }

  @Override
  public Executable compile(Program program) {
    String fingerprint = program.fingerprint() + placesOfFailure(program);
    Compiled compiled = byFingerprint.get(fingerprint);
    if (compiled == null) {
      compiled = new Compiled(compileAnew(program));
      byFingerprint.put(fingerprint, compiled);
    }
    compiled.leases++;
    closeIdle();
    return new Lease(program, compiled);
  }

  /** Where the operations that can fail were written: their failures name it. */
  private static List<String> placesOfFailure(Program program) {
    List<String> places = new ArrayList<>();
    for (Node node : program.nodes()) {
      switch (node.op()) {
        case CHECK, GATHER, SCATTER_ADD -> places.add(node.origin());
        case LOOP -> places.addAll(placesOfFailure(node.attribute(Attribute.Loop.class).body()));
        default -> {}
      }
    }
    return places;
  }

  private Executable compileAnew(Program program) {
    long began = System.nanoTime();
    Executable executable = backend.compile(program);
    compilations++;
    if (LOG.isInfoEnabled()) {
      double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
      LOG.info(
          "compiled '{}' on {} in {} ms, {} operations: {}",
          program.name(),
          backend.name(),
          "%.1f".formatted(millis),
          program.nodes().size(),
          ProgramChange.between(Optional.ofNullable(lastByName.get(program.name())), program));
    }
    lastByName.put(program.name(), program);
    return executable;
  }

  /** Closes the programs that were not used for longest, beyond the number that may stay. */
  private void closeIdle() {
    long idle = byFingerprint.values().stream().filter(compiled -> compiled.leases == 0).count();
    Iterator<Compiled> oldest = byFingerprint.values().iterator();
    while (idle > MAX_IDLE && oldest.hasNext()) {
      Compiled compiled = oldest.next();
      if (compiled.leases == 0) {
        compiled.executable.close();
        oldest.remove();
        idle--;
      }
    }
  }

  @Override
  public Value upload(TensorData data) {
    return backend.upload(data);
  }

  /** Values that are open; programs that are kept count as the backend counts them. */
  @Override
  public long liveValues() {
    return backend.liveValues();
  }

  @Override
  public void close() {
    try (backend) {
      byFingerprint.values().forEach(compiled -> compiled.executable.close());
    }
    byFingerprint.clear();
  }

  /** A compiled program as one of its users has it. */
  private static final class Lease implements Executable {
    private final Program program;
    private final Compiled compiled;
    private boolean closed;

    Lease(Program program, Compiled compiled) {
      this.program = program;
      this.compiled = compiled;
    }

    @Override
    public Program program() {
      return program;
    }

    @Override
    public List<Value> run(List<Value> inputs) {
      if (closed) {
        throw Signature.closed("program '" + program.name() + "'");
      }
      return compiled.executable.run(inputs);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        compiled.leases--;
      }
    }
  }
}
