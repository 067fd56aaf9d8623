package dev.ebm.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** int64 numbers that no double holds. */
class Int64Test {

  private static final long[] LARGE = {
    Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, -(1L << 60) - 3, 0, -1
  };

  private final JvmBackend backend = new JvmBackend(1);

  @AfterEach
  void close() {
    backend.close();
  }

  private TensorData of(UnaryOperator<Tensor> function) {
    Program.Builder program = Program.builder("int64");
    TensorType type = new TensorType(DType.INT64, Shape.of(LARGE.length));
    Tensor x = program.input("x", type);
    Program built = program.output("y", function.apply(x)).build();
    return Runs.run(backend, built, List.of(TensorData.of(LARGE, LARGE.length))).get(0);
  }

  @Test
  void wrapsAsJavaDoes() {
    for (int i = 0; i < LARGE.length; i++) {
      long x = LARGE[i];
      assertThat(of(t -> t.add(t)).longs()[i]).isEqualTo(x + x);
      assertThat(of(t -> t.mul(t)).longs()[i]).isEqualTo(x * x);
      assertThat(of(t -> t.neg().sub(t)).longs()[i]).isEqualTo(-x - x);
      assertThat(of(Tensor::sign).longs()[i]).isEqualTo(Long.signum(x));
      assertThat(of(t -> t.maximum(t.neg())).longs()[i]).isEqualTo(Math.max(x, -x));
    }
    assertThat(of(Tensor::sum).longs()).containsExactly(Arrays.stream(LARGE).sum());
    assertThat(of(Tensor::max).longs()).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void comparesNeighboursBeyondTheDoubles() {
    UnaryOperator<Tensor> next = t -> t.add(t.sub(t).eq(t.sub(t)).cast(DType.INT64));
    assertThat(of(t -> t.eq(next.apply(t))).booleans()).containsOnly(false);
    assertThat(of(t -> t.lt(next.apply(t))).booleans())
        .containsExactly(false, true, true, true, true, true);
    assertThat(of(t -> t.argmax(0)).ints()).containsExactly(0);
  }

  @Test
  void castsSaturateFromFloatsAndWrapToInt32() {
    TensorData ints = of(t -> t.cast(DType.INT32));
    TensorData floats = of(t -> t.cast(DType.FLOAT32));
    TensorData back = of(t -> t.cast(DType.FLOAT32).mul(4).cast(DType.INT64));
    for (int i = 0; i < LARGE.length; i++) {
      assertThat(ints.ints()[i]).isEqualTo((int) LARGE[i]);
      assertThat(floats.floats()[i]).isEqualTo((float) LARGE[i]);
      assertThat(back.longs()[i]).isEqualTo((long) (4 * (float) LARGE[i]));
    }
  }

  @Test
  void movesElementsExactly() {
    Tensor order = Tensors.constant(TensorData.of(new int[] {2, 0, 2}, 3));
    assertThat(of(t -> t.gather(order)).longs()).containsExactly(LARGE[2], LARGE[0], LARGE[2]);
    assertThat(of(t -> t.gather(order).scatterAdd(order, 4)).longs())
        .containsExactly(LARGE[0], 0, 2 * LARGE[2], 0);
    assertThat(of(t -> t.reshape(2, 3).transpose().reverse(0).slice(0, 0, 1)).longs())
        .containsExactly(LARGE[2], LARGE[5]);
    assertThat(of(t -> Tensors.concat(0, t.slice(0, 3, 4), t).pad(0, 1, 0).slice(0, 0, 3)).longs())
        .containsExactly(0, LARGE[3], LARGE[0]);
    assertThat(of(t -> Tensors.where(t.lt(t.neg()), t, t.neg())).longs())
        .containsExactly(-Long.MAX_VALUE, Long.MIN_VALUE, -LARGE[2], LARGE[3], 0, -1);
  }

  @Test
  void areCarriedScannedAndCollectedByLoops() {
    UnaryOperator<Tensor> sums =
        t ->
            Tensors.scan(
                    LARGE.length,
                    List.of(t.slice(0, 4, 5).reshape()),
                    List.of(t),
                    (i, carried, entries) -> {
                      Tensor sum = carried.get(0).add(entries.get(0));
                      return new Tensors.ScanStep(List.of(sum), List.of(sum));
                    })
                .collected()
                .get(0);
    long[] expected = LARGE.clone();
    Arrays.parallelPrefix(expected, Long::sum);
    assertThat(of(sums).longs()).containsExactly(expected);
  }
}
