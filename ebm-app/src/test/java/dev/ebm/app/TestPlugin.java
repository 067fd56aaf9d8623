package dev.ebm.app;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Split;
import dev.ebm.api.method.Loss;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import java.util.List;

/**
 * A plugin with bugs that only training meets, a loss without a value for low energies, and data
 * that are no points of the plane; on the class path of these tests.
 */
public final class TestPlugin implements EbmPlugin {

  /** No options. */
  record Config() {}

  private static ComponentFactory<Loss, Config> loss(String name, Loss loss) {
    return new ComponentFactory<>(
        Loss.class, name, Config.class, "For tests", (config, context) -> loss);
  }

  /** Fresh rows of 0.2 N(-5, 1) + 0.8 N(5, 1). */
  private record TwoModes() implements Dataset {
    @Override
    public Features features() {
      return Features.continuous(1);
    }

    @Override
    public List<String> splits() {
      return List.of(TRAIN);
    }

    @Override
    public Split split(String name) {
      return new Split.Stream(
          (key, count) -> {
            Tensor right = key.fold("mode").uniform(count, 1).gt(0.2).cast(DType.FLOAT32);
            return right.mul(10).sub(5).add(key.fold("noise").normal(count, 1));
          });
    }
  }

  @Override
  public PluginId id() {
    return new PluginId("test-losses");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        loss("not-a-scalar", (context, x) -> context.energy(x)),
        loss(
            "crashing",
            (context, x) -> {
              throw new IllegalStateException("a bug");
            }),
        loss(
            "tired",
            (context, x) -> context.energy(x).mean().check(context.step().lt(3), "it is early")),
        loss("root", (context, x) -> context.energy(x).mean().sub(20).sqrt()),
        new ComponentFactory<>(
            Dataset.class,
            "two-modes",
            Config.class,
            "For tests",
            (config, context) -> new TwoModes()));
  }
}
