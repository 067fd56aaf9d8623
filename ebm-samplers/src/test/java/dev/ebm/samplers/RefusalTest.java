package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every sampler of real numbers refuses bits by its name, and says what to use for them. */
class RefusalTest {

  private static final ComponentContext BITS =
      new ComponentContext() {
        @Override
        public Features features() {
          return new Features(
              Shape.of(2),
              List.of(
                  new Feature("x", Feature.Kind.CONTINUOUS),
                  new Feature("bit", Feature.Kind.BINARY)));
        }

        @Override
        public TensorData trainingRows(int count) {
          throw new AssertionError("not asked for when a component is made");
        }

        @Override
        public <T> T create(ComponentSpec<T> spec) {
          throw new AssertionError("refused before its parts are made");
        }
      };

  @TestFactory
  Stream<DynamicTest> refusesBits() {
    return new SamplersPlugin()
        .components().stream()
            .map(factory -> dynamicTest(factory.name(), () -> assertRefusesBits(factory)));
  }

  /** The options do not matter: nothing of them is looked at before. */
  private static <T, C extends Record> void assertRefusesBits(ComponentFactory<T, C> factory) {
    assertThatThrownBy(() -> factory.create(null, BITS))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M007 sampler '%s': needs real numbers, but column 'bit' is binary (for such data"
                + " use a sampler of discrete chains from a plugin; none is built in)",
            factory.name());
  }
}
