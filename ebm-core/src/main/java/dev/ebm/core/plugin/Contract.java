package dev.ebm.core.plugin;

import static java.util.Map.entry;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * What the contracts promise about results and the compiler cannot check. Shapes are checked while
 * a program is traced, numbers where they reach the host.
 */
final class Contract {

  /** Finds what is wrong with a result. */
  @FunctionalInterface
  private interface Check {
    Optional<String> fault(Object component, Object[] given, Object result);
  }

  private static final Map<String, Check> CHECKS =
      Map.ofEntries(
          entry("Energy.energy", (c, given, u) -> perRow("an energy", given[1], u)),
          entry("Energy.logZ", (c, given, z) -> ((Optional<?>) z).flatMap(Contract::logZ)),
          entry("LogDensity.of", (c, given, p) -> perRow("a log-density", given[0], p)),
          entry("Loss.loss", (c, given, loss) -> scalar((Tensor) loss)),
          entry("Perturbation.perturb", (c, given, y) -> sameType(given[1], y)),
          entry(
              "Perturbation.recover",
              (c, given, x) -> recovery((Tensor) given[1], (int) given[2], x)),
          entry("Perturbation.logDensity", (c, given, p) -> perRow("a log-density", given[0], p)),
          entry("Sampler.init", (c, given, s) -> position(given[1], (Tree<?>) s)),
          entry(
              "Sampler.refresh",
              (c, given, state) -> sameTypes("state", (Tree<?>) given[1], (Tree<?>) state)),
          entry("Sampler.step", (c, given, t) -> transition((Tree<?>) given[2], t)),
          entry(
              "Optimizer.update",
              (c, given, u) -> update((Tree<?>) given[1], (Tree<?>) given[3], u)),
          entry(
              "Initializer.initial",
              (c, given, v) -> shape((Shape) given[1], ((Tensor) v).shape())),
          entry(
              "Generator.draw",
              (c, given, x) ->
                  ((Tensor) x).rank() > 0 && ((Tensor) x).dim(0) == (int) given[1]
                      ? Optional.empty()
                      : returned(((Tensor) x).type(), "for " + given[1] + " rows")),
          entry("Dataset.split", (c, given, split) -> rows((Dataset) c, given[0], split)),
          entry("Dataset.read", (c, given, rows) -> rows((Dataset) c, "rows", (Rows) rows)),
          entry(
              "Dataset.toData",
              (c, given, rows) ->
                  sameType(((TensorData) given[0]).type(), ((TensorData) rows).type())),
          entry("Metric.evaluate", (c, given, estimates) -> finite((Map<?, ?>) estimates)),
          entry(
              "Backend.upload",
              (c, given, value) ->
                  sameType(((TensorData) given[0]).type(), ((Value) value).type())),
          entry("Executable.run", (c, given, values) -> outputs((Executable) c, (List<?>) values)),
          entry(
              "Value.download",
              (c, given, data) -> sameType(((Value) c).type(), ((TensorData) data).type())));

  private Contract() {}

  /** What is wrong with the result of a method of a contract, if anything. */
  static Optional<String> fault(Object component, Method method, Object[] given, Object result) {
    if (result == null) {
      return Optional.of("returned null");
    }
    Check check = CHECKS.get(method.getDeclaringClass().getSimpleName() + "." + method.getName());
    return check == null ? Optional.empty() : check.fault(component, given, result);
  }

  private static Optional<String> perRow(String what, Object rows, Object result) {
    Tensor u = (Tensor) result;
    int batch = ((Tensor) rows).dim(0);
    return u.shape().equals(Shape.of(batch)) && u.dtype().isFloating()
        ? Optional.empty()
        : returned(
            u.type(),
            "for a batch of %d, where %s is one floating number for each row"
                .formatted(batch, what));
  }

  private static Optional<String> logZ(Object z) {
    Tensor value = (Tensor) z;
    return value.rank() == 0 && value.dtype().isFloating()
        ? Optional.empty()
        : returned(value.type(), "where a log Z is a floating scalar");
  }

