package @PACKAGE@;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * An {@link Interpreter} over plain arrays. It lacks int64, convolutions and the error function,
 * and says so. Replace it with your engine.
 */
public final class @CLASS@ implements Backend {

  private static final String NAME = "@ID@";

  private static final Set<Op> LACKING =
      EnumSet.of(Op.CONV, Op.CONV_INPUT, Op.CONV_FILTER, Op.ERF, Op.ERFINV);

  /** Values and executables that are not closed. */
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Chosen by {@code @ID@}. */
  static final class Factory implements BackendFactory<Factory.Config> {

    /** No options. */
    record Config() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public String summary() {
      return "Interpreter over plain arrays";
    }

    /** An engine with native libraries names them here, and says if they are missing. */
    @Override
    public BackendProbe probe() {
      return new BackendProbe(true, "pure Java");
    }

    @Override
    public Backend open(Config config) {
      return new @CLASS@();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "interpreter over plain arrays, 1 thread";
  }

  @Override
  public boolean supports(Op op, DType dtype) {
    return dtype != DType.INT64 && !LACKING.contains(op);
  }

  @Override
  public Executable compile(Program program) {
    Program simplified = program.simplified();
    Signature.checkSupported(this, simplified);
    return register(new Prepared(program, PortableRandom.of(simplified)));
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
      List<double[]> results =
          Interpreter.run(random.program(), all.stream().map(TensorData::toDoubles).toList());
      List<Value> outputs = new ArrayList<>();
      for (int i = 0; i < results.size(); i++) {
        TensorType type = program.outputs().get(i).type();
        outputs.add(register(new Held(TensorData.fromDoubles(type, results.get(i)))));
      }
      return outputs;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
