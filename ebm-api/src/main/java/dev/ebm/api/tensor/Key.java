package dev.ebm.api.tensor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * A key of the counter-based random number generator while a program is traced. A key is a value:
 * the same key and shape give the same numbers, and in portable mode, the default, on every
 * backend; independent draws need different keys, which {@link #fold} makes. There is no hidden
 * state.
 */
@API(status = API.Status.STABLE, since = "1.0")
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

  /** This many keys, independent of each other and of this one. */
  public List<Key> split(int n) {
    Key parent = fold("split");
    return IntStream.range(0, n).mapToObj(parent::fold).toList();
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

  /** True with a probability for each element, to within 2^-24. */
  public Tensor bernoulli(Tensor probability) {
    return uniform(probability.shape().dims()).cast(probability.dtype()).lt(probability);
  }

  /** -1 or 1 with equal probability, float32. */
  public Tensor rademacher(int... dims) {
    return Tensors.where(uniform(dims).lt(0.5), Tensors.constant(-1), Tensors.constant(1));
  }

  /** Exponential float32 draws of mean 1, at most 17.4 since uniform draws have 24 bits. */
  public Tensor exponential(int... dims) {
    return uniform(dims).maximum(0x1p-25).log().neg();
  }

  /** Standard Gumbel float32 draws: -log of an exponential draw. */
  public Tensor gumbel(int... dims) {
    return exponential(dims).log().neg();
  }

  /**
   * A class for each row of log-probabilities, which need not be normalised: {@code [..., classes]}
   * gives int32 {@code [...]}, by the largest of log-probability plus Gumbel noise.
   */
  public Tensor categorical(Tensor logits) {
    Tensor noise = gumbel(logits.shape().dims()).cast(logits.dtype());
    return logits.add(noise).argmax(-1);
  }

  /**
   * Standard normal float32 draws given that they lie in [low, high], by inversion.
   *
   * @throws IllegalArgumentException unless -4 &lt;= low &lt; high &lt;= 4, beyond which float32 is
   *     too coarse for inversion
   */
  public Tensor truncatedNormal(double low, double high, int... dims) {
    if (!(-4 <= low && low < high && high <= 4)) {
      throw new IllegalArgumentException(
          "bounds %s and %s, not -4 <= low < high <= 4".formatted(low, high));
    }
    Tensor from = Tensors.constant(low / Math.sqrt(2)).erf();
    Tensor to = Tensors.constant(high / Math.sqrt(2)).erf();
    Tensor area = uniform(dims).mul(to.sub(from)).add(from);
    return area.erfinv().mul(Math.sqrt(2)).clip(low, high);
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
