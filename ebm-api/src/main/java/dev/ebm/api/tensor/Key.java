package dev.ebm.api.tensor;

import java.nio.charset.StandardCharsets;

/**
 * A key of the counter-based random number generator while a program is traced. A key is a value:
 * the same key and shape give the same numbers, on every backend; independent draws need different
 * keys, which {@link #fold} makes. There is no hidden state.
 */
public final class Key {

  private final Node node;

  Key(Node node) {
    this.node = node;
  }

  Node node() {
    return node;
  }

  /** The key of a named purpose, independent of this one and of every other name's. */
  public Key fold(String purpose) {
    return new Key(Nodes.foldKey(node, new Attribute.Fold(hash(purpose), purpose)));
  }

  /** The key of a number known while tracing, independent of every other number's. */
  public Key fold(int counter) {
    return fold(new Tensor(Nodes.scalar(DType.INT32, counter)));
  }

  /**
   * The key of a number known only when the program runs: an argument of the program or a loop's
   * iteration.
   *
   * @param counter int32 scalar
   */
  public Key fold(Tensor counter) {
    return new Key(Nodes.foldKey(node, counter.node()));
  }

  /** Uniform float32 draws in [0, 1), multiples of 2^-24. */
  public Tensor uniform(int... dims) {
    return new Tensor(Nodes.draw(Op.UNIFORM, node, TensorType.float32(dims)));
  }

  /** Standard normal float32 draws. */
  public Tensor normal(int... dims) {
    return new Tensor(Nodes.draw(Op.NORMAL, node, TensorType.float32(dims)));
  }

  /** Standard normal float32 draws. */
  public Tensor normal(Shape shape) {
    return normal(shape.dims());
  }

  /**
   * Integers 0 to n-1, int32, each with probability 1/n but for a few multiples of 2^-24.
   *
   * @param n 1 to 2^24
   */
  public Tensor integers(int n, int... dims) {
    if (n < 1 || n > 1 << 24) {
      throw new IllegalArgumentException("integers below " + n + ", not in 1 to 2^24");
    }
    // Also in float32 the largest draw times n stays below n.
    return uniform(dims).mul(n).cast(DType.INT32);
  }

  /** The 64-bit FNV-1a hash of a name, the data that {@link #fold(String)} folds in. */
  static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
