package dev.ebm.testkit.plugin;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.config.ComponentOptions;
import dev.ebm.core.config.RecordBinder;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Makes what one plugin and the others on the class path offer; the one goes first.
 *
 * @param plugins where names are looked up, in order
 * @param features what rows are made of
 */
record OfferedComponents(List<EbmPlugin> plugins, Features features)
    implements ComponentContext, ComponentOptions {

  static OfferedComponents of(EbmPlugin plugin, Features features) {
    Stream<EbmPlugin> others =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() != plugin.getClass())
            .map(ServiceLoader.Provider::get);
    return new OfferedComponents(Stream.concat(Stream.of(plugin), others).toList(), features);
  }

  @Override
  public Class<? extends Record> of(Class<?> kind, String name) {
    return find(kind, name).configType();
  }

  @Override
  public <T> T create(ComponentSpec<T> spec) {
    return spec.kind().cast(make(find(spec.kind(), spec.name()), spec));
  }

  /** Normal draws, or fair bits, as the contracts use them. */
  @Override
  public TensorData trainingRows(int count) {
    Random random = new Random(1);
    int columns = features.columns().size();
    float[] values = new float[count * columns];
    for (int i = 0; i < values.length; i++) {
      boolean binary = features.columns().get(i % columns).kind() == Feature.Kind.BINARY;
      values[i] = binary ? random.nextInt(2) : (float) random.nextGaussian();
    }
    return TensorData.of(values, features.shape().prepend(count).dims());
  }

  <T, C extends Record> T make(ComponentFactory<T, C> factory, ComponentSpec<?> spec) {
    C config =
        new RecordBinder(this).bind(factory.configType(), spec.options(), spec.name()).orThrow();
    return factory.create(config, this);
  }

  private ComponentFactory<?, ?> find(Class<?> kind, String name) {
    return plugins.stream()
        .flatMap(plugin -> plugin.components().stream())
        .filter(factory -> factory.kind() == kind && factory.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    Problem.error(
                        "EBM-C011",
                        name,
                        "no plugin on the class path offers this "
                            + ComponentKind.of(kind).map(ComponentKind::label).orElse("component"),
                        "put its plugin on the class path of the tests")));
  }
}
