package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.TensorException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {

  private static final Shape SHAPE = Shape.of(2, 3, 4);

  @Test
  void countsAxesFromBothEnds() {
    assertThat(SHAPE.dim(0)).isEqualTo(2);
    assertThat(SHAPE.dim(-1)).isEqualTo(4);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> SHAPE.dim(3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> SHAPE.dim(-4));
  }

  @Test
  void derivesOtherShapes() {
    assertThat(SHAPE.with(1, 7)).isEqualTo(Shape.of(2, 7, 4));
    assertThat(SHAPE.without(List.of(0, 2))).isEqualTo(Shape.of(3));
    assertThat(SHAPE.append(5)).isEqualTo(Shape.of(2, 3, 4, 5));
    assertThat(SHAPE.prepend(0, 1)).isEqualTo(Shape.of(0, 1, 2, 3, 4));
    assertThat(SHAPE.range(1, 3)).isEqualTo(Shape.of(3, 4));
    assertThat(SHAPE.range(1, 1)).isEqualTo(Shape.SCALAR);
    assertThat(SHAPE.strides()).containsExactly(12, 4, 1);
    assertThat(SHAPE).hasToString("[2, 3, 4]");
  }

  @Test
  void cannotBeChangedThroughArrays() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(2, 3));
  }

  @Test
  void rejectsSizesThatNoArrayHas() {
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> Shape.of(2, -1))
        .withMessageContaining("EBM-T011")
        .withMessageContaining("[2, -1]");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> Shape.of(65536, 65536))
        .withMessageContaining("more than 2^31-1");
    assertThat(Shape.of(0, Integer.MAX_VALUE, Integer.MAX_VALUE).size()).isZero();
    assertThat(Shape.SCALAR.size()).isOne();
  }

  @Property
  void hasTheSizeOfTheProductOfItsDims(
      @ForAll @Size(max = 5) List<@IntRange(max = 20) Integer> dims) {
    Shape shape = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    assertThat(shape.size()).isEqualTo(dims.stream().reduce(1, (a, b) -> a * b));
    assertThat(shape.rank()).isEqualTo(dims.size());
    assertThat(shape.range(0, shape.rank())).isEqualTo(shape).hasSameHashCodeAs(shape);
  }
}
