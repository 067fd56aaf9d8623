package dev.ebm.api.tensor;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * A typed list of primitive operations with named inputs and outputs; what a {@link
 * dev.ebm.api.backend.Backend} compiles. Immutable.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class Program {

  private final String name;
  private final List<Node> inputs;
  private final List<String> outputNames;
  private final List<Node> outputs;
  private final List<Node> nodes;

  /** Inputs that no output needs stay part of the signature. */
  Program(String name, List<Node> inputs, List<String> outputNames, List<Node> outputs) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.outputNames = List.copyOf(outputNames);
    this.outputs = List.copyOf(outputs);
    this.nodes = Collections.unmodifiableList(Graph.topological(outputs));
    Set<Node> declared = Collections.newSetFromMap(new IdentityHashMap<>());
    declared.addAll(inputs);
    for (Node node : nodes) {
      if (node.op() == Op.INPUT && !declared.contains(node)) {
        throw new TensorException(
            Problem.error(
                "EBM-T004",
                node.origin(),
                "program '%s' uses '%s', which is not an input of it"
                    .formatted(name, node.attribute()),
                "a tensor of one program cannot be used in another; pass it as an input"));
      }
    }
  }

  /** Starts a program. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** What the program does, for logs. */
  public String name() {
    return name;
  }

  /** The arguments in the order in which an executable takes them. */
  public List<Node> inputs() {
    return inputs;
  }

  /** The names of the arguments. */
  public List<String> inputNames() {
    return inputs.stream().map(n -> n.attribute(Attribute.InputName.class).name()).toList();
  }

  /** The results in the order in which an executable returns them. */
  public List<Node> outputs() {
    return outputs;
  }

  /** The names of the results. */
  public List<String> outputNames() {
    return outputNames;
  }

  /** Every value that the results need, operands first. */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * An equal program with less work: constants folded, equal values merged, neutral operations and
   * {@link Op#STOP_GRADIENT} removed. Backends call this before they compile.
   */
  public Program simplified() {
    return Simplifier.simplify(this);
  }

  /**
   * This program for some of its outputs only, with no input but those that they need.
   *
   * @param names of the outputs, in the order of the part's
   * @throws IllegalArgumentException if there is no output of a name
   */
  public Program only(List<String> names) {
    List<Node> wanted = names.stream().map(this::output).toList();
    Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(Graph.topological(wanted));
    return new Program(name, inputs.stream().filter(needed::contains).toList(), names, wanted);
  }

  private Node output(String wanted) {
    int at = outputNames.indexOf(wanted);
    if (at < 0) {
      throw new IllegalArgumentException("no output '%s' in %s".formatted(wanted, outputNames));
    }
    return outputs.get(at);
  }

  /** The same program with every floating value of another precision, inputs included. */
  public Program withPrecision(DType floating) {
    return Precision.convert(this, floating);
  }

  /**
   * A hash of what the program computes: equal for programs with the same operations in the same
   * order, types, literals and names of inputs and outputs, wherever they were written. The
   * program's own name and the derivative rules of authors, which compute no value, do not count.
   *
   * @return 64 hexadecimal digits
   */
  public String fingerprint() {
    return Fingerprint.of(this);
  }

  Program with(List<Node> newInputs, List<Node> newOutputs) {
    return new Program(name, newInputs, outputNames, newOutputs);
  }

  /** One line an operation, with names, types and loop bodies indented. */
  @Override
  public String toString() {
    return ProgramText.of(this);
  }

  /** Names a program's inputs and outputs. */
  public static final class Builder {
    private final String name;
    private final Map<String, Node> inputs = new LinkedHashMap<>();
    private final List<String> outputNames = new ArrayList<>();
    private final List<Node> outputs = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    /**
     * A further argument.
     *
     * @throws TensorException EBM-T005 if the name is taken
     */
    public Tensor input(String inputName, TensorType type) {
      if (type.dtype() == DType.KEY) {
        throw new IllegalArgumentException("declare keys by key(name)");
      }
      return new Tensor(declare(inputName, type));
    }

    /** A further argument that is a key of the random number generator. */
    public Key key(String inputName) {
      return new Key(declare(inputName, new TensorType(DType.KEY, Shape.SCALAR)));
    }

    private Node declare(String inputName, TensorType type) {
      Node node = Nodes.input(inputName, type);
      if (inputs.putIfAbsent(inputName, node) != null) {
        throw SourceLine.fail(
            "EBM-T005",
            "program '%s' has two inputs '%s'".formatted(name, inputName),
            "names are unique");
      }
      return node;
    }

    /** A further result. */
    public Builder output(String outputName, Tensor value) {
      if (outputNames.contains(outputName)) {
        throw SourceLine.fail(
            "EBM-T005",
            "program '%s' has two outputs '%s'".formatted(name, outputName),
            "names are unique");
      }
      outputNames.add(outputName);
      outputs.add(value.node());
      return this;
    }

    /** The program. */
    public Program build() {
      return new Program(name, List.copyOf(inputs.values()), outputNames, outputs);
    }
  }
}
