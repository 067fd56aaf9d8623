package dev.ebm.core.evaluate;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Runs the programs that read a model, and keeps them compiled. */
public final class ModelRunner implements AutoCloseable {

  /** Rows in one run of a program; more are divided, so that memory stays bounded. */
  private static final int CHUNK = 8_192;

  private final HostRun host;
  private final Energy energy;
  private final Dataset data;
  private final long seed;
  private final TensorData root;
  private final Map<String, Executable> compiled = new LinkedHashMap<>();
  private final Map<Metric, Map<String, String>> names = new IdentityHashMap<>();

  /** Compiles nothing yet. */
  public ModelRunner(Backend backend, Energy energy, Dataset data, DType precision, long seed) {
    this.host = new HostRun(backend, precision);
    this.energy = energy;
    this.data = data;
    this.seed = seed;
    this.root = Philox.fold(Philox.seed(seed), "evaluate");
  }

  /** Data whose floating elements have a precision. */
  public static TensorData inPrecision(TensorData data, DType precision) {
    boolean same = !data.type().dtype().isFloating() || data.type().dtype() == precision;
    return same
        ? data
        : TensorData.fromDoubles(new TensorType(precision, data.shape()), data.toDoubles());
  }

  /** The first values of parameters, each from a key of its own name. */
  public Tree<TensorData> initialValues(Tree<Parameter> parameters, TensorData key) {
    Program.Builder program = Program.builder("initial values");
    Key input = program.key("key");
    parameters
        .entries()
        .forEach(
            (name, parameter) ->
                program.output(
                    name, parameter.initializer().initial(input.fold(name), parameter.shape())));
    if (parameters.isEmpty()) {
      return Tree.empty();
    }
    try (Executable executable = host.compile(program.build())) {
      return Tree.zip(parameters.names(), host.run(executable, List.of(key)));
    }
  }

  /**
   * The energies of rows.
   *
   * @param parameters without prefix: {@code layer0/weight}
   * @param rows {@code [n, features]}
   */
  public double[] energy(Tree<TensorData> parameters, TensorData rows) {
    Function<Integer, Program> trace =
        count -> {
          Program.Builder program = Program.builder("energy of " + count + " rows");
          EnergyFunction function =
              HostRun.energyInputs(program, energy, parameters, data.features().shape());
          Tensor x = program.input("x", rowsType(count));
          return program.output("energy", function.of(x)).build();
        };
    return chunks("energy", trace, parameters.values(), rows);
  }

  /**
   * The true log-density of rows, in nats.
   *
   * @throws EbmException EBM-E001 if it is not known
   */
  public double[] logDensity(TensorData rows) {
    LogDensity density =
        data.logDensity()
            .orElseThrow(
                () ->
                    new EbmException(
                        Problem.error(
                            "EBM-E001",
                            "dataset",
                            "its log-density is not known",
                            "use a dataset with a known density, such as gaussians-25")));
    Function<Integer, Program> trace =
        count -> {
          Program.Builder program = Program.builder("log-density of " + count + " rows");
          Tensor x = program.input("x", rowsType(count));
          return program.output("log-density", density.of(x)).build();
        };
    return chunks("log-density", trace, List.of(), rows);
  }

  private TensorType rowsType(int count) {
    return new TensorType(DType.FLOAT32, data.features().shape().prepend(count));
  }

  /** Runs a program of rows chunk by chunk; the last chunk is filled up with its first row. */
  private double[] chunks(
      String name, Function<Integer, Program> trace, List<TensorData> constants, TensorData rows) {
    int n = rows.shape().dim(0);
    int chunk = Math.min(n, CHUNK);
    double[] results = new double[n];
    if (n == 0) {
      return results;
    }
    Executable executable = compiled(name + "/" + chunk, () -> trace.apply(chunk));
    for (int start = 0; start < n; start += chunk) {
      List<TensorData> inputs = new ArrayList<>(constants);
      inputs.add(rows(rows, start, chunk));
      double[] chunkResults = host.run(executable, inputs).get(0).toDoubles();
      System.arraycopy(chunkResults, 0, results, start, Math.min(chunk, n - start));
    }
    return results;
  }

  /** Rows from a position, the first of them again where the table ends. */
  private static TensorData rows(TensorData rows, int start, int count) {
    int n = rows.shape().dim(0);
    int size = n == 0 ? 0 : rows.shape().size() / n;
    double[] all = new double[count * size];
    for (int i = 0; i < count; i++) {
      int row = start + i < n ? start + i : start;
      for (int j = 0; j < size; j++) {
        all[i * size + j] = rows.at(row * size + j);
      }
    }
    return TensorData.fromDoubles(
        new TensorType(rows.type().dtype(), rows.shape().with(0, count)), all);
  }

