package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** A plugin put together in a test. */
public final class TestPlugin implements EbmPlugin {

  /** The configuration of components without options. */
  public record NoOptions() {}

  private final PluginId id;
  private final List<ComponentFactory<?, ?>> components = new ArrayList<>();
  private final List<BackendFactory<?>> backends = new ArrayList<>();

  public TestPlugin(String id) {
    this.id = new PluginId(id);
  }

  public <T, C extends Record> TestPlugin add(
      Class<T> kind, String name, Class<C> options, BiFunction<C, ComponentContext, T> body) {
    components.add(new ComponentFactory<>(kind, name, options, name, body));
    return this;
  }

  public TestPlugin sampler(String name) {
    return add(Sampler.class, name, NoOptions.class, (options, context) -> null);
  }

  public TestPlugin loss(String name) {
    return add(Loss.class, name, NoOptions.class, (options, context) -> (c, x) -> x.sum());
  }

  /** A backend that neither can be probed nor opened. */
  public TestPlugin backend(String name) {
    Supplier<BackendProbe> probe =
        () -> {
          throw new UnsatisfiedLinkError("no " + name);
        };
    return backend(name, NoOptions.class, probe, failing(name));
  }

  /** A backend that cannot be opened, whatever its probe says. */
  public <C extends Record> TestPlugin backend(String name, Class<C> options) {
    return backend(name, options, failing(name));
  }

  private static <C> Function<C, Backend> failing(String name) {
    return config -> {
      throw new UnsatisfiedLinkError("no " + name + " for " + config);
    };
  }

  public <C extends Record> TestPlugin backend(
      String name, Class<C> options, Function<C, Backend> open) {
    return backend(name, options, () -> new BackendProbe(true, name), open);
  }

  public <C extends Record> TestPlugin backend(
      String name, Class<C> options, Supplier<BackendProbe> probe, Function<C, Backend> open) {
    backends.add(
        new BackendFactory<C>() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Class<C> configType() {
            return options;
          }

          @Override
          public String summary() {
            return name;
          }

          @Override
          public BackendProbe probe() {
            return probe.get();
          }

          @Override
          public Backend open(C config) {
            return open.apply(config);
          }
        });
    return this;
  }

  @Override
  public PluginId id() {
    return id;
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return components;
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return backends;
  }
}
