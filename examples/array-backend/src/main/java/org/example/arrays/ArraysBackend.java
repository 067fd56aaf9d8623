package org.example.arrays;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a backend owes beside arithmetic: values and executables, their lives and their misuse. */
final class ArraysBackend implements Backend {

  static final String NAME = "arrays";

  /** Values and executables that are not closed. */
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "interpreter over plain arrays, 1 thread";
  }

  @Override
  public Executable compile(Program program) {
    return register(new Prepared(program, PortableRandom.of(program.simplified())));
  }

  @Override
  public Value upload(TensorData data) {
    return register(new Held(data));
  }

  @Override
  public long liveValues() {
    return open.size();
  }

  /** Nothing is held that Java does not free. */
  @Override
  public void close() {}

  private <T> T register(T object) {
    open.add(object);
    return object;
  }

  private void requireOpen(Object object, String what) {
    if (!open.contains(object)) {
      throw Signature.closed(what);
    }
  }

  /** Host data need no copy: nobody writes to them. */
  private final class Held implements Value {
    private final TensorData data;

    Held(TensorData data) {
      this.data = data;
    }

    @Override
    public TensorType type() {
      return data.type();
    }

    @Override
    public TensorData download() {
      requireOpen(this, "value " + type());
      return data;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }

  /** A program whose draws are made on the host, so that they are those of every backend. */
  private final class Prepared implements Executable {
    private final Program program;
    private final PortableRandom random;

    Prepared(Program program, PortableRandom random) {
      this.program = program;
      this.random = random;
    }

    @Override
    public Program program() {
      return program;
    }

    @Override
    public List<Value> run(List<Value> inputs) {
      requireOpen(this, "program '" + program.name() + "'");
      Signature.check(program, inputs);
      if (!inputs.stream().allMatch(Held.class::isInstance)) {
        throw Signature.foreign(program);
      }
      List<TensorData> given = inputs.stream().map(Value::download).toList();
      List<TensorData> all = new ArrayList<>();
      random.kept().forEach(i -> all.add(given.get(i)));
      all.addAll(random.draw(given::get));
      List<Numbers> results =
          Interpreter.run(random.program(), all.stream().map(Numbers::of).toList());
      List<Value> outputs = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        TensorData data = results.get(i).toData(program.outputs().get(i).shape());
        outputs.add(register(new Held(data)));
      }
      return outputs;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
