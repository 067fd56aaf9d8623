package dev.ebm.backend.djl;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.Arrays;

/**
 * Random numbers of PyTorch's own generator, seeded for every draw from its key. A key is two
 * int64, high and low. With m the finaliser of SplitMix64 (Steele, Lea and Flood, 2014, "Fast
 * splittable pseudorandom number generators"), and wrapping sums,
 *
 * <pre>
 * fold(high, low, data):  high' = m(high + m(low ^ m(data + domain)))
 *                         low'  = m(low + m(high'))
 * seed(high, low) = m(high + m(low))
 * </pre>
 *
 * so that two different data never lead to the same key. PyTorch's generator on the processor keeps
 * 32 bits of a seed: among n draws about n^2 / 2^33 pairs are equal.
 */
final class ScriptKeys {

  private static final long NAME = 0x6e616d6500000001L;
  private static final long NUMBER = 0x636f756e00000002L;

  /** What {@link #fold} and {@link #draw} call. */
  static final String FUNCTIONS =
      """
      def mixed(z: int) -> int:
        a = (z ^ ((z >> 30) & %d)) * %d
        b = (a ^ ((a >> 27) & %d)) * %d
        return b ^ ((b >> 31) & %d)
      def fold(high: int, low: int, data: int) -> Tuple[int, int]:
        h = __torch__.mixed(high + __torch__.mixed(low ^ __torch__.mixed(data)))
        return (h, __torch__.mixed(low + __torch__.mixed(h)))
      def generator(high: int, low: int) -> Generator:
        return torch.Generator(seed=__torch__.mixed(high + __torch__.mixed(low)))
      """
          .formatted(-1L >>> 30, 0xbf58476d1ce4e5b9L, -1L >>> 27, 0x94d049bb133111ebL, -1L >>> 31);

  private ScriptKeys() {}

  static String high(String key) {
    return key + "h";
  }

  static String low(String key) {
    return key + "l";
  }

  /** The statement that defines a folded key. */
  static String fold(String result, String key, String data, boolean isNumber) {
    return "%s, %s = __torch__.fold(%s, %s, %s + %d)"
        .formatted(high(result), low(result), high(key), low(key), data, isNumber ? NUMBER : NAME);
  }

  /**
   * The expression of a draw; a draw in float64 is one in float32, widened, as in portable mode.
   */
  static String draw(Node node, String key) {
    String drawn =
        "torch.%s(%s, generator=__torch__.generator(%s, %s), dtype=%d)"
            .formatted(
                node.op() == Op.UNIFORM ? "rand" : "randn",
                Arrays.toString(node.shape().dims()),
                high(key),
                low(key),
                Lowering.code(DType.FLOAT32));
    return node.dtype() == DType.FLOAT32
        ? drawn
        : "torch.to(%s, %d)".formatted(drawn, Lowering.code(node.dtype()));
  }
}
