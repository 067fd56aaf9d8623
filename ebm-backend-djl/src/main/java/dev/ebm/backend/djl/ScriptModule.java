package dev.ebm.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that PyTorch runs as one TorchScript function. */
final class ScriptModule implements Computation {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptModule.class);

  /** Where TorchScript's traceback says that the module's own code failed. */
  private static final Pattern LINE = Pattern.compile("code/__torch__\\.py\", line (\\d+)");

  private final PtNDManager arrays;
  private final PtSymbolBlock module;
  private final String name;
  private final List<Optional<Node>> lines;
  private final PtNDArray[] constants;
  private boolean prepared;

  private ScriptModule(PtNDManager arrays, PtSymbolBlock module, String name, Script script) {
    this.arrays = arrays;
    this.module = module;
    this.name = name;
    this.lines = script.lines();
    PtNDArray[] literals = script.literals().toArray(PtNDArray[]::new);
    this.constants = deep(() -> call("setup", IValue.listFrom(literals)));
  }

  /**
   * Writes and loads a program; its draws, if any, are made by PyTorch.
   *
   * @throws BackendException EBM-B002 if an operation is not supported
   */
  static ScriptModule of(Program program, PtNDManager arrays) {
    try (Constants literals = new Constants(arrays)) {
      Script script = Emitter.script(program, literals);
      LOG.trace("{} as TorchScript:\n{}", program.name(), script.text());
      byte[] archive = ScriptArchive.of(script.text());
      PtSymbolBlock module =
          JniUtils.loadModule(arrays, new ByteArrayInputStream(archive), false, false);
      try {
        return new ScriptModule(arrays, module, program.name(), script);
      } catch (RuntimeException e) {
        module.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from memory", e);
    }
  }

  @Override
  public PtNDArray[] run(PtNDArray[] given, long[] keys) {
    PtNDArray[] all = Arrays.copyOf(given, given.length + constants.length);
    System.arraycopy(constants, 0, all, given.length, constants.length);
    if (prepared) {
      return forward(all, keys);
    }
    PtNDArray[] results = deep(() -> forward(all, keys));
    prepared = true;
    return results;
  }

  private PtNDArray[] forward(PtNDArray[] all, long[] keys) {
    return call("forward", IValue.listFrom(all), IValue.listFrom(keys));
  }

  private PtNDArray[] deep(Supplier<PtNDArray[]> call) {
    return DeepStack.call(lines.size(), call);
  }

  /**
   * Calls a function and closes its arguments. PyTorch's profiling optimiser is off: on the
   * processor it fuses nothing, and the runs in which it gathers its profile are slow.
   */
  private PtNDArray[] call(String function, IValue... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    try (IValue results = IValueUtils.runMethod(module, function, arguments)) {
      return results.toTensorArray(arrays);
    } catch (EngineException e) {
      throw failure(e);
    } finally {
      Arrays.asList(arguments).forEach(IValue::close);
    }
  }

  private BackendException failure(EngineException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher line = LINE.matcher(message);
    Optional<Node> node =
        line.find() ? lines.get(Integer.parseInt(line.group(1)) - 1) : Optional.empty();
    if (node.isEmpty()) {
      return Failure.of("program '" + name + "'", "its run", failure);
    }
    return switch (node.get().op()) {
      case CHECK -> new BackendException(RunProblems.checkFailed(node.get()));
      case GATHER, SCATTER_ADD ->
          Rows.outOfRange(node.get(), message).orElseGet(() -> Failure.of(node.get(), failure));
      default -> Failure.of(node.get(), failure);
    };
  }

  @Override
  public void close() {
    module.close();
    Frame.closeAll(constants);
  }
}
