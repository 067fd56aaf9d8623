package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.TensorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class BroadcastingTest {

  private static final Arbitrary<List<Integer>> DIMS =
      Arbitraries.of(0, 1, 2, 3).list().ofMinSize(0).ofMaxSize(4);

  /** Unrelated pairs, and pairs that mostly fit since one is made from the other. */
  @Provide
  Arbitrary<Tuple2<List<Integer>, List<Integer>>> pairs() {
    Arbitrary<Tuple2<List<Integer>, List<Integer>>> fitting =
        DIMS.flatMap(
            dims ->
                Arbitraries.of(true, false)
                    .list()
                    .ofSize(dims.size())
                    .flatMap(
                        squashed ->
                            Arbitraries.integers()
                                .between(0, dims.size())
                                .map(from -> Tuple.of(dims, squash(dims, squashed, from)))));
    return Arbitraries.oneOf(fitting, DIMS.flatMap(a -> DIMS.map(b -> Tuple.of(a, b))));
  }

  private static List<Integer> squash(List<Integer> dims, List<Boolean> squashed, int from) {
    List<Integer> result = new ArrayList<>();
    for (int axis = from; axis < dims.size(); axis++) {
      result.add(squashed.get(axis) ? 1 : dims.get(axis));
    }
    return result;
  }

  @Property
  void followsTheRuleOfNumPy(@ForAll("pairs") Tuple2<List<Integer>, List<Integer>> pair) {
    Tensor a = tensor(pair.get1());
    Tensor b = tensor(pair.get2());
    Optional<List<Integer>> expected = rule(pair.get1(), pair.get2());
    if (expected.isPresent()) {
      Shape shape = Shape.of(expected.get().stream().mapToInt(Integer::intValue).toArray());
      assertThat(a.add(b).shape()).isEqualTo(shape);
      assertThat(b.mul(a).shape()).isEqualTo(shape);
      assertThat(a.lt(b).type()).isEqualTo(new TensorType(DType.BOOL, shape));
      assertThat(Tensors.where(a.lt(0), b, b).shape()).isEqualTo(shape);
    } else {
      assertThatExceptionOfType(TensorException.class)
          .isThrownBy(() -> a.add(b))
          .withMessageContaining("EBM-T001")
          .withMessageContaining(a.shape().toString())
          .withMessageContaining(b.shape().toString());
    }
  }

  @Property
  void leavesOperandsOfElementwiseOperationsWithEqualShapes(
      @ForAll("pairs") Tuple2<List<Integer>, List<Integer>> pair) {
    if (rule(pair.get1(), pair.get2()).isEmpty()) {
      return;
    }
    Tensor sum = tensor(pair.get1()).add(tensor(pair.get2()));
    assertThat(sum.node().inputs())
        .allSatisfy(operand -> assertThat(operand.shape()).isEqualTo(sum.shape()));
  }

  private static Tensor tensor(List<Integer> dims) {
    int[] sizes = dims.stream().mapToInt(Integer::intValue).toArray();
    return Program.builder("p").input("x", TensorType.float32(sizes));
  }

  /** From the right: equal sizes, or one of them is 1 or missing. */
  private static Optional<List<Integer>> rule(List<Integer> a, List<Integer> b) {
    List<Integer> result = new ArrayList<>();
    for (int back = 1; back <= Math.max(a.size(), b.size()); back++) {
      Integer x = back > a.size() ? Integer.valueOf(1) : a.get(a.size() - back);
      Integer y = back > b.size() ? Integer.valueOf(1) : b.get(b.size() - back);
      if (x == 1) {
        result.add(0, y);
      } else if (y == 1 || x.equals(y)) {
        result.add(0, x);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(result);
  }
}
