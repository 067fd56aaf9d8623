package dev.ebm.core.train;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.core.experiment.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An energy some of whose parameters are frozen, or are others of its parameters. */
public final class ConstrainedEnergy implements Energy {

  private final Energy energy;
  private final List<Pattern> frozen;
  private final Map<String, String> shared;

  private ConstrainedEnergy(Energy energy, List<Pattern> frozen, Map<String, String> shared) {
    this.energy = energy;
    this.frozen = frozen;
    this.shared = shared;
  }

  /**
   * The energy with the constraints of its training; the energy itself if there are none.
   *
   * @throws EbmException EBM-M006 if a constraint names no parameter, freezes one only that is
   *     another, or shares two that differ in shape
   */
  public static Energy of(Energy energy, TrainingOptions options) {
    if (options.freeze().isEmpty() && options.share().isEmpty()) {
      return energy;
    }
    Tree<Parameter> parameters = energy.parameters();
    options
        .share()
        .forEach(
            (one, other) -> {
              Parameter source = parameter(other, parameters);
              if (!parameter(one, parameters).shape().equals(source.shape())) {
                throw wrong("train.share", "'%s' and '%s' differ in shape".formatted(one, other));
              }
              if (options.share().containsKey(other)) {
                throw wrong("train.share", "'%s' is itself another parameter".formatted(other));
              }
            });
    Map<String, Parameter> own = new LinkedHashMap<>(parameters.entries());
    own.keySet().removeAll(options.share().keySet());
    List<Pattern> frozen =
        options.freeze().stream().map(name -> pattern(name, Tree.copyOf(own))).toList();
    return new ConstrainedEnergy(energy, frozen, Map.copyOf(options.share()));
  }

  private static Pattern pattern(String name, Tree<Parameter> parameters) {
    Pattern pattern =
        Pattern.compile(
            Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    if (parameters.names().stream().noneMatch(known -> pattern.matcher(known).matches())) {
      throw unknown("train.freeze", name, parameters);
    }
    return pattern;
  }

  private static Parameter parameter(String name, Tree<Parameter> parameters) {
    if (!parameters.names().contains(name)) {
      throw unknown("train.share", name, parameters);
    }
    return parameters.get(name);
  }

  private static EbmException unknown(String where, String name, Tree<Parameter> parameters) {
    return wrong(
        where,
        "the energy has no parameter '%s', but %s"
            .formatted(name, String.join(", ", parameters.names())));
  }

  private static EbmException wrong(String where, String what) {
    return new EbmException(
        Problem.error("EBM-M006", where, what, "name parameters as in a run's checkpoints"));
  }

  @Override
  public Tree<Parameter> parameters() {
    Map<String, Parameter> own = new LinkedHashMap<>(energy.parameters().entries());
    own.keySet().removeAll(shared.keySet());
    own.replaceAll(
        (name, parameter) ->
            frozen.stream().anyMatch(pattern -> pattern.matcher(name).matches())
                ? parameter.frozen()
                : parameter);
    return Tree.copyOf(own);
  }

  private Tree<Tensor> all(Tree<Tensor> own) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    energy
        .parameters()
        .names()
        .forEach(name -> all.put(name, own.get(shared.getOrDefault(name, name))));
    return Tree.copyOf(all);
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy.energy(all(parameters), x);
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    return energy.energy(all(parameters), x, condition);
  }

  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return energy.logZ(all(parameters));
  }
}