  /**
   * Rows of a split: fresh ones of a stream, or the first of a table.
   *
   * @param purpose names the draw: equal names give equal rows
   * @throws EbmException EBM-E002 if a table has fewer rows
   */
  public TensorData draw(String split, String purpose, int count) {
    Split from = data.split(split);
    if (from instanceof Split.Table table) {
      if (table.rows().count() < count) {
        throw new EbmException(
            Problem.error(
                "EBM-E002",
                "split '" + split + "'",
                "has %d rows, and %d are wanted".formatted(table.rows().count(), count),
                "ask for fewer samples"));
      }
      return rows(table.rows().values(), 0, count);
    }
    Executable executable =
        compiled(
            "draw/" + split + "/" + count,
            () -> {
              Program.Builder program = Program.builder("draw of " + count + " rows");
              Tensor rows = ((Split.Stream) from).generator().draw(program.key("key"), count);
              return program.output("rows", rows).build();
            });
    TensorData key = Philox.fold(Philox.fold(root, split), purpose);
    return inPrecision(host.run(executable, List.of(key)).get(0), DType.FLOAT32);
  }

  private Executable compiled(String name, Supplier<Program> trace) {
    return compiled.computeIfAbsent(name, unused -> host.compile(trace.get()));
  }

  private List<TensorData> compute(
      Tree<TensorData> parameters, String purpose, List<TensorData> inputs, Evaluation.Body body) {
    List<TensorType> types = inputs.stream().map(ModelRunner::traced).toList();
    Executable executable =
        compiled(
            "compute/" + purpose + "/" + types,
            () -> {
              Program.Builder program = Program.builder(purpose);
              EnergyFunction function =
                  HostRun.energyInputs(program, energy, parameters, data.features().shape());
              List<Tensor> given = new ArrayList<>();
              for (TensorType type : types) {
                given.add(program.input("input/" + given.size(), type));
              }
              List<Tensor> results = body.trace(function, program.key("key"), given);
              for (int i = 0; i < results.size(); i++) {
                program.output("output/" + i, results.get(i));
              }
              return program.build();
            });
    List<TensorData> all = new ArrayList<>(parameters.values());
    all.addAll(inputs);
    all.add(Philox.fold(Philox.fold(root, "compute"), purpose));
    return host.run(executable, all);
  }

  /** Programs are traced in float32, whatever precision they are compiled in. */
  static TensorType traced(TensorData data) {
    DType dtype = data.type().dtype();
    return new TensorType(dtype.isFloating() ? DType.FLOAT32 : dtype, data.shape());
  }

  /**
   * What metrics see of a model.
   *
   * @param warned hears their warnings
   */
  public Evaluation evaluation(Tree<TensorData> parameters, Consumer<Problem> warned) {
    return new Evaluation() {
      @Override
      public Dataset dataset() {
        return data;
      }

      @Override
      public double[] energy(TensorData rows) {
        return ModelRunner.this.energy(parameters, rows);
      }

      @Override
      public double[] logDensity(TensorData rows) {
        return ModelRunner.this.logDensity(rows);
      }

      @Override
      public TensorData draw(String split, String purpose, int count) {
        return ModelRunner.this.draw(split, purpose, count);
      }

      @Override
      public List<TensorData> compute(String purpose, List<TensorData> inputs, Body body) {
        return ModelRunner.this.compute(parameters, purpose, inputs, body);
      }

      @Override
      public Draws sample(Sampler sampler, String purpose, ChainOptions options) {
        return new ChainRunner(host.backend(), energy, data, host.precision(), seed)
            .run(sampler, parameters, purpose, options, (done, total, info) -> {});
      }

      @Override
      public void warn(Problem warning) {
        warned.accept(warning);
      }
    };
  }

  /**
   * The results of metrics, in their order. A name that another metric has reported already, as
   * where one metric stands twice with two samplers, gets a number: {@code mmd}, {@code mmd/2}.
   *
   * @param warned hears their warnings
   */
  public Map<String, Estimate> evaluate(
      List<Metric> metrics, Tree<TensorData> parameters, Consumer<Problem> warned) {
    return evaluate(
        metrics,
        parameters,
        warned,
        (place, failure) -> {
          throw failure;
        });
  }

  /**
   * The same, and a metric that fails may be left out.
   *
   * @param failed hears the place of each that fails, from 0, and why it does
   */
  public Map<String, Estimate> evaluate(
      List<Metric> metrics,
      Tree<TensorData> parameters,
      Consumer<Problem> warned,
      BiConsumer<Integer, EbmException> failed) {
    Map<String, Estimate> results = new LinkedHashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      Metric metric = metrics.get(i);
      try {
        metric
            .evaluate(evaluation(parameters, warned))
            .forEach((name, estimate) -> results.put(called(metric, name), estimate));
      } catch (EbmException e) {
        failed.accept(i, e);
      }
    }
    return results;
  }

  /** A metric's result keeps its name where another metric fails. */
  private String called(Metric metric, String name) {
    return names
        .computeIfAbsent(metric, unused -> new LinkedHashMap<>())
        .computeIfAbsent(name, unused -> free(name));
  }

  private String free(String name) {
    Set<String> taken =
        names.values().stream().flatMap(of -> of.values().stream()).collect(Collectors.toSet());
    String free = name;
    for (int number = 2; taken.contains(free); number++) {
      free = name + "/" + number;
    }
    return free;
  }

  @Override
  public void close() {
    compiled.values().forEach(Executable::close);
    compiled.clear();
  }
}