  private static Optional<String> scalar(Tensor loss) {
    return loss.rank() == 0 && loss.dtype().isFloating()
        ? Optional.empty()
        : returned(loss.type(), "where a loss is a floating scalar");
  }

  private static Optional<String> sameType(Object expected, Object found) {
    TensorType wanted = type(expected);
    TensorType type = type(found);
    return type.equals(wanted) ? Optional.empty() : returned(type, "instead of " + wanted);
  }

  private static Optional<String> shape(Shape wanted, Shape found) {
    return found.equals(wanted)
        ? Optional.empty()
        : returned("the shape " + found, "instead of " + wanted);
  }

  private static Optional<String> recovery(Tensor y, int count, Object result) {
    Perturbation.Recovery recovery = (Perturbation.Recovery) result;
    Shape samples = y.shape().range(1, y.rank()).prepend(count).prepend(y.dim(0));
    return shape(samples, recovery.samples().shape())
        .or(() -> shape(Shape.of(y.dim(0), count), recovery.logWeights().shape()));
  }

  private static Optional<String> position(Object given, Tree<?> state) {
    return sameType(given, state.get(Sampler.POSITION));
  }

  private static Optional<String> transition(Tree<?> state, Object result) {
    Sampler.Transition transition = (Sampler.Transition) result;
    int chains = ((Tensor) state.get(Sampler.POSITION)).dim(0);
    return sameTypes("state", state, transition.state())
        .or(
            () ->
                transition.info().values().stream()
                    .filter(info -> !info.shape().equals(Shape.of(chains)))
                    .findFirst()
                    .flatMap(info -> returned(info.type(), "as info of " + chains + " chains")));
  }

  private static Optional<String> update(Tree<?> parameters, Tree<?> state, Object result) {
    Optimizer.Update update = (Optimizer.Update) result;
    return sameTypes("parameters", parameters, update.parameters())
        .or(() -> sameTypes("state", state, update.state()));
  }

  private static Optional<String> sameTypes(String what, Tree<?> before, Tree<?> after) {
    Map<String, TensorType> was = types(before);
    Map<String, TensorType> is = types(after);
    return was.equals(is)
        ? Optional.empty()
        : returned("the " + what + " " + is, "instead of " + was);
  }

  private static Map<String, TensorType> types(Tree<?> tree) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    tree.entries().forEach((name, value) -> types.put(name, type(value)));
    return types;
  }

  private static TensorType type(Object value) {
    return value instanceof TensorType type ? type : ((Tensor) value).type();
  }

  private static Optional<String> rows(Dataset dataset, Object name, Object split) {
    return split instanceof Split.Table table
        ? rows(dataset, "split '%s'".formatted(name), table.rows())
        : Optional.empty();
  }

  private static Optional<String> rows(Dataset dataset, String what, Rows rows) {
    TensorData values = rows.values();
    Shape wanted = dataset.features().shape().prepend(rows.count());
    return shape(wanted, values.shape())
        .or(() -> notFinite(what, values::at, values.shape().size()));
  }

  private static Optional<String> notFinite(String what, IntToDoubleFunction at, int count) {
    for (int i = 0; i < count; i++) {
      double number = at.applyAsDouble(i);
      if (!Double.isFinite(number)) {
        return Optional.of("returned %s whose element %d is %s".formatted(what, i, number));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> finite(Map<?, ?> estimates) {
    return estimates.entrySet().stream()
        .filter(e -> !Double.isFinite(((Estimate) e.getValue()).value()))
        .findFirst()
        .map(e -> "returned '%s' as %s".formatted(e.getKey(), ((Estimate) e.getValue()).value()));
  }

  private static Optional<String> outputs(Executable executable, List<?> values) {
    List<TensorType> wanted = executable.program().outputs().stream().map(Node::type).toList();
    List<TensorType> found = values.stream().map(value -> ((Value) value).type()).toList();
    return found.equals(wanted)
        ? Optional.empty()
        : returned(found, "instead of the program's outputs " + wanted);
  }

  private static Optional<String> returned(Object what, String instead) {
    return Optional.of("returned " + what + " " + instead);
  }
}
