package dev.ebm.losses;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;

/**
 * Draws without replacement: position i becomes slot (a i + b) mod n. A factor a without common
 * divisor with n makes all slots different, and b, uniform, gives each slot the same probability.
 * Products a i mod n are tabulated for some such a, so that whole numbers below 2n are all that is
 * computed with.
 */
final class DistinctSlots {

  /** How many factors there are to draw from, of as many as there may be. */
  private static final int FACTORS = 64;

  private DistinctSlots() {}

  /**
   * Different slots.
   *
   * @param n how many there are
   * @param count how many are drawn, at most n
   * @return int32 {@code [count]}, each 0 to n-1
   */
  static Tensor draw(Key key, int n, int count) {
    int[] factors = factors(n);
    int[] products = new int[factors.length * count];
    for (int k = 0; k < factors.length; k++) {
      for (int i = 0; i < count; i++) {
        products[k * count + i] = (int) ((long) factors[k] * i % n);
      }
    }
    Tensor table = Tensors.constant(TensorData.of(products, factors.length, count));
    Tensor chosen = table.gather(key.fold("factor").integers(factors.length, 1)).squeeze(0);
    Tensor shifted = chosen.add(key.fold("shift").integers(n));
    return Tensors.where(shifted.lt(n), shifted, shifted.sub(n));
  }

  /** Numbers from 1 to n without common divisor with n, spread over that range. */
  private static int[] factors(int n) {
    int[] factors = new int[Math.min(n, FACTORS)];
    int found = 0;
    for (int i = 0; i < factors.length; i++) {
      int from = 1 + (int) ((long) i * n / factors.length);
      int to = (int) ((long) (i + 1) * n / factors.length);
      for (int a = from; a <= to; a++) {
        if (gcd(a, n) == 1) {
          factors[found++] = a;
          break;
        }
      }
    }
    return Arrays.copyOf(factors, found);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
