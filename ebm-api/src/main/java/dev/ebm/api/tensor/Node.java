package dev.ebm.api.tensor;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One value of a program: an operation applied to earlier values. Immutable; two nodes are the same
 * value only if they are the same object, until {@link Program#simplified} merges equal ones.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class Node {

  private final Op op;
  private final List<Node> inputs;
  private final Attribute attribute;
  private final TensorType type;
  private final String origin;

  private Node(Op op, List<Node> inputs, Attribute attribute, TensorType type, String origin) {
    this.op = op;
    this.inputs = List.copyOf(inputs);
    this.attribute = attribute;
    this.type = type;
    this.origin = origin;
  }

  /** A node whose type the caller has checked; the author's line is recorded. */
  static Node of(Op op, List<Node> inputs, Attribute attribute, TensorType type) {
    return new Node(op, inputs, attribute, type, SourceLine.ofAuthor());
  }

  static Node of(Op op, List<Node> inputs, TensorType type) {
    return of(op, inputs, Attribute.None.INSTANCE, type);
  }

  /** The same operation on other operands, with its recorded line. */
  Node with(List<Node> newInputs, Attribute newAttribute, TensorType newType) {
    return new Node(op, newInputs, newAttribute, newType, origin);
  }

  /** The operation. */
  public Op op() {
    return op;
  }

  /** The operands. */
  public List<Node> inputs() {
    return inputs;
  }

  /** One operand. */
  public Node input(int index) {
    return inputs.get(index);
  }

  /** What the operation needs beside its operands. */
  public Attribute attribute() {
    return attribute;
  }

  /**
   * The attribute as its own kind.
   *
   * @throws ClassCastException if it is of another kind
   */
  public <A extends Attribute> A attribute(Class<A> kind) {
    return kind.cast(attribute);
  }

  /** The type of the value; a loop itself has an empty bool type and is read by projections. */
  public TensorType type() {
    return type;
  }

  /** The shape of the value. */
  public Shape shape() {
    return type.shape();
  }

  /** The dtype of the value. */
  public DType dtype() {
    return type.dtype();
  }

  /**
   * The multiplications, each with an addition, of a matrix product or a convolution, padding
   * included; 0 for other operations. A convolution and its derivatives multiply the same pairs.
   */
  public long multiplyAdds() {
    return switch (op) {
      case DOT -> (long) shape().size() * input(0).shape().dim(-1);
      case CONV -> convolved(this, input(1));
      case CONV_INPUT -> convolved(input(0), input(1));
      case CONV_FILTER -> convolved(input(1), this);
      default -> 0;
    };
  }

  private static long convolved(Node images, Node filters) {
    return (long) images.shape().size() * filters.shape().size() / filters.shape().dim(0);
  }

  /** The author's line that made the value, such as {@code Mlp.energy(Mlp.java:61)}. */
  public String origin() {
    return origin;
  }

  /** The operation, its attribute and its type; operands are left out. */
  @Override
  public String toString() {
    String extra = attribute.toString();
    return op.symbol() + (extra.isEmpty() ? "" : "{" + extra + "}") + " : " + type;
  }
}
